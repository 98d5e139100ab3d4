"""`manage.py lookup`: the same answer as the page, in the officer's name."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.models import AuditEntry
from series.ingest.work import Tools
from series.models import Item, Lookup
from tests import media
from tests.personas import address
from tests.series.grouping import make_series
from tests.series.listing import imported
from tests.series.looking_up import pdq_of
from tests.series.making import ingested, receive

Audiences = dict[str, Audience]
PICTURE = media.as_bytes(media.pattern(1))


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path / "media"


@pytest.fixture
def held(fleur: Officer, audiences: Audiences, tools: Tools) -> Item:
    return ingested(tools, receive(fleur, audiences["group"], PICTURE))[0]


def said(*arguments: str, officer: str = "Nora") -> str:
    out = StringIO()
    call_command("lookup", *arguments, officer=address(officer), stdout=out)
    return out.getvalue()


def test_a_file_and_hashes_say_the_same(
    nora: Officer, gregor: Officer, fleur: Officer, held: Item, audiences: Audiences, tmp_path: Path
) -> None:
    series = make_series(by=fleur, audience=audiences["group"], items=[held])
    file = tmp_path / "seized.jpg"
    file.write_bytes(PICTURE)
    match = f"  Held by France, in series {series.reference} (active), item {held.pk}\n"
    near = match.replace("Held by", "Near-duplicate (distance 0 of 256), held by")
    assert said(str(file)) == f"file {held.sha256}: 1 match\n{match}"
    assert said("--md5", held.md5.upper()) == f"md5 {held.md5}: 1 match\n{match}"
    assert said("--pdq", pdq_of(held)) == f"pdq {pdq_of(held)}: 1 match\n{near}"
    assert said("--sha1", held.sha1, officer="Gregor") == f"sha1 {held.sha1}: no item that the officer may see\n"
    assert said(str(file), officer="Gregor") == f"file {held.sha256}: no item that the officer may see\n"
    with acting_as_system("tests"):
        assert Item.objects.count() == 1
        assert set(Lookup.objects.values_list("state", flat=True)) == {"done"}
    with acting_as(nora.pk):
        kinds = [entry.facts for entry in AuditEntry.objects.filter(action="lookup.asked").order_by("id")]
    assert kinds == [{"file": 1}, {"md5": 1}, {"pdq": 1}]


@pytest.mark.parametrize(
    ("arguments", "officer", "words"),
    [
        ([], "Nora", "Give a file, or hashes."),
        (["x.jpg", "--md5", "ab" * 16], "Nora", "Give a file, or hashes."),
        (["--md5", "xy"], "Nora", "This is no md5"),
        (["missing.jpg"], "Nora", "missing.jpg: No such file"),
        (["--md5", "ab" * 16], "Ivo", "not active"),
        (["--md5", "ab" * 16], "Nobody", "no officer"),
        (["--md5", "ab" * 16], "Cleo", "Your role does not include this"),
    ],
)
def test_what_is_refused(db: object, arguments: list[str], officer: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        said(*arguments, officer=officer)
    with acting_as_system("tests"):
        assert not Lookup.objects.exists()


def test_the_budget_counts(nora: Officer, settings: Any) -> None:
    settings.LOOKUPS_OF_AN_OFFICER = 1
    said("--md5", "ab" * 16)
    with pytest.raises(CommandError, match="renews at 00:00 UTC"):
        said("--md5", "ab" * 16)


def test_lists_are_named(ada: Officer, niels: Officer) -> None:
    imported(ada, "ab" * 16)
    imported(niels, "ab" * 16, name="Ours", kind="known")
    ours = "  list “Ours” of Netherlands, version 1: known material, by MD5\n"
    for_all = "  list “Wallpapers” for all members, version 1: harmless files, by MD5\n"
    nothing = f"md5 {'ab' * 16}: no item that the officer may see\n"
    assert said("--md5", "ab" * 16) == nothing + ours + for_all
    assert said("--md5", "ab" * 16, officer="Gregor") == nothing + for_all
