"""What is said of where a series was made, referrals and flags: they go with their series, and come back."""

from uuid import UUID

import pytest

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import Conflict
from icse.core.models import Event
from series import actions
from series.models import Alert, Indication, Moved, Referral, Series, Withholding
from series.queries.history import history_page
from tests.series.grouping import add, confirm, make_series, record
from tests.series.referring import (
    acknowledge,
    country,
    duty,
    fresh,
    indicate,
    raise_alert,
    received_copy,
    refer,
)
from tests.series.test_merging import merge, undo

OVER = "The suspect was arrested today."
Where = dict[UUID, UUID]


@pytest.fixture
def group(audiences: dict[str, Audience]) -> Audience:
    return audiences["group"]


@pytest.fixture
def into(nora: Officer, group: Audience) -> Series:
    return make_series(by=nora, audience=group, title="Stays")


@pytest.fixture
def other(nora: Officer, group: Audience) -> Series:
    return make_series(by=nora, audience=group, title="Goes")


def withhold(series: Series, code: str, *, by: Officer) -> Withholding:
    with acting_as(by.pk):
        return actions.withhold_series(series=series, to_country=country(code), reason="They were told already.", by=by)


def withdraw(alert: Alert, *, by: Officer) -> None:
    with acting_as(by.pk):
        one = Alert.objects.select_related("series").get(pk=alert.pk)
        actions.withdraw_alert(alert=one, reason=OVER, by=by)


def standing() -> tuple[Where, Where]:
    """Return the flags and what withholds that stand, each with its series."""
    with acting_as_system("tests"):
        flags = dict(Alert.objects.filter(withdrawn_at=None).values_list("pk", "series_id"))
        return flags, dict(Withholding.objects.filter(ended_at=None).values_list("pk", "series_id"))


def flagged() -> set[UUID]:
    with acting_as_system("tests"):
        return set(Series.objects.filter(ongoing_suspected=True).values_list("pk", flat=True))


def test_all_of_it_goes_and_comes_back(into: Series, other: Series, nora: Officer, fleur: Officer) -> None:
    said = indicate(other, "FR", by=fleur)
    sent = refer(other, "FR", by=nora)
    kept = withhold(other, "DE", by=nora)
    flag = raise_alert(other, by=fleur)
    one = merge(into, other, by=nora)
    with acting_as_system("tests"):
        assert Indication.objects.get().series_id == Referral.objects.get(pk=sent.pk).series_id == into.pk
    assert standing() == ({flag.pk: into.pk}, {kept.pk: into.pk})
    assert flagged() == {into.pk}
    assert [alert.pk for alert in duty(nora).alerts] == [flag.pk]
    assert [row.pk for row in duty(fleur).to_answer] == [sent.twin]
    with pytest.raises(Conflict, match="withholds this series"):
        refer(into, "DE", by=nora)
    undo(one, by=nora)
    assert standing() == ({flag.pk: other.pk}, {kept.pk: other.pk})
    assert flagged() == {other.pk}
    with acting_as_system("tests"):
        assert Indication.objects.get(pk=said.pk).series_id == fresh(sent).series_id == other.pk
        assert not Moved.objects.exists()


def test_the_elder_stands_for_both_until_they_are_parted(
    into: Series, other: Series, nora: Officer, fleur: Officer
) -> None:
    elder, younger = raise_alert(other, by=fleur), raise_alert(into, by=nora)
    acknowledge(younger, by=fleur)
    first, second = withhold(into, "DE", by=nora), withhold(other, "DE", by=nora)
    before = standing()
    one = merge(into, other, by=nora)
    assert standing() == ({elder.pk: into.pk}, {first.pk: into.pk})
    undo(one, by=nora)
    assert standing() == before == ({elder.pk: other.pk, younger.pk: into.pk}, {first.pk: into.pk, second.pk: other.pk})
    assert flagged() == {into.pk, other.pk}
    with acting_as_system("tests"):
        again = Alert.objects.get(pk=younger.pk)
        assert (again.withdrawn_by_country_id, again.withdrawn_reason, again.acknowledgements.count()) == (None, "", 1)
        assert not Moved.objects.exists()


def test_a_flag_that_ended_stands_again_also_when_the_elder_one_is_over(
    into: Series, other: Series, nora: Officer, fleur: Officer
) -> None:
    elder, younger = raise_alert(into, by=nora), raise_alert(other, by=fleur)
    one = merge(into, other, by=nora)
    withdraw(elder, by=nora)
    assert flagged() == set()
    undo(one, by=nora)
    assert standing()[0] == {younger.pk: other.pk}


def test_of_three_series_each_flag_comes_back(into: Series, other: Series, nora: Officer, group: Audience) -> None:
    """The first that leaves stood for the other two: the elder of these stands then for both."""
    third = make_series(by=nora, audience=group, title="Goes too")
    oldest, middle, newest = (raise_alert(one, by=nora) for one in (other, into, third))
    first, second = merge(into, other, by=nora), merge(into, third, by=nora)
    assert standing()[0] == {oldest.pk: into.pk}
    undo(first, by=nora)
    assert standing()[0] == {oldest.pk: other.pk, middle.pk: into.pk}
    undo(second, by=nora)
    assert standing()[0] == {oldest.pk: other.pk, middle.pk: into.pk, newest.pk: third.pk}


def test_nothing_is_said_of_what_was_merged(into: Series, other: Series, nora: Officer, fleur: Officer) -> None:
    merge(into, other, by=nora)
    for refused in (
        lambda: indicate(other, "FR", by=fleur),
        lambda: raise_alert(other, by=fleur),
        lambda: withhold(other, "DE", by=nora),
        lambda: refer(other, "DE", by=nora),
    ):
        with pytest.raises(Conflict):
            refused()
    assert standing() == ({}, {})


def test_the_history_tells_of_it_to_who_may_see_it(
    into: Series, other: Series, nora: Officer, niels: Officer, fleur: Officer
) -> None:
    indicate(other, "FR", by=fleur)
    refer(other, "FR", by=nora)
    withdraw(raise_alert(other, by=nora), by=niels)
    merge(into, other, by=nora)

    def told(who: Officer) -> list[tuple[str, str]]:
        with acting_as(who.pk):
            return [(one.text.partition(" into")[0], one.code) for one in history_page(into)[0]]

    everybody = [("Probably made in France", "FR"), ("Series made", "NL")]
    flag = [("Ongoing abuse suspected: withdrawn", "NL"), ("Ongoing abuse suspected", "NL")]
    merged = [(f"{other.reference} merged", "NL")]
    assert told(fleur) == [*merged, *flag, *everybody]
    assert told(nora) == [*merged, *flag, ("Referred to France", "NL"), *everybody]


def test_a_referral_follows_what_its_series_becomes(
    into: Series, other: Series, nora: Officer, niels: Officer, fleur: Officer
) -> None:
    """Solved, it leaves duty pages, and both sides hear it."""
    sent = refer(other, "FR", by=nora)
    victim = add(into, "victim", by=fleur)
    identification = record(victim, by=nora)
    merge(into, other, by=nora)
    with acting_as_system("tests"):
        last = Event.objects.order_by("-id")[0].id
    confirm(identification, by=niels)
    assert (fresh(sent).is_active, received_copy(sent).is_active) == (False, False)
    assert duty(fleur).to_answer == []
    with acting_as_system("tests"):
        told = Event.objects.filter(id__gt=last, type="referral.changed").values_list("about", flat=True)
        assert {key for about in told for key in about} == {sent.pk, sent.twin}
