"""PostgreSQL from the wheel: a cluster on a Unix socket, entered by operating system user only."""

import os
import pwd
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from psycopg.conninfo import make_conninfo

from icse.embedded.account import make_private_folder, remove_tree, servers_account
from icse.embedded.places import Refusal, postgres_major
from icse.embedded.processes import Steps
from icse.embedded.programs import postgres_programs
from icse.embedded.server import Server, StartFailed

SUPERUSER = "postgres"
LOGINS = ("icse_owner", "icse_web", "icse_worker")

#: For clusters that live as long as a test run.
UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

_SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    # The values that people enter must not get into a log: no statement that failed, no "Failing row contains".
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}


class OtherVersion(Refusal):
    """The data were written by another major version of PostgreSQL."""

    def __init__(self, data: Path, found: str) -> None:
        super().__init__(
            f"The data in {data} were written by PostgreSQL {found}; this is PostgreSQL {postgres_major()}. "
            f"Either go back to the requirements that brought PostgreSQL {found} (and dump the data there with "
            "pg_dumpall to carry them over), or start afresh with `make demo-reset`."
        )


class Cluster(Server):
    """One cluster. Only the user who starts it enters, and only as the superuser or one of the three logins.

    :param sockets: the folder for its socket; its path must be short.
    :param settings: server settings that replace ours, such as `UNSAFE_BUT_FAST`.
    """

    name: ClassVar[str] = "PostgreSQL"
    program: ClassVar[str] = "postgres"
    stop_steps: ClassVar[Steps] = ((signal.SIGINT, 6), (signal.SIGQUIT, 3), (signal.SIGKILL, 5))

    def __init__(
        self, data: Path, sockets: Path, settings: Mapping[str, str] | None = None, log: Path | None = None
    ) -> None:
        super().__init__(data, log)
        self.sockets = sockets
        self.settings = {**_SETTINGS, **(settings or {}), "unix_socket_directories": str(sockets)}

    def superuser_conninfo(self, dbname: str = "postgres") -> str:
        """Return a connection string for the superuser: for making roles and databases, nothing else."""
        return make_conninfo("", host=str(self.sockets), port=5432, user=SUPERUSER, dbname=dbname)

    def _prepare(self) -> None:
        self._refuse_other_version()
        make_private_folder(self.sockets)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()

    def _refuse_other_version(self) -> None:
        """Look at this folder, and at its neighbours if it is new: an upgrade must not hide the data behind it."""
        for folder in (self.data, *sorted(self.data.parent.glob("[0-9]*/"))):
            version = folder / "PG_VERSION"
            if version.exists():
                found = version.read_text().strip()
                if found == postgres_major() and folder == self.data:
                    return
                if found != postgres_major():
                    raise OtherVersion(folder, found)

    def _initialise(self) -> None:
        """Make the cluster under another name, so that what has the right name is whole."""
        draft = self.data.with_name(f"{self.data.name}.part")
        remove_tree(draft)
        make_private_folder(draft)
        self._initdb(draft)
        _write_access_rules(draft)
        draft.rename(self.data)

    def _initdb(self, folder: Path) -> None:
        account = servers_account()
        # The builtin provider sorts the same on every machine; LC_CTYPE is still what full-text search asks.
        locale = ("--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        hurry = ("--no-sync",) if self.settings.get("fsync") == "off" else ()
        done = subprocess.run(
            [
                *(str(postgres_programs() / "initdb"), "-D", str(folder), "-U", SUPERUSER, "--auth=peer"),
                *("--data-checksums", *locale, *hurry),
            ],
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            cwd="/",
            env={"PATH": os.defpath, "TZ": "UTC"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise StartFailed(f"PostgreSQL cannot make its data folder {folder}:\n{done.stdout}{done.stderr}")

    def _command(self) -> Sequence[str]:
        # Safe to remove: the lock is ours and nothing lives in the folder. After a power cut the pid in it may be
        # another server's by now, and PostgreSQL would refuse to start.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        return [str(postgres_programs() / "postgres"), "-D", str(self.data), *options]

    def _ready(self) -> bool:
        """Read the pid file as pg_ctl does: first line the pid, eighth the state."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[0] == str(self.pid) and lines[7].strip() == "ready"


def _write_access_rules(data: Path) -> None:
    """Let in by operating system user only: nobody has a password, and no other user of the machine gets in."""
    person = pwd.getpwuid(os.geteuid()).pw_name
    account = servers_account()
    pairs = [(person, login) for login in (SUPERUSER, *LOGINS)]
    if account:
        pairs.append((account.pw_name, SUPERUSER))
    _replace(data / "pg_hba.conf", "local all all peer map=icse\n")
    _replace(data / "pg_ident.conf", "".join(f'icse "{name}" {login}\n' for name, login in pairs))


def _replace(path: Path, text: str) -> None:
    """Write into the file that initdb made, keeping its owner and mode."""
    with path.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
