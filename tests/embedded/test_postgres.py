"""The cluster: its data survive, its door opens for nobody else, and any crash is recovered from."""

import os
import pwd
import signal
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from icse.core.roles import create_roles
from icse.embedded.account import PrivateFolder, servers_account
from icse.embedded.places import CHECKOUT, postgres_major
from icse.embedded.postgres import UNSAFE_BUT_FAST, Cluster, OtherVersion
from icse.embedded.processes import living_in, wait_until
from icse.embedded.server import AlreadyRunning, StartFailed

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="about what root may do")


def write_note(cluster: Cluster, text: str) -> None:
    with psycopg.connect(cluster.superuser_conninfo()) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS note (text text)")
        connection.execute("INSERT INTO note VALUES (%s)", [text])


def notes(cluster: Cluster) -> list[str]:
    with psycopg.connect(cluster.superuser_conninfo()) as connection:
        return [row[0] for row in connection.execute("SELECT text FROM note ORDER BY text")]


def setting(cluster: Cluster, name: str) -> str:
    with psycopg.connect(cluster.superuser_conninfo()) as connection:
        row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    assert row
    return str(row[0])


def test_data_survive_a_restart(cluster: Cluster) -> None:
    cluster.start()
    write_note(cluster, "first")
    cluster.stop()
    assert not cluster.alive()
    assert living_in(cluster.data, "postgres") == []
    cluster.start()
    assert notes(cluster) == ["first"]


def test_the_cluster_is_what_the_service_expects(cluster: Cluster) -> None:
    cluster.start()
    with psycopg.connect(cluster.superuser_conninfo()) as connection:
        row = connection.execute(
            "SELECT pg_encoding_to_char(encoding), datlocprovider, datlocale FROM pg_database"
            " WHERE datname = 'template0'"
        ).fetchone()
    assert row == ("UTF8", "b", "C.UTF-8")
    assert (cluster.data / "PG_VERSION").read_text().strip() == postgres_major()
    assert setting(cluster, "data_checksums") == "on"
    assert setting(cluster, "max_connections") == "200"
    assert setting(cluster, "listen_addresses") == ""


def test_the_demo_is_durable_and_only_tests_are_not(folder: Path, cluster: Cluster) -> None:
    cluster.start()
    assert {name: setting(cluster, name) for name in UNSAFE_BUT_FAST} == UNSAFE_BUT_FAST
    with Cluster(folder / "durable" / "data", folder / "durable" / "run") as durable:
        assert {name: setting(durable, name) for name in UNSAFE_BUT_FAST} == dict.fromkeys(UNSAFE_BUT_FAST, "on")


def test_values_that_people_entered_stay_out_of_the_log(cluster: Cluster) -> None:
    cluster.start()
    with psycopg.connect(cluster.superuser_conninfo(), autocommit=True) as connection:
        connection.execute("CREATE TABLE once (word text PRIMARY KEY, CHECK (word <> 'wallpaper'))")
        connection.execute("INSERT INTO once VALUES ('bedspread')")
        for word in ("bedspread", "wallpaper"):
            with pytest.raises(psycopg.IntegrityError):
                connection.execute(f"INSERT INTO once VALUES ('{word}')")
    log = cluster.log.read_text()
    assert "violates check constraint" in log
    assert "bedspread" not in log
    assert "wallpaper" not in log


def test_recovers_after_the_main_process_was_killed(folder: Path) -> None:
    with Cluster(folder / "pg" / "data", folder / "run") as cluster:
        write_note(cluster, "before")
        assert cluster.pid
        os.kill(cluster.pid, signal.SIGKILL)
        assert wait_until(lambda: not cluster.alive(), 10)
        assert (cluster.data / "postmaster.pid").exists()
        cluster.stop()
        cluster.start()
        write_note(cluster, "since")
        assert notes(cluster) == ["before", "since"]


def test_a_pid_file_that_names_a_stranger_is_no_obstacle(cluster: Cluster) -> None:
    """After a power cut the pid may be another process's: here one of the servers' own user."""
    cluster.start()
    cluster.stop()
    account = servers_account()
    stranger = subprocess.Popen(["sleep", "600"], user=account.pw_uid if account else None)
    try:
        (cluster.data / "postmaster.pid").write_text(f"{stranger.pid}\n{cluster.data}\n0\n5432\n\n\n1 1\nready\n")
        cluster.start()
        assert setting(cluster, "port") == "5432"
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_half_made_cluster_is_made_anew(folder: Path, cluster: Cluster) -> None:
    draft = folder / "pg" / "data.part"
    draft.mkdir(parents=True)
    folder.joinpath("pg").chmod(0o711)
    (draft / "PG_VERSION").write_text("18\n")
    cluster.start()
    assert cluster.alive()
    assert not draft.exists()


def test_a_second_owner_is_refused_and_told_the_process(cluster: Cluster) -> None:
    cluster.start()
    second = Cluster(cluster.data, cluster.sockets, UNSAFE_BUT_FAST)
    with pytest.raises(AlreadyRunning, match=f"process {cluster.pid}") as refusal:
        second.start()
    assert refusal.value.pid == cluster.pid
    assert setting(cluster, "port") == "5432"
    cluster.stop()
    with second:
        assert second.alive()


OWNER = """
import os, sys, time
from pathlib import Path
from icse.embedded.postgres import UNSAFE_BUT_FAST, Cluster
cluster = Cluster(Path(sys.argv[1]), Path(sys.argv[2]), UNSAFE_BUT_FAST)
cluster.start()
print(cluster.pid, flush=True)
time.sleep(600)
"""


def test_the_server_does_not_outlive_an_owner_that_is_killed(cluster: Cluster) -> None:
    command = [sys.executable, "-c", OWNER, str(cluster.data), str(cluster.sockets)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=CHECKOUT) as owner:
        assert owner.stdout
        assert int(owner.stdout.readline()) in living_in(cluster.data, "postgres")
        owner.kill()
    assert wait_until(lambda: living_in(cluster.data, "postgres") == [], 20)
    cluster.start()
    assert cluster.alive()


def test_a_server_without_an_owner_is_replaced(cluster: Cluster) -> None:
    """Where a server cannot be tied to its owner it stays: the next start stops it and goes on with its data."""
    cluster.start()
    write_note(cluster, "kept")
    cluster._lock.release()  # as if its owner had died
    orphan = cluster.pid
    with Cluster(cluster.data, cluster.sockets, UNSAFE_BUT_FAST) as successor:
        assert wait_until(lambda: not cluster.alive(), 5)
        assert successor.pid not in {orphan, None}
        assert notes(successor) == ["kept"]


def test_data_of_another_major_version_are_refused(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    (cluster.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(OtherVersion, match=r"written by PostgreSQL 12; this is PostgreSQL .*make demo-reset"):
        cluster.start()
    (cluster.data / "PG_VERSION").write_text(f"{postgres_major()}\n")
    cluster.start()
    assert cluster.alive()


def test_an_upgrade_does_not_hide_older_data_behind_an_empty_cluster(folder: Path) -> None:
    old, new = folder / "pg" / "12", folder / "pg" / postgres_major()
    old.mkdir(parents=True)
    folder.joinpath("pg").chmod(0o711)
    (old / "PG_VERSION").write_text("12\n")
    with pytest.raises(OtherVersion, match=str(old)):
        Cluster(new, folder / "run", UNSAFE_BUT_FAST).start()
    assert not new.exists()


def test_a_failed_start_says_why_and_lets_go(folder: Path) -> None:
    broken = Cluster(folder / "pg" / "data", folder / "run", {**UNSAFE_BUT_FAST, "shared_buffers": "a lot"})
    with pytest.raises(StartFailed, match="shared_buffers"):
        broken.start()
    assert not broken.alive()
    with Cluster(broken.data, broken.sockets, UNSAFE_BUT_FAST) as mended:
        assert mended.alive()


def test_the_door_opens_for_our_logins_only(cluster: Cluster) -> None:
    cluster.start()
    create_roles(cluster.superuser_conninfo())
    with psycopg.connect(cluster.superuser_conninfo()) as connection:
        connection.execute("CREATE ROLE stranger LOGIN")

    def enter(user: str) -> str:
        conninfo = f"host={cluster.sockets} dbname=postgres user={user}"
        with psycopg.connect(conninfo) as connection:
            row = connection.execute("SELECT session_user").fetchone()
        return str(row and row[0])

    logins = ["icse_owner", "icse_web", "icse_worker", "postgres"]
    assert [enter(login) for login in logins] == logins
    for login in ("stranger", "icse_app", "icse_system", "icse_definer"):
        with pytest.raises(psycopg.OperationalError):
            enter(login)


@as_root
def test_another_user_of_the_machine_does_not_get_in(cluster: Cluster) -> None:
    cluster.start()
    create_roles(cluster.superuser_conninfo())
    nobody = pwd.getpwnam("nobody")
    cluster.sockets.chmod(0o711)
    cluster.sockets.joinpath(".s.PGSQL.5432").chmod(0o777)  # even if the folder and the socket were open
    program = Path(f"/proc/{cluster.pid}/exe").readlink().with_name("psql")
    for login in ("postgres", "icse_web"):
        command = [str(program), "-h", str(cluster.sockets), "-U", login, "-d", "postgres", "-c", "SELECT 1"]
        done = subprocess.run(
            command, user=nobody.pw_uid, group=nobody.pw_gid, cwd="/", capture_output=True, text=True, check=False
        )
        assert done.returncode == 2
        assert "Peer authentication failed" in done.stderr


def test_others_can_enter_neither_the_data_nor_the_sockets(cluster: Cluster) -> None:
    cluster.start()
    assert {stat.S_IMODE(path.stat().st_mode) for path in (cluster.data, cluster.sockets)} == {0o700}


@as_root
def test_root_runs_it_as_a_system_user(cluster: Cluster) -> None:
    cluster.start()
    account = servers_account()
    assert account
    assert Path(f"/proc/{cluster.pid}").stat().st_uid == account.pw_uid != 0
    assert not Path(f"/proc/{cluster.pid}/exe").readlink().is_relative_to(CHECKOUT)


@as_root
def test_no_private_folder_is_opened_for_the_system_user(folder: Path) -> None:
    private = folder / "private"
    private.mkdir(mode=0o700)
    with pytest.raises(PrivateFolder, match=f"cannot enter {private}"):
        Cluster(private / "pg" / "data", private / "run", UNSAFE_BUT_FAST).start()
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    private.chmod(0o711)
    with Cluster(private / "pg" / "data", private / "run", UNSAFE_BUT_FAST) as reachable:
        assert reachable.alive()
