"""What a look-up says of the lists of hashes that something is on, also where nobody holds it."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from series.ingest.work import Tools
from series.models import Fingerprint, Item
from series.queries.lookups import LookupAnswer, answers_of
from tests import media
from tests.series.listing import imported, removed, sha256_lines
from tests.series.looking_up import answers, ask, ask_file, pdq_of
from tests.series.making import ingested, receive

PICTURE = media.as_bytes(media.pattern(1))
MD5, SHA1 = "0e53c14a3e48d94ff596a2824307b492", "ab" * 20
Said = list[tuple[str, str, bool]]


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path


def said(answered: list[LookupAnswer]) -> list[Said]:
    """Return, for each thing, the lists that it is on: name, what led to it, whether it is sure."""
    return [[(on.listed.name, on.by, on.is_sure) for on in one.lists] for one in answered]


def asked(who: Officer, *hashes: tuple[str, str]) -> list[Said]:
    return said(answers(who, ask(who, *hashes)))


def turned_pdq_of(item: Item) -> str:
    with acting_as_system("tests"):
        return bytes(Fingerprint.objects.get(media__items=item.pk).orientations)[32:64].hex()


def test_a_hash_that_nobody_holds_is_on_lists(
    ada: Officer, niels: Officer, nora: Officer, fleur: Officer, gregor: Officer
) -> None:
    imported(ada, f"{MD5}\n{SHA1}", name="For all")
    imported(niels, MD5, name="Ours", kind="known")
    hashes = [("md5", MD5.upper()), ("sha1", SHA1), ("md5", "1" * 32)]
    for who in (nora, niels):
        assert asked(who, *hashes) == [
            [("Ours", "md5", True), ("For all", "md5", True)],
            [("For all", "sha1", True)],
            [],
        ]
    for who in (fleur, gregor):
        assert asked(who, *hashes) == [[("For all", "md5", True)], [("For all", "sha1", True)], []]


def test_only_versions_that_count_are_told(ada: Officer, nora: Officer, tools: Tools) -> None:
    imported(ada, MD5)
    later = imported(ada, SHA1)
    assert asked(nora, ("md5", MD5), ("sha1", SHA1)) == [[], [("Wallpapers", "sha1", True)]]
    made = ask(nora, ("sha1", SHA1))
    removed(later, ada, tools)
    assert said(answers(nora, made)) == [[]]


def test_a_weaker_hash_says_that_it_is_weaker(ada: Officer, nora: Officer) -> None:
    imported(ada, f"md5,sha1\n{MD5},{SHA1}\n")
    imported(ada, f"md5,sha1\n{MD5},{SHA1}\n", name="Seized", kind="known")
    [weak, strong] = answers(nora, ask(nora, ("md5", MD5), ("sha1", SHA1)))
    assert said([weak, strong]) == [
        [("Seized", "md5", True), ("Wallpapers", "md5", False)],
        [("Seized", "sha1", True), ("Wallpapers", "sha1", True)],
    ]
    assert [on.words for on in weak.lists] == [
        "list “Seized” for all members, version 1: known material, by MD5",
        "list “Wallpapers” for all members, version 1: harmless files, by MD5 only; "
        "the list has a stronger hash for that file",
    ]


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256"])
def test_a_file_is_on_lists_by_each_of_its_hashes(ada: Officer, nora: Officer, tools: Tools, algorithm: str) -> None:
    imported(ada, hashlib.new(algorithm, PICTURE, usedforsecurity=False).hexdigest())
    assert said(answers(nora, ask_file(nora, PICTURE), tools)) == [[("Wallpapers", algorithm, True)]]


def test_a_file_of_a_made_md5_is_not_harmless(ada: Officer, nora: Officer, tools: Tools) -> None:
    same = hashlib.md5(PICTURE, usedforsecurity=False).hexdigest()
    imported(ada, f"md5,sha1\n{same},{SHA1}\n")
    assert said(answers(nora, ask_file(nora, PICTURE), tools)) == [[]]


def test_a_file_and_a_pdq_are_on_lists_by_their_looks(
    ada: Officer, nora: Officer, fleur: Officer, audiences: dict[str, Audience], tools: Tools
) -> None:
    [held] = ingested(tools, receive(fleur, audiences["FR"], PICTURE))
    imported(ada, f"pdq\n{pdq_of(held)}\n", kind="known")
    assert said(answers(nora, ask_file(nora, PICTURE), tools)) == [[("Wallpapers", "pdq", True)]]
    assert said(answers(nora, ask(nora, ("pdq", pdq_of(held))), tools)) == [[("Wallpapers", "pdq", True)]]
    assert asked(nora, ("sha256", pdq_of(held))) == [[]]
    imported(ada, f"pdq\n{turned_pdq_of(held)}\n", name="Turned")
    both = [("Wallpapers", "pdq", True), ("Turned", "pdq", True)]
    assert said(answers(nora, ask_file(nora, PICTURE), tools)) == [both]
    assert said(answers(nora, ask(nora, ("pdq", pdq_of(held))), tools)) == [both[:1]]


def test_an_item_of_the_same_bytes_leads_to_its_list(
    ada: Officer,
    niels: Officer,
    nora: Officer,
    fleur: Officer,
    gregor: Officer,
    audiences: dict[str, Audience],
    tools: Tools,
) -> None:
    """The list gives a SHA-256 only, and the officer asks by MD5: an item says that both are of one file."""
    [held] = ingested(tools, receive(fleur, audiences["group"], PICTURE))
    imported(ada, sha256_lines([held]), name="For all")
    imported(niels, sha256_lines([held]), name="Ours")
    by_md5 = ("md5", held.md5)
    assert asked(nora, by_md5) == [[("For all", "item", True), ("Ours", "item", True)]]
    assert asked(fleur, by_md5) == [[("For all", "item", True)]]
    assert asked(gregor, by_md5) == [[]]


@pytest.mark.parametrize("count", [1, 3])
def test_queries(ada: Officer, nora: Officer, count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    digests = [f"{number:032x}" for number in range(1, count + 1)]
    imported(ada, "\n".join(digests))
    made = ask(nora, *(("md5", one) for one in digests))
    with acting_as(nora.pk), django_assert_num_queries(3):
        told = answers_of(made)
    assert said(told) == [[("Wallpapers", "md5", True)]] * count
