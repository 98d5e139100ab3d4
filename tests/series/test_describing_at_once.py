"""Two officers describe or edit the same at the same moment: nothing is lost, and nothing stands twice."""

import pytest

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from series import actions
from series.models import Depiction, Series, Subject, SubjectStatement
from tests.series.describing import described
from tests.series.test_confirming_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)

Audiences = dict[str, Audience]
OVERTAKEN = "Somebody saved another text while you were writing. Nothing of theirs was overwritten."


def test_one_of_two_editors_wins(nora: Officer, niels: Officer, audiences: Audiences) -> None:
    series, victim, _ = described(nora, audiences["group"])
    for edit, row in (
        (lambda who: actions.edit_series(series=series, title=who.name, summary="", version=1, by=who), series),
        (lambda who: actions.edit_subject(subject=victim, label=who.name, known="", version=1, by=who), victim),
    ):
        told = at_once(*((who, lambda who=who, edit=edit: edit(who)) for who in (nora, niels)))
        assert told == ["", OVERTAKEN]
        with acting_as_system("tests"):
            assert type(row).objects.get(pk=row.pk).version == 2


def test_one_unit_says_one_thing_once(nora: Officer, niels: Officer, audiences: Audiences) -> None:
    _, victim, _ = described(nora, audiences["group"])

    def say(who: Officer) -> object:
        return actions.say_of_subject(
            subject=_copy(victim), kind="sex", value="male", source_evaluation="A", information_evaluation=1, by=who
        )

    told = at_once((nora, lambda: say(nora)), (niels, lambda: say(niels)))
    assert told == ["", "Your unit says this already."]
    with acting_as_system("tests"):
        assert SubjectStatement.objects.filter(withdrawn_at=None).count() == 1


def test_two_countries_say_that_a_file_shows_somebody(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    series, victim, items = described(nora, audiences["group"], items=3)

    def depict(who: Officer) -> object:
        return actions.depict_subject(subject=victim, items=items, by=who)

    assert at_once((nora, lambda: depict(nora)), (fleur, lambda: depict(fleur))) == ["", ""]
    with acting_as_system("tests"):
        assert sorted(Depiction.objects.values_list("item_id", flat=True)) == sorted(item.pk for item in items)
        assert Series.objects.get(pk=series.pk).version == 1


def _copy(victim: Subject) -> Subject:
    """Return what an officer has of a subject that was read a moment ago."""
    return Subject(pk=victim.pk, series_id=victim.series_id, audience_id=victim.audience_id, status=victim.status)
