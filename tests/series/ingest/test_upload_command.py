"""`manage.py upload`: the same actions as the page, from files and folders."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from series.ingest import folder as folders
from series.ingest.folder import TooManyFiles, files_in
from series.management.commands import upload as command
from series.models import Item, Placement, SkippedFile
from tests import media
from tests.personas import GROUP_AUDIENCE, address
from tests.series.grouping import make_series
from tests.series.ingest.zipping import packed
from tests.series.listing import imported


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path / "store"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two pictures (one of them twice), a broken one, and a link that leads out."""
    top = tmp_path / "folder"
    (top / "sub").mkdir(parents=True)
    (top / "a.jpg").write_bytes(media.as_bytes(media.pattern(1)))
    (top / "sub" / "b.png").write_bytes(media.as_bytes(media.pattern(2), "PNG"))
    (top / "sub" / "again.jpg").write_bytes(media.as_bytes(media.pattern(1)))
    (top / "sub" / "note.jpg").write_bytes(media.truncated_jpeg())
    (tmp_path / "outside.jpg").write_bytes(media.as_bytes(media.pattern(3)))
    (top / "link.jpg").symlink_to(tmp_path / "outside.jpg")
    (top / "circle").symlink_to(top, target_is_directory=True)
    return top


CUT = media.as_bytes(media.pattern(6))[:300]


def run(folder: Path, officer: str = "Nora", *, refused: str = "", **more: Any) -> None:
    """Run it; ``refused`` is what it says at its end about files that could not be taken."""
    options = {"officer": address(officer), "case": "C-9", "audience": GROUP_AUDIENCE, "inline": True}
    if not refused:
        call_command("upload", str(folder), **{**options, **more})
        return
    with pytest.raises(CommandError) as failed:
        call_command("upload", str(folder), **{**options, **more})
    assert (str(failed.value), failed.value.returncode) == (f"{refused} files could not be taken.", 1)


def rows() -> set[tuple[str, str, str, str]]:
    with acting_as_system("tests"):
        found = Item.objects.select_related("case", "audience")
        return {(item.name, item.state, item.case.national_reference, item.audience.name) for item in found}


def test_a_folder_is_ingested(
    nora: Officer, audiences: dict[str, Audience], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    series = make_series(by=nora, audience=audiences["group"])
    run(folder, series=series.reference.lower(), refused="1 of 4")
    assert rows() == {
        ("a.jpg", "ready", "C-9", GROUP_AUDIENCE),
        ("b.png", "ready", "C-9", GROUP_AUDIENCE),
        ("again.jpg", "duplicate", "C-9", GROUP_AUDIENCE),
        ("note.jpg", "refused", "C-9", GROUP_AUDIENCE),
    }
    said = capsys.readouterr()
    assert said.out == (
        f"4 files received: 2 ready, 1 repeated, 1 refused.\nOf these: 2 new.\n2 files placed in {series.reference}.\n"
    )
    assert said.err.startswith("note.jpg: The picture breaks off before its end.")
    with acting_as_system("tests"):
        placed = set(Placement.objects.filter(series=series).values_list("item__name", flat=True))
    assert placed == {"a.jpg", "b.png"}


def test_a_file_over_the_limit_is_named_and_the_others_go_on(
    nora: Officer, folder: Path, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.MAX_TRANSFER_BYTES = (folder / "a.jpg").stat().st_size
    run(folder, refused="2 of 4")
    assert {row[0] for row in rows()} == {"a.jpg", "again.jpg", "note.jpg"}
    assert f"{folder / 'sub' / 'b.png'}: The file is larger than the limit" in capsys.readouterr().err
    assert list((settings.MEDIA_FOLDER / "incoming").iterdir()) == []


def test_when_all_is_well_it_ends_well(nora: Officer, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "sub" / "note.jpg").unlink()
    run(folder)
    assert capsys.readouterr().out == "3 files received: 2 ready, 1 repeated.\nOf these: 2 new.\n"


def test_without_a_worker_the_files_are_safe(
    nora: Officer, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "_PATIENCE_SECONDS", 0.0)
    run(folder, inline=False)
    assert {row[1] for row in rows()} == {"received"}
    assert capsys.readouterr().out.splitlines() == [
        "4 files received: 4 waiting.",
        "Some wait for a worker. They are safe, and are ingested as soon as one runs.",
    ]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"officer": "Nobody"}, "There is no officer with this e-mail address."),
        ({"officer": "Una"}, "This officer is not active, or the officer's certificate has run out."),
        ({"officer": "Ivo"}, "This officer is not active, or the officer's certificate has run out."),
        ({"officer": "Cleo"}, "Your role does not include this. Ask your unit's supervisor."),
        ({"audience": "Germany only"}, "The officer may not contribute to an audience of this name."),
        ({"series": "SE-2026-XXXXXXXX"}, "The officer sees no series with this reference."),
        ({"case": "  "}, "Name the case that the files come from."),
    ],
)
def test_what_is_wrong_is_said(nora: Officer, folder: Path, options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(CommandError) as refused:
        run(folder, **options)
    assert str(refused.value).startswith(sentence)
    assert rows() == set()


def test_a_hidden_series_is_not_there(
    gregor: Officer, nora: Officer, audiences: dict[str, Audience], folder: Path
) -> None:
    series = make_series(by=nora, audience=audiences["group"])
    with pytest.raises(CommandError, match="The officer sees no series"):
        run(folder, officer="Gregor", audience="All members", series=series.reference)
    assert rows() == set()


def test_folders(tmp_path: Path, folder: Path, nora: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [file.place for file in files_in([folder / "a.jpg", folder / "sub"])] == [
        "a.jpg",
        "sub/again.jpg",
        "sub/b.png",
        "sub/note.jpg",
    ]
    (tmp_path / "none").mkdir()
    for wrong, sentence in ((tmp_path / "none", "no file"), (tmp_path / "missing", "is not there")):
        with pytest.raises(CommandError, match=sentence):
            run(wrong)
    monkeypatch.setattr(folders, "MOST_FILES", 3)
    with pytest.raises(TooManyFiles):
        files_in([folder])


def test_what_is_in_the_case_already_is_skipped(
    nora: Officer, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "sub" / "note.jpg").unlink()
    run(folder / "sub")
    capsys.readouterr()
    run(folder)
    assert capsys.readouterr().out.splitlines() == [
        "3 files skipped: already in this case.",
        "0 files received: nothing.",
    ]
    with acting_as_system("tests"):
        skipped = SkippedFile.objects.order_by("path").values_list("path", "why")
        assert list(skipped) == [(f"folder/{name}", "in_case") for name in ("a.jpg", "sub/again.jpg", "sub/b.png")]
    run(folder, case="C-10")
    assert "3 files received" in capsys.readouterr().out


def test_files_archives_and_folders_together(nora: Officer, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = folder.parent / "phone.zip"
    archive.write_bytes(
        packed(
            [
                ("in/c.jpg", media.as_bytes(media.pattern(5))),
                ("in/deep.zip", packed([("d", CUT)])),
            ]
        )
    )
    options = {"officer": address("Nora"), "case": "C-9", "audience": GROUP_AUDIENCE, "inline": True}
    with pytest.raises(CommandError, match="1 of 2 files could not be taken"):
        call_command("upload", str(archive), str(folder / "a.jpg"), **options)
    assert rows() == {
        ("a.jpg", "ready", "C-9", GROUP_AUDIENCE),
        ("c.jpg", "ready", "C-9", GROUP_AUDIENCE),
        ("d", "refused", "C-9", GROUP_AUDIENCE),
    }
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "3 files received: 2 ready, 1 refused.",
        "Of these: 2 new.",
        "phone.zip: expanded, 2 taken.",
        "deep.zip: expanded, 1 taken.",
    ]


def test_what_is_harmless_is_skipped(
    ada: Officer, nora: Officer, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "sub" / "note.jpg").unlink()
    imported(ada, hashlib.md5((folder / "sub" / "b.png").read_bytes(), usedforsecurity=False).hexdigest())
    run(folder)
    assert capsys.readouterr().out.splitlines()[0] == "1 file skipped: on a list of harmless files."
    assert {name for name, *_ in rows()} == {"a.jpg", "again.jpg"}
    run(folder)
    assert capsys.readouterr().out.splitlines()[:2] == [
        "2 files skipped: already in this case.",
        "1 file skipped: on a list of harmless files.",
    ]
