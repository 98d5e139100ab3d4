"""Where a series was made, by whose word; and what its owner keeps from a country."""

import pytest
from guardian.shortcuts import assign_perm

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import Conflict, IcseError, NotAllowed
from icse.core.models import AuditEntry, Event
from series import actions
from series.actions import indications as bounds
from series.models import Indication, Withholding
from series.queries.where import Place, where_of
from tests.series.grouping import add, confirm, record
from tests.series.referring import WHY, country, indicate, refer, series_of

Audiences = dict[str, Audience]


def _places(series: object, by: Officer) -> list[Place]:
    with acting_as(by.pk):
        return where_of(series, by, contributes=True).places  # type: ignore[arg-type]


def test_who_sees_the_series_sees_what_is_said_of_it(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences
) -> None:
    series, _ = series_of(nora, audiences["group"])
    made = indicate(series, "DE", by=fleur)
    for who, seen in ((nora, {made.pk}), (fleur, {made.pk}), (gregor, set())):
        with acting_as(who.pk):
            assert set(Indication.objects.values_list("pk", flat=True)) == seen


def test_it_is_told_to_the_owner_live_and_recorded_without_words(
    nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    series, _ = series_of(nora, audiences["group"])
    made = indicate(series, "DE", by=fleur)
    with acting_as_system("tests"):
        last = Event.objects.order_by("-id")[0]
        entry = AuditEntry.objects.get(action="indication.made")
    assert (last.type, last.about, last.audiences) == (
        "series.changed",
        [series.pk, made.pk],
        [audiences["group"].pk],
    )
    assert entry.facts == {"indication": str(made.pk), "made_in": "DE"}


def test_countries_disagree_in_the_open(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    first, second = indicate(series, "DE", by=fleur), indicate(series, "DE", by=nora, source_evaluation="A")
    third = indicate(series, "BE", by=nora, kinds=["language", "product"])
    found = _places(series, fleur)
    assert [(one.country.pk, [row.pk for row in one.indications], one.countries, one.best) for one in found] == [
        ("DE", [second.pk, first.pk], 2, "A3"),
        ("BE", [third.pk], 1, "B3"),
    ]
    assert not any(one.may_refer for one in found)
    assert [one.may_refer for one in _places(series, nora)] == [True, True]


def test_it_is_withdrawn_by_its_own_country_once(
    nora: Officer, fleur: Officer, felix: Officer, audiences: Audiences
) -> None:
    series, _ = series_of(nora, audiences["group"])
    made = indicate(series, "DE", by=fleur)
    with acting_as(nora.pk), pytest.raises(NotAllowed):
        actions.withdraw_indication(indication=made, by=nora)
    with acting_as(felix.pk):
        actions.withdraw_indication(indication=made, by=felix)
    assert _places(series, nora) == []
    with acting_as(fleur.pk), pytest.raises(Conflict):
        actions.withdraw_indication(indication=made, by=fleur)


def test_who_may_only_look_says_nothing(nora: Officer, bea: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    with acting_as_system("tests"):
        assign_perm("view_audience", bea, audiences["group"])
    with acting_as(bea.pk), pytest.raises(NotAllowed):
        actions.indicate_country(
            series=series,
            made_in=country("DE"),
            kinds=["socket"],
            reason=WHY,
            source_evaluation="A",
            information_evaluation=1,
            by=bea,
        )


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kinds": []}, "kinds"),
        ({"kinds": ["smell"]}, "kinds"),
        ({"reason": "short"}, "reason"),
        ({"reason": "x" * 2001}, "reason"),
        ({"source_evaluation": "E"}, "source_evaluation"),
        ({"information_evaluation": 5}, "information_evaluation"),
    ],
)
def test_what_is_wrong_is_said(nora: Officer, audiences: Audiences, more: dict[str, object], field: str) -> None:
    series, _ = series_of(nora, audiences["group"])
    with pytest.raises(IcseError) as refused:
        indicate(series, "DE", by=nora, **more)
    assert (refused.value.status, refused.value.field) == (400, field)


def test_the_secretariat_is_no_country(nora: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    with pytest.raises(IcseError):
        indicate(series, "XG", by=nora)


def test_a_country_that_takes_no_part_is_one(nora: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    assert indicate(series, "BR", by=nora).made_in_id == "BR"


def test_a_country_says_so_much_of_a_series(
    nora: Officer, fleur: Officer, audiences: Audiences, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "MOST_STANDING", 2)
    series, _ = series_of(nora, audiences["group"])
    first = indicate(series, "DE", by=fleur)
    indicate(series, "BE", by=fleur)
    with pytest.raises(Conflict):
        indicate(series, "ES", by=fleur)
    indicate(series, "ES", by=nora)
    with acting_as(fleur.pk):
        actions.withdraw_indication(indication=first, by=fleur)
    indicate(series, "ES", by=fleur)
    monkeypatch.setattr(bounds, "MOST_INDICATIONS", 3)
    with acting_as(fleur.pk):
        last = Indication.objects.filter(country="FR", withdrawn_at=None).latest("pk")
        actions.withdraw_indication(indication=last, by=fleur)
    with pytest.raises(Conflict):
        indicate(series, "IT", by=fleur)


def test_of_a_solved_series_nothing_is_said(nora: Officer, niels: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    indicate(series, "DE", by=nora)
    confirm(record(add(series, "victim", by=nora), by=nora), by=niels)
    with pytest.raises(Conflict):
        indicate(series, "DE", by=nora)
    with acting_as(nora.pk):
        series.refresh_from_db()
    assert [one.may_refer for one in _places(series, nora)] == [False]


def test_what_is_withheld_is_the_owners_own(
    nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences
) -> None:
    series, _ = series_of(nora, audiences["group"])
    indicate(series, "DE", by=fleur)
    with acting_as(nora.pk):
        kept = actions.withhold_series(series=series, to_country=country("DE"), reason="A trial runs there.", by=nora)
    for who, seen in ((nora, {kept.pk}), (niels, {kept.pk}), (fleur, set())):
        with acting_as(who.pk):
            assert set(Withholding.objects.values_list("pk", flat=True)) == seen
    [place] = _places(series, nora)
    assert (place.withheld, place.may_refer) == (kept, False)
    [place] = _places(series, fleur)
    assert (place.withheld, place.may_refer) == (None, False)
    with acting_as_system("tests"):
        last = Event.objects.order_by("-id")[0]
    assert set(last.audiences) == {audiences["group"].pk, audiences["NL"].pk}


def test_what_is_withheld_is_not_referred_until_that_ends(nora: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    with acting_as(nora.pk):
        kept = actions.withhold_series(series=series, to_country=country("DE"), reason="A trial runs there.", by=nora)
        with pytest.raises(Conflict):
            actions.withhold_series(series=series, to_country=country("DE"), reason="A trial runs there.", by=nora)
    with pytest.raises(Conflict, match=r"A trial runs there\."):
        refer(series, "DE", by=nora)
    with acting_as(nora.pk):
        actions.end_withholding(withholding=kept, by=nora)
        with pytest.raises(Conflict):
            actions.end_withholding(withholding=kept, by=nora)
    refer(series, "DE", by=nora)


def test_only_the_owner_withholds(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    with acting_as(fleur.pk), pytest.raises(NotAllowed):
        actions.withhold_series(series=series, to_country=country("DE"), reason="A trial runs there.", by=fleur)
    with acting_as(nora.pk), pytest.raises(IcseError):
        actions.withhold_series(series=series, to_country=country("NL"), reason="A trial runs there.", by=nora)
