"""Where the data live, and the settings that follow."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest

from icse.embedded.places import BadSecrets, Places, environment, find_places, postgres_major, read_or_make_secrets


def test_root_keeps_data_outside_of_the_checkout(tmp_path: Path) -> None:
    digest = sha256(str(tmp_path.resolve()).encode()).hexdigest()[:8]
    places = find_places(tmp_path, {}, root=True)
    assert places.data == Path(f"/var/lib/icse-{digest}")
    assert places.sockets == places.data / "run"
    assert places.cluster == places.data / "pg" / postgres_major()


def test_a_user_keeps_data_in_the_users_data_folder(tmp_path: Path) -> None:
    digest = sha256(str(tmp_path.resolve()).encode()).hexdigest()[:8]
    assert find_places(tmp_path, {"HOME": "/home/nora"}, root=False).data == Path(
        f"/home/nora/.local/share/icse-{digest}"
    )
    assert find_places(tmp_path, {"HOME": "/home/nora", "XDG_DATA_HOME": "/data/nora"}, root=False).data == Path(
        f"/data/nora/icse-{digest}"
    )
    assert find_places(tmp_path, {"HOME": "/home/nora", "XDG_DATA_HOME": "relative"}, root=False).data == Path(
        f"/home/nora/.local/share/icse-{digest}"
    )


def test_two_checkouts_share_nothing(tmp_path: Path) -> None:
    one, other = (find_places(tmp_path / name, {}, root=True) for name in ("one", "other"))
    assert {one.data, one.sockets}.isdisjoint({other.data, other.sockets})


def test_a_link_to_a_checkout_is_the_same_checkout(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert find_places(tmp_path / "link", {}, root=True) == find_places(tmp_path / "real", {}, root=True)


@pytest.mark.parametrize("root", [True, False])
def test_the_environment_overrides_the_place(tmp_path: Path, root: bool) -> None:
    assert find_places(environ={"ICSE_DATA": str(tmp_path)}, root=root).data == tmp_path.resolve()


@pytest.mark.parametrize("name", ["d" * 90, "with blank", "ünï"])
def test_sockets_move_where_the_path_is_short_and_plain(tmp_path: Path, name: str) -> None:
    data = tmp_path / name
    places = find_places(environ={"ICSE_DATA": str(data)}, root=False)
    assert places.sockets.parent == Path("/tmp")  # noqa: S108 (the fallback itself)
    assert places.sockets == find_places(environ={"ICSE_DATA": str(data), "TMPDIR": "/else"}, root=False).sockets
    assert places.sockets != find_places(environ={"ICSE_DATA": str(data) + "2"}, root=False).sockets
    assert len(str(places.sockets / ".s.PGSQL.5432.lock")) <= 103


def test_the_environment_of_a_checkout(tmp_path: Path) -> None:
    places = Places(tmp_path / "data", tmp_path / "run")
    found = environment({}, places)
    kept = json.loads(places.secrets.read_text())
    assert found == {
        "DATABASE_URL": f"postgresql:///icse?host={tmp_path}/run",
        "BROKER_URL": f"redis+socket://{tmp_path}/run/valkey.sock",
        "MEDIA_STORAGE": f"file://{tmp_path}/data/media",
        "ICSE_SECRET_KEY": kept["ICSE_SECRET_KEY"],
        "ICSE_FACT_KEY": kept["ICSE_FACT_KEY"],
    }


def test_what_is_set_wins_and_nothing_is_made_when_all_is_set(tmp_path: Path) -> None:
    given = {
        "DATABASE_URL": "postgresql://db.example/icse",
        "BROKER_URL": "amqp://queue.example",
        "MEDIA_STORAGE": "file:///srv/media",
        "ICSE_SECRET_KEY": "a",
        "ICSE_FACT_KEY": "b",
    }
    assert environment({**given, "OTHER": "c"}, Places(tmp_path / "data", tmp_path / "run")) == given
    assert not (tmp_path / "data").exists()


def test_secrets_are_closed_to_others_and_stay(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    first = read_or_make_secrets(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(bytes.fromhex(first["ICSE_FACT_KEY"])) == 32
    assert len(first["ICSE_SECRET_KEY"]) >= 50
    assert read_or_make_secrets(path) == first
    assert read_or_make_secrets(tmp_path / "other.json") != first


def test_first_starts_at_once_agree_on_the_secrets(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(read_or_make_secrets, [tmp_path / "secrets.json"] * 8))
    assert all(secrets == found[0] for secrets in found)
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.json"]


def test_secrets_that_others_may_read_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    read_or_make_secrets(path)
    path.chmod(0o640)
    with pytest.raises(BadSecrets, match="chmod 600"):
        read_or_make_secrets(path)
    path.chmod(0o600)
    assert set(read_or_make_secrets(path)) == {"ICSE_SECRET_KEY", "ICSE_FACT_KEY"}


@pytest.mark.parametrize("content", ["", "{", "[]", "{}"])
def test_damaged_secrets_are_refused_in_words(tmp_path: Path, content: str) -> None:
    path = tmp_path / "secrets.json"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(BadSecrets, match="damaged"):
        read_or_make_secrets(path)
    assert path.read_text() == content
