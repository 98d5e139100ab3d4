"""Two sides, or two officers of one, act on a referral or a flag at the same moment: one wins, the other is told."""

import pytest

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.models import AuditEntry
from series import actions
from series.actions.referrals import Chosen
from series.models import Acknowledgement, Alert, Referral
from tests.series.referring import country, raise_alert, received_copy, refer, series_of, states, steps_of
from tests.series.test_confirming_at_once import at_once, colleague

pytestmark = pytest.mark.django_db(transaction=True)
NO = "That is not a room of our country."
ELSEWHERE = "This referral stands elsewhere by now: "


def test_one_accepts_and_a_colleague_declines(nora: Officer, gregor: Officer, audiences: dict[str, Audience]) -> None:
    greta = colleague(gregor, "greta")
    sent = refer(series_of(nora, audiences["group"])[0], "DE", by=nora)
    copy = received_copy(sent)
    told = at_once(
        (gregor, lambda: actions.step_referral(referral=copy, step="accepted", by=gregor)),
        (greta, lambda: actions.step_referral(referral=copy, step="declined", body=NO, by=greta)),
    )
    state, theirs = states(sent)
    assert state == theirs
    assert told == ["", f"{ELSEWHERE}it was {state}."]
    assert [kind for kind, *_ in steps_of(sent)] == ["sent", state]


def test_the_owner_withdraws_while_it_is_accepted(
    nora: Officer, gregor: Officer, audiences: dict[str, Audience]
) -> None:
    sent = refer(series_of(nora, audiences["group"])[0], "DE", by=nora)
    copy = received_copy(sent)
    told = at_once(
        (gregor, lambda: actions.step_referral(referral=copy, step="accepted", by=gregor)),
        (nora, lambda: actions.step_referral(referral=sent, step="withdrawn", by=nora)),
    )
    state, theirs = states(sent)
    assert state == theirs
    assert told == ["", f"{ELSEWHERE}it was {state}."]


def test_two_officers_refer_the_same_series(nora: Officer, niels: Officer, audiences: dict[str, Audience]) -> None:
    series, _ = series_of(nora, audiences["group"])
    germany = country("DE")
    told = at_once(
        *(
            (who, lambda who=who: actions.refer_series(series=series, to_country=germany, chosen=Chosen(), by=who))
            for who in (nora, niels)
        )
    )
    assert told == ["", "This series is referred to that country already."]
    with acting_as_system("tests"):
        assert Referral.objects.count() == 2


def test_one_refers_while_a_colleague_withholds(nora: Officer, niels: Officer, audiences: dict[str, Audience]) -> None:
    """Whichever comes second, the two are never both told that all went well without the other's act being there."""
    series, _ = series_of(nora, audiences["group"])
    germany, why = country("DE"), "A trial runs there."
    at_once(
        (nora, lambda: actions.refer_series(series=series, to_country=germany, chosen=Chosen(), by=nora)),
        (niels, lambda: actions.withhold_series(series=series, to_country=germany, reason=why, by=niels)),
    )
    with acting_as(nora.pk):
        sent = Referral.objects.exists()
        assert series.withholdings.exists()
    with acting_as_system("tests"):
        acts = AuditEntry.objects.filter(action__in=["referral.sent", "withholding.made"]).order_by("pk")
        told = list(acts.values_list("action", flat=True))
    assert told == [*["referral.sent"] * sent, "withholding.made"]


def test_two_raise_the_flag_and_two_of_a_unit_answer(
    nora: Officer, niels: Officer, fleur: Officer, audiences: dict[str, Audience]
) -> None:
    series, _ = series_of(nora, audiences["group"])
    why = "Made last week, says the camera."
    told = at_once(
        *(
            (who, lambda who=who: actions.raise_alert(series=series, code="recent", reason=why, by=who))
            for who in (nora, fleur)
        )
    )
    assert told == ["", "Somebody has raised this flag already."]
    with acting_as_system("tests"):
        alert = Alert.objects.get()
    told = at_once(
        *((who, lambda who=who: actions.acknowledge_alert(alert=alert, acts=True, by=who)) for who in (nora, niels))
    )
    assert told == ["", "A colleague of your unit has answered this already."]
    with acting_as_system("tests"):
        assert Acknowledgement.objects.count() == 1


def test_two_withdraw_one_flag(nora: Officer, fleur: Officer, audiences: dict[str, Audience]) -> None:
    series, _ = series_of(nora, audiences["group"])
    raise_alert(series, by=fleur)
    with acting_as_system("tests"):
        alert = Alert.objects.select_related("series").get()
    told = at_once(
        *(
            (who, lambda who=who: actions.withdraw_alert(alert=alert, reason="It was an old file.", by=who))
            for who in (nora, fleur)
        )
    )
    assert told == ["", "This flag has been withdrawn already."]
