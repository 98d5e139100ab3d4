"""`manage.py import_hashes`: for all, for a country, and what it says of a file that it cannot take."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Officer
from icse.core.doors import acting_as
from series.queries.lists import listed
from tests.personas import address

SHA256, MD5 = "cd" * 32, "0e53c14a3e48d94ff596a2824307b492"


def run(file: Path, *whose: str, name: str = "Wallpapers", kind: str = "harmless") -> str:
    out = StringIO()
    call_command("import_hashes", str(file), "--name", name, "--kind", kind, *whose, stdout=out, stderr=out)
    return out.getvalue()


def kinds(who: Officer) -> dict[str, str]:
    with acting_as(who.pk):
        return listed([SHA256, MD5])


@pytest.fixture
def hashes(tmp_path: Path) -> Path:
    file = tmp_path / "hashes.txt"
    file.write_text(f"{SHA256}\nrubbish\n")
    return file


def test_for_all(hashes: Path, nora: Officer, gregor: Officer) -> None:
    said = run(hashes, "--for-all")
    assert said.splitlines() == [
        "Line or entry 2 holds something that is no hash of its kind.",
        "Version 1 counts: 1 entries, 1 left out.",
    ]
    assert kinds(nora) == kinds(gregor) == {SHA256: "harmless"}
    hashes.write_text(MD5)
    assert "Version 2 counts" in run(hashes, "--for-all")
    assert kinds(nora) == {MD5: "harmless"}


def test_for_the_country_of_a_supervisor(hashes: Path, nora: Officer, gregor: Officer) -> None:
    run(hashes, "--officer", address("niels"), kind="known")
    assert (kinds(nora), kinds(gregor)) == ({SHA256: "known"}, {})


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nora", "Your role does not include this"),
        ("cleo", "Your role does not include this"),
        ("una", "certificate has run out"),
        ("nobody", "There is no officer"),
    ],
)
def test_others_may_not(hashes: Path, nora: Officer, name: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run(hashes, "--officer", address(name))
    assert kinds(nora) == {}


def test_what_it_cannot_take(hashes: Path, tmp_path: Path, nora: Officer) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "away.txt", "--for-all")
    hashes.write_text('{"value": [')
    with pytest.raises(CommandError, match="JSON that cannot be read"):
        run(hashes, "--for-all")
    hashes.write_text("Dear all,")
    with pytest.raises(CommandError, match="holds no hash"):
        run(hashes, "--for-all")
    with pytest.raises(CommandError):
        run(hashes)
    assert kinds(nora) == {}
