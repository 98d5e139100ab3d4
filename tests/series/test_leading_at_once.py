"""Two officers act on one lead, note or task at the same moment: one wins, the other is told, nothing is lost."""

import pytest

from accounts.models import Audience, Officer, Unit
from icse.core.doors import acting_as, acting_as_system
from series import actions
from series.models import Lead, Note, NoteText, Task
from tests.series.leading import PLAN, day, lead, note, task
from tests.series.referring import series_of
from tests.series.test_confirming_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
Audiences = dict[str, Audience]


def test_two_units_begin_at_once_and_the_second_sees_the_first(
    nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    series, _ = series_of(nora, audiences["group"])

    def begin(who: Officer) -> object:
        return actions.begin_lead(series=series, kind="place", plan=PLAN, ends_on=day(3), by=who)

    told = at_once((nora, lambda: begin(nora)), (fleur, lambda: begin(fleur)))
    assert told[0] == ""
    assert told[1].startswith("Others are on this series: Unit ")
    with acting_as_system("tests"):
        assert Lead.objects.count() == 1


def test_a_lead_is_taken_over_while_its_unit_ends_it(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    made = lead(series_of(nora, audiences["group"])[0], by=nora)
    with acting_as(nora.pk):
        actions.offer_lead(lead=made, unit=Unit.objects.get(pk=fleur.unit_id), by=nora)
    told = at_once(
        (nora, lambda: actions.end_lead(lead=made, by=nora)), (fleur, lambda: actions.accept_lead(lead=made, by=fleur))
    )
    assert told[0] == ""
    with acting_as_system("tests"):
        ended = Lead.objects.get(pk=made.pk).end_code
        standing = list(Lead.objects.filter(ended_at=None).values_list("country_id", flat=True))
    assert (ended, standing) in [("done", []), ("taken_over", ["FR"])]


def test_two_edit_a_note(nora: Officer, niels: Officer, audiences: Audiences) -> None:
    made = note(series_of(nora, audiences["group"])[0], "First.", by=nora)

    def edit(text: str, who: Officer) -> object:
        return actions.edit_note(note=made, text=text, version=1, by=who)

    told = at_once((nora, lambda: edit("Hers.", nora)), (niels, lambda: edit("His.", niels)))
    assert told == ["", "Somebody saved another text while you were writing. Nothing of theirs was overwritten."]
    with acting_as_system("tests"):
        assert (Note.objects.get().version, NoteText.objects.count()) == (2, 2)


def test_a_note_is_edited_while_it_is_taken_away(nora: Officer, niels: Officer, audiences: Audiences) -> None:
    made = note(series_of(nora, audiences["group"])[0], "First.", by=nora)
    at_once(
        (nora, lambda: actions.edit_note(note=made, text="Hers.", version=1, by=nora)),
        (niels, lambda: actions.remove_note(note=made, by=niels)),
    )
    with acting_as_system("tests"):
        left = Note.objects.get()
        assert (left.text, left.removed_at is not None, NoteText.objects.count()) == ("", True, 0)


def test_two_finish_a_task(nora: Officer, niels: Officer, audiences: Audiences) -> None:
    made = task(series_of(nora, audiences["group"])[0], by=nora)

    def finish(who: Officer) -> object:
        return actions.finish_task(task=made, version=1, by=who)

    told = at_once((nora, lambda: finish(nora)), (niels, lambda: finish(niels)))
    assert told == ["", "Somebody changed this task meanwhile. Load the page again; nothing was overwritten."]
    with acting_as_system("tests"):
        assert Task.objects.get().version == 2
