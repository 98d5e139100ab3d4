"""Series and items that go to another audience: what goes with them, what is refused, what is told and recorded."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction

from accounts.actions import make_audience
from accounts.markings import Marking
from accounts.models import Audience, AudienceGroupGrant, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import Conflict, IcseError, NotAllowed
from icse.core.models import AuditEntry, Event
from series import actions
from series.models import Claim, Identification, Item, Placement, Series, Subject
from tests.series.grouping import add, confirm, make_items, make_series, record, seen_series

Audiences = dict[str, Audience]
Rows = dict[object, int]
AMBER = Marking()
STRICT = Marking("amber+strict", ("H1", "H3"), "Ask us first.")
RED = Marking("red")


def named(by: Officer) -> Audience:
    """An audience of named officers with its maker alone in it."""
    with acting_as(by.pk):
        return make_audience(name="Named", named_only=True, by=by)


def share(series: Series, audience: Audience, *items: Item, by: Officer, marking: Marking = AMBER) -> Series:
    with acting_as(by.pk):
        fresh = Series.objects.get(pk=series.pk)
        wanted = list(Item.objects.filter(pk__in=[item.pk for item in items]))
        return actions.share_series(series=fresh, audience=audience, marking=marking, items=wanted, by=by)


def share_items(*items: Item, audience: Audience, by: Officer, marking: Marking = AMBER) -> int:
    with acting_as(by.pk):
        wanted = list(Item.objects.filter(pk__in=[item.pk for item in items]))
        return actions.share_items(items=wanted, audience=audience, marking=marking, by=by)


def audience_of(item: Item) -> int:
    with acting_as_system("tests"):
        return Item.objects.values_list("audience_id", flat=True).get(pk=item.pk)


def view_only(audience: Audience, by: Officer) -> None:
    """Take the officer's country's right to contribute; it still sees."""
    with acting_as_system("tests"):
        AudienceGroupGrant.objects.filter(
            content_object=audience, group=by.country.group, permission__codename="contribute_audience"
        ).delete()


def news() -> list[tuple[str, list[object], list[int]]]:
    with acting_as_system("tests"):
        return [(one.type, list(one.about), list(one.audiences)) for one in Event.objects.order_by("id")]


def test_a_series_goes_with_all_that_is_in_it(
    nora: Officer, niels: Officer, fleur: Officer, gregor: Officer, audiences: Audiences
) -> None:
    [item] = make_items(1, by=nora, audience=audiences["group"])
    series = make_series(by=nora, audience=audiences["group"], items=[item])
    subject = add(series, "victim", by=nora)
    with acting_as(fleur.pk):
        actions.claim_subject(subject=subject, by=fleur)
    record(subject, by=fleur)
    shared = share(series, audiences["members"], by=nora, marking=STRICT)
    assert (shared.audience_id, Marking.of(shared)) == (audiences["members"].pk, STRICT)
    with acting_as(gregor.pk):
        assert Series.objects.get().pk == series.pk
        assert (Subject.objects.count(), Claim.objects.count(), Identification.objects.count()) == (1, 1, 1)
        assert Placement.objects.count() == 0  # its item is not his to see
    share(series, audiences["NL"], by=nora)
    with acting_as(niels.pk):
        assert (Subject.objects.count(), Claim.objects.count(), Identification.objects.count()) == (1, 1, 1)
    for officer in (fleur, gregor):
        with acting_as(officer.pk):
            assert [model.objects.count() for model in (Series, Subject, Claim, Identification, Placement)] == [0] * 5


def test_a_move_is_no_activity(nora: Officer, fleur: Officer, felix: Officer, audiences: Audiences) -> None:
    """Claims and identifications move too; nothing of them is settled anew, and the board's order tells of no move."""
    series = make_series(by=nora, audience=audiences["members"])
    subject = add(series, "victim", by=nora)
    with acting_as(fleur.pk):
        actions.claim_subject(subject=subject, by=fleur)
    confirm(record(subject, by=fleur), by=felix)
    columns = ("last_activity_at", "victims", "victims_identified", "active_for_victims", "version")
    with acting_as_system("tests"):
        before = Series.objects.values_list(*columns).get()
    share(series, audiences["group"], by=nora, marking=STRICT)
    with acting_as_system("tests"):
        assert Series.objects.values_list(*columns).get() == before
        assert Subject.objects.get().status == "identified"


def test_settling_still_works_where_it_should(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    series = make_series(by=nora, audience=audiences["members"])
    subject = add(series, "victim", by=nora)
    with acting_as(fleur.pk):
        claim = actions.claim_subject(subject=subject, by=fleur)
    share(series, audiences["group"], by=nora)
    with acting_as(fleur.pk):
        actions.withdraw_claim(claim=Claim.objects.get(pk=claim.pk), by=fleur)
        assert Subject.objects.get().status == "unidentified"


def test_a_follower_loses_no_restriction(nora: Officer, audiences: Audiences) -> None:
    strict, plain = make_items(2, by=nora, audience=audiences["NL"])
    share_items(strict, audience=audiences["NL"], by=nora, marking=Marking("amber+strict", ("H1", "H3"), "ask first"))
    series = make_series(by=nora, audience=audiences["group"], items=[strict, plain])
    share(series, audiences["members"], strict, plain, by=nora, marking=Marking("green", ("H2",)))
    with acting_as_system("tests"):
        found = [Marking.of(Item.objects.get(pk=item.pk)) for item in (strict, plain)]
        assert Marking.of(Series.objects.get()) == Marking("green", ("H2",))
    assert found == [Marking("amber+strict", ("H1", "H2", "H3"), "ask first"), Marking("amber", ("H2",))]


def test_chosen_items_follow_and_others_stay(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    following, staying = make_items(2, by=nora, audience=audiences["NL"])
    [theirs] = make_items(1, by=fleur, audience=audiences["group"])
    series = make_series(by=nora, audience=audiences["group"], items=[following, staying])
    with acting_as(fleur.pk):
        actions.place_items(series=series, items=[theirs], by=fleur)
    share(series, audiences["members"], following, by=nora, marking=STRICT)
    assert [audience_of(item) for item in (following, staying, theirs)] == [
        audiences["members"].pk,
        audiences["NL"].pk,
        audiences["group"].pk,
    ]
    with acting_as_system("tests"):
        assert Marking.of(Item.objects.get(pk=following.pk)) == STRICT
        assert Marking.of(Item.objects.get(pk=staying.pk)) == AMBER
        places = Placement.objects.order_by("pk").values_list("item_id", "series_audience_id", "item_audience_id")
        members = audiences["members"].pk
        assert set(places) == {
            (following.pk, members, members),
            (staying.pk, members, audiences["NL"].pk),
            (theirs.pk, members, audiences["group"].pk),
        }


def test_other_countries_items_never_follow(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    [theirs] = make_items(1, by=fleur, audience=audiences["group"])
    [elsewhere] = make_items(1, by=nora, audience=audiences["group"], name="other")
    series = make_series(by=nora, audience=audiences["group"], items=[theirs])
    with pytest.raises(NotAllowed):
        share(series, audiences["members"], theirs, by=nora)
    with pytest.raises(IcseError) as refused:
        share(series, audiences["members"], elsewhere, by=nora)
    assert refused.value.field == "items"
    assert [audience_of(theirs), audience_of(elsewhere)] == [audiences["group"].pk] * 2
    assert seen_series(fleur) == {series.pk}


@pytest.mark.parametrize("who", ["fleur", "gregor"])
def test_only_the_owner_shares(who: str, nora: Officer, audiences: Audiences, request: pytest.FixtureRequest) -> None:
    officer = request.getfixturevalue(who)
    [item] = make_items(1, by=nora, audience=audiences["members"])
    series = make_series(by=nora, audience=audiences["members"], items=[item])
    with acting_as(officer.pk):
        with pytest.raises(NotAllowed):
            actions.share_series(series=Series.objects.get(), audience=audiences["members"], marking=STRICT, by=officer)
        with pytest.raises(NotAllowed):
            actions.share_item(item=Item.objects.get(), audience=audiences["members"], marking=STRICT, by=officer)
        # The database refuses as well: the rows are there to be read, and not to be changed.
        assert Series.objects.update(tlp="clear") == 0
        assert Item.objects.update(tlp="clear") == 0
    share(series, audiences["group"], item, by=nora, marking=STRICT)
    assert audience_of(item) == audiences["group"].pk


def test_both_audiences_take_contributors(nora: Officer, audiences: Audiences) -> None:
    series = make_series(by=nora, audience=audiences["NL"])
    there = make_series(by=nora, audience=audiences["group"])
    view_only(audiences["group"], nora)
    with pytest.raises(NotAllowed):
        share(series, audiences["group"], by=nora)
    with pytest.raises(NotAllowed):
        share(there, audiences["NL"], by=nora)
    with acting_as(nora.pk):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Series.objects.filter(pk=series.pk).update(audience=audiences["group"])
        assert Series.objects.filter(pk=there.pk).update(audience=audiences["NL"]) == 0
    share(series, audiences["members"], by=nora)


def test_red_is_for_named_officers(nora: Officer, audiences: Audiences) -> None:
    few = named(nora)
    [item] = make_items(1, by=nora, audience=few)
    series = make_series(by=nora, audience=few, items=[item])
    share(series, few, item, by=nora, marking=RED)
    calls: list[Callable[[], object]] = [
        lambda: share(series, audiences["NL"], by=nora, marking=RED),
        lambda: share_items(item, audience=audiences["members"], by=nora, marking=RED),
    ]
    for call in calls:
        with pytest.raises(IcseError) as refused:
            call()
        assert refused.value.field == "tlp"
    with acting_as(nora.pk), pytest.raises(DatabaseError, match="named officers"), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(audience=audiences["NL"])
    with pytest.raises(IcseError, match="stays with its named officers"):
        share(series, audiences["NL"], item, by=nora)
    assert audience_of(item) == few.pk
    share(series, audiences["NL"], by=nora)
    share_items(item, audience=audiences["NL"], by=nora)  # by its own page, the owner may say otherwise
    assert audience_of(item) == audiences["NL"].pk


@pytest.mark.parametrize(
    ("marking", "field"),
    [
        (Marking("purple"), "tlp"),
        (Marking("amber", ("H0", "H1")), "handling"),
        (Marking("amber", ("H9",)), "handling"),
        (Marking("amber", ("H3",)), "handling_note"),
    ],
)
def test_the_database_refuses_other_markings_in_words(
    marking: Marking, field: str, nora: Officer, audiences: Audiences
) -> None:
    series = make_series(by=nora, audience=audiences["NL"])
    with pytest.raises(IcseError) as refused:
        share(series, audiences["NL"], by=nora, marking=marking)
    assert refused.value.field == field
    with acting_as(nora.pk):
        assert Marking.of(Series.objects.get()) == AMBER


def test_who_is_overtaken_saves_nothing(nora: Officer, niels: Officer, audiences: Audiences) -> None:
    [item] = make_items(1, by=nora, audience=audiences["NL"])
    series = make_series(by=nora, audience=audiences["NL"], items=[item])
    with acting_as(nora.pk):
        read, item_read = Series.objects.get(), Item.objects.get()
    share(series, audiences["group"], item, by=niels)
    with acting_as(nora.pk):
        with pytest.raises(Conflict):
            actions.share_series(series=read, audience=audiences["members"], marking=AMBER, by=nora)
        with pytest.raises(Conflict):
            actions.share_item(item=item_read, audience=audiences["members"], marking=AMBER, by=nora)
        assert Series.objects.get().audience_id == audiences["group"].pk
    assert audience_of(item) == audiences["group"].pk


def repeated(original: Item, *, by: Officer, audience: Audience) -> Item:
    [again] = make_items(1, by=by, audience=audience, state="duplicate", name="again")
    with acting_as_system("tests"):
        Item.objects.filter(pk=again.pk).update(duplicate_of=original)
    return again


def test_a_repeated_upload_follows_what_it_repeats(nora: Officer, niels: Officer, audiences: Audiences) -> None:
    [original] = make_items(1, by=nora, audience=audiences["group"])
    again = repeated(original, by=niels, audience=audiences["group"])
    kept = repeated(original, by=niels, audience=audiences["NL"])
    share_items(original, audience=audiences["members"], by=nora, marking=STRICT)
    assert [audience_of(one) for one in (original, again, kept)] == [
        audiences["members"].pk,
        audiences["members"].pk,
        audiences["NL"].pk,
    ]
    # Shared itself, it takes along the one that has the pictures.
    share_items(again, audience=audiences["group"], by=niels)
    assert [audience_of(one) for one in (original, again)] == [audiences["group"].pk] * 2


def test_a_move_is_told_to_both_sides_in_one_event_each(nora: Officer, audiences: Audiences) -> None:
    national, group, members = (audiences[key].pk for key in ("NL", "group", "members"))
    narrow = make_items(2, by=nora, audience=audiences["NL"])
    [wide] = make_items(1, by=nora, audience=audiences["group"], name="wide")
    series = make_series(by=nora, audience=audiences["group"], items=[*narrow, wide])
    seen = len(news())
    share_items(*narrow, wide, audience=audiences["members"], by=nora)
    told = {(type, frozenset(about), tuple(to)) for type, about, to in news()[seen:]}
    keys = frozenset(item.pk for item in narrow)
    assert told == {
        ("item.gone", keys, (national,)),
        ("item.gone", frozenset([wide.pk]), (group,)),
        ("item.appeared", keys, (members,)),
        ("item.appeared", frozenset([wide.pk]), (members,)),
        ("series.changed", frozenset([series.pk]), tuple(sorted([national, group]))),
        ("series.changed", frozenset([series.pk]), (group,)),
        ("series.changed", frozenset([series.pk]), tuple(sorted([members, group]))),
    }
    seen = len(news())
    share(series, audiences["members"], by=nora)
    assert [(type, to) for type, _, to in news()[seen:]] == [
        ("series.gone", [group]),
        ("series.appeared", [members]),
    ]


def test_a_marking_alone_moves_nothing(nora: Officer, audiences: Audiences) -> None:
    [item] = make_items(1, by=nora, audience=audiences["group"])
    series = make_series(by=nora, audience=audiences["group"])
    seen = len(news())
    share(series, audiences["group"], by=nora, marking=STRICT)
    share_items(item, audience=audiences["group"], by=nora, marking=STRICT)
    assert [(type, about) for type, about, _ in news()[seen:]] == [
        ("series.changed", [series.pk]),
        ("item.changed", [item.pk]),
    ]
    seen = len(news())
    share(series, audiences["group"], by=nora, marking=STRICT)
    share_items(item, audience=audiences["group"], by=nora, marking=STRICT)
    assert news()[seen:] == []


def test_sharing_is_recorded(nora: Officer, audiences: Audiences) -> None:
    items = make_items(2, by=nora, audience=audiences["NL"])
    series = make_series(by=nora, audience=audiences["NL"], items=items)
    share(series, audiences["group"], *items, by=nora, marking=STRICT)
    with acting_as(nora.pk):
        entries = AuditEntry.objects.filter(action__in=["series.shared", "item.shared"]).order_by("pk")
        facts = {
            "before": audiences["NL"].pk,
            "audience": audiences["group"].pk,
            "tlp": "amber+strict",
            "handling": "H1 H3",
        }
        assert [(one.action, one.object_id, one.facts) for one in entries] == [
            ("series.shared", str(series.pk), facts),
            ("item.shared", "", {**facts, "items": " ".join(str(item.pk) for item in items)}),
        ]
