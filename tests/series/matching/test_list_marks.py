"""Which items a list marks, as files and lists come and go; and that another country's list tells nothing."""

import io
from collections.abc import Callable

import pytest
from django.test import Client
from PIL import Image

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from series.ingest.work import Tools
from series.matching.lists.importing import import_list
from series.models import BlindHit, Fingerprint, HashList, Hit, Item, Listing
from series.queries.items import ItemRow, rows_of
from tests import media
from tests.series.grouping import make_series
from tests.series.listing import cleared, imported, marks, removed, requested
from tests.series.making import ingested, receive

Audiences = dict[str, Audience]
PICTURE = media.pattern(11)
BYTES, COPY = media.as_bytes(PICTURE), media.as_bytes(media.recompressed(PICTURE))


def row_for(who: Officer, item: Item) -> ItemRow:
    with acting_as(who.pk):
        [row] = rows_of([Item.objects.get(pk=item.pk)])
        return row


def listed_for(who: Officer, item: Item) -> str:
    return row_for(who, item).standing.listed


def pairs() -> set[tuple[str, frozenset[str]]]:
    with acting_as_system("tests"):
        return {(hit.kind, frozenset((hit.item.name, hit.other.name))) for hit in Hit.objects.all()}


def test_an_item_on_a_list_is_marked_at_ingest(
    tools: Tools, ada: Officer, nora: Officer, gregor: Officer, audiences: Audiences
) -> None:
    sent = receive(nora, audiences["members"], BYTES, name="a.jpg")
    for name, hash in (("by md5", sent.md5), ("by sha1", sent.sha1), ("by sha256", sent.sha256), ("none", "12" * 16)):
        imported(ada, hash.upper(), name=name)
    [item] = ingested(tools, sent)
    assert marks(item) == {("a.jpg", name, 1) for name in ("by md5", "by sha1", "by sha256")}
    assert (item.state, listed_for(nora, item), listed_for(gregor, item)) == ("ready", "harmless", "harmless")
    assert row_for(nora, item).is_new is False


def test_a_countrys_own_list_is_told_to_nobody_else(
    tools: Tools,
    niels: Officer,
    nora: Officer,
    fleur: Officer,
    audiences: Audiences,
    client_of: Callable[[Officer], Client],
) -> None:
    sent = receive(nora, audiences["group"], BYTES, name="a.jpg")
    imported(niels, sent.sha256, name="Dutch list")
    [item] = ingested(tools, sent)
    assert (listed_for(nora, item), listed_for(fleur, item)) == ("harmless", "")
    own, theirs = (client_of(who).get(f"/items/{item.pk}/").content.decode() for who in (nora, fleur))
    assert "Dutch list" in own
    assert "Dutch list" not in theirs
    assert "harmless" not in theirs
    assert "On no list that you may see." in theirs


def test_a_countrys_own_list_marks_what_others_show_it(
    tools: Tools, niels: Officer, nora: Officer, gregor: Officer, audiences: Audiences
) -> None:
    [shown, hidden] = ingested(
        tools,
        receive(gregor, audiences["members"], BYTES, name="shown"),
        receive(gregor, audiences["DE"], BYTES, name="hidden"),
    )
    imported(niels, shown.sha256)
    assert marks(shown, hidden) == {("shown", "Wallpapers", 1), ("hidden", "Wallpapers", 1)}
    assert (listed_for(nora, shown), listed_for(gregor, shown), listed_for(gregor, hidden)) == ("harmless", "", "")
    with acting_as(nora.pk):
        assert set(Listing.objects.values_list("item", flat=True)) == {shown.pk}
    with acting_as(gregor.pk):
        assert not Listing.objects.exists()


def test_a_countrys_own_list_spares_no_match(
    tools: Tools, niels: Officer, nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    """What one country holds to be harmless may be another's evidence, and a match that is missing would tell it."""
    sent = receive(nora, audiences["group"], BYTES, name="a.jpg")
    imported(niels, sent.sha256)
    [mine, theirs] = ingested(tools, sent, receive(fleur, audiences["group"], COPY, name="b.jpg"))
    assert pairs() == {("near", frozenset({"a.jpg", "b.jpg"}))}
    ours, french = row_for(nora, mine), row_for(fleur, theirs)
    assert ([one.held_back for one in ours.folded], ours.findings) == (["harmless"], ())
    assert ([one.other.pk for one in french.findings], french.folded) == ([mine.pk], ())
    # Seen from the Netherlands, the French file proposes nothing either.
    assert [one.held_back for one in row_for(nora, theirs).folded] == ["harmless"]


def test_what_everybody_knows_to_be_harmless_is_not_matched_near(
    tools: Tools, ada: Officer, nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    sent = receive(nora, audiences["group"], BYTES, name="a.jpg")
    imported(ada, sent.sha256)
    [mine, same] = ingested(tools, sent, receive(fleur, audiences["group"], BYTES, name="same.jpg"))
    [other] = ingested(tools, receive(fleur, audiences["group"], COPY, name="b.jpg"))
    assert pairs() == {("exact", frozenset({"a.jpg", "same.jpg"}))}
    assert {one.held_back for one in row_for(nora, mine).folded} == {"harmless"}
    assert (row_for(fleur, other).is_new, row_for(fleur, same).findings) == (True, ())


def test_removing_the_list_makes_up_for_it(
    tools: Tools, ada: Officer, nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    sent = receive(nora, audiences["group"], BYTES, name="a.jpg")
    listed = imported(ada, sent.sha256)
    [mine, other] = ingested(tools, sent, receive(fleur, audiences["group"], COPY, name="b.jpg"))
    assert pairs() == set()
    removed(listed, ada, tools)
    assert (marks(mine), listed_for(nora, mine)) == (set(), "")
    assert pairs() == {("near", frozenset({"a.jpg", "b.jpg"}))}
    assert [one.other.pk for one in row_for(nora, mine).findings] == [other.pk]
    with acting_as_system("tests"):
        assert BlindHit.objects.filter(item__in=[mine.pk, other.pk]).count() == 2
        assert HashList.objects.get().cleared_at is not None


def test_what_another_list_still_calls_harmless_stays_unmatched(
    tools: Tools, ada: Officer, nora: Officer, audiences: Audiences
) -> None:
    sent = receive(nora, audiences["NL"], BYTES, name="a.jpg")
    one = imported(ada, sent.sha256, name="One")
    imported(ada, sent.md5, name="Two")
    [mine, _] = ingested(tools, sent, receive(nora, audiences["NL"], COPY, name="b.jpg"))
    removed(one, ada, tools)
    assert (marks(mine), pairs()) == ({("a.jpg", "Two", 1)}, set())


def test_later_lists_mark_what_is_here_and_later_versions_unmark(
    tools: Tools, ada: Officer, nora: Officer, audiences: Audiences
) -> None:
    first, second = ingested(
        tools,
        receive(nora, audiences["NL"], BYTES, name="a.jpg"),
        receive(nora, audiences["NL"], media.as_bytes(media.pattern(12)), name="b.jpg"),
    )
    imported(ada, f"{first.sha256}\n{second.sha1}")
    assert marks(first, second) == {("a.jpg", "Wallpapers", 1), ("b.jpg", "Wallpapers", 1)}
    imported(ada, second.md5)
    assert (listed_for(nora, first), listed_for(nora, second)) == ("", "harmless")
    cleared(tools)
    assert marks(first, second) == {("b.jpg", "Wallpapers", 2)}


def test_what_comes_while_a_list_is_compared_is_marked(
    tools: Tools, ada: Officer, nora: Officer, audiences: Audiences
) -> None:
    early = receive(nora, audiences["NL"], BYTES, name="early.jpg")
    listed, late = requested(ada), list[Item]()

    def meanwhile(now: HashList) -> None:
        if now.state == "marking" and not late:
            late.append(receive(nora, audiences["group"], BYTES, name="late.jpg"))
            ingested(tools, late[0])
            assert listed_for(nora, late[0]) == "", "the version does not count yet"

    # The walk is over what was here when its last batch began; what comes then finds the list itself.
    import_list(listed.pk, lambda: io.BytesIO(early.sha256.encode()), meanwhile)
    assert marks(early, *late) == {("early.jpg", "Wallpapers", 1), ("late.jpg", "Wallpapers", 1)}
    assert [listed_for(nora, one) for one in late] == ["harmless"]


def test_a_made_md5_does_not_make_a_file_harmless(
    tools: Tools, ada: Officer, nora: Officer, audiences: Audiences
) -> None:
    """Two files of one MD5 can be made: where the list gives more, more must agree. Known material needs one."""
    sent = receive(nora, audiences["NL"], BYTES, name="a.jpg")
    imported(ada, f"md5,sha1\n{sent.md5},{'ab' * 20}\n", name="Harmless")
    imported(ada, f"md5,sha1\n{sent.md5},{'ab' * 20}\n", name="Known", kind="known")
    [item] = ingested(tools, sent)
    assert marks(item) == {("a.jpg", "Known", 1)}
    assert listed_for(nora, item) == "known"


@pytest.mark.parametrize("turned", [PICTURE, media.rotated(PICTURE), media.mirrored(PICTURE)])
def test_lists_of_pdq_mark_by_look(
    tools: Tools, ada: Officer, nora: Officer, audiences: Audiences, turned: Image.Image
) -> None:
    """The very hash of the picture as it is, or turned by quarters or mirrored; before and after the list came."""
    [here] = ingested(tools, receive(nora, audiences["NL"], media.as_bytes(turned, "PNG"), name="here.png"))
    with acting_as_system("tests"):
        bits = bytes(Fingerprint.objects.get(media=here.media_id).orientations)
    lines = "\n".join(bits[at : at + 32].hex() for at in range(0, 256, 32))
    imported(ada, f"pdq\n{lines}\n")
    [later] = ingested(tools, receive(nora, audiences["group"], media.as_bytes(turned, "BMP"), name="later.bmp"))
    assert marks(here, later) == {("here.png", "Wallpapers", 1), ("later.bmp", "Wallpapers", 1)}


def test_a_picture_without_structure_is_on_no_list_by_its_look(
    tools: Tools, ada: Officer, nora: Officer, audiences: Audiences
) -> None:
    flat = media.as_bytes(Image.new("RGB", (320, 240), "white"), "PNG")
    [item] = ingested(tools, receive(nora, audiences["NL"], flat, name="flat.png"))
    with acting_as_system("tests"):
        prints = Fingerprint.objects.get(media=item.media_id)
    assert prints.quality < 50
    imported(ada, f"pdq\n{bytes(prints.bits).hex()}\n{'0f' * 32}\n")
    assert marks(item) == set()


def test_harmless_files_are_folded_away_in_lists(
    tools: Tools, ada: Officer, nora: Officer, audiences: Audiences, client_of: Callable[[Officer], Client]
) -> None:
    placed = receive(nora, audiences["NL"], BYTES, name="placed.jpg")
    folded = receive(nora, audiences["NL"], media.as_bytes(media.pattern(12)), name="folded.jpg")
    imported(ada, f"{placed.sha256}\n{folded.sha256}")
    [placed, folded] = ingested(tools, placed, folded)
    make_series(by=nora, audience=audiences["NL"], items=[placed])
    page = client_of(nora).get("/items/").content.decode()
    head, tail = page.split("1 harmless file folded away")
    assert "placed.jpg" in head
    assert "folded.jpg" not in head
    assert "folded.jpg" in tail
