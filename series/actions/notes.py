"""Writing beside a series, and taking it away."""

from django.utils import timezone

from accounts.models import Audience, Officer
from accounts.models.owned import owner_fields
from accounts.permissions import require
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import Conflict, NotAllowed
from series.actions.rights import require_contribution, require_own
from series.actions.turns import in_turn
from series.actions.words import typed_reason
from series.models import Note, NoteText, Series

LONGEST_NOTE = 4000
#: A country's notes on one series, and texts of one note.
MOST_NOTES, MOST_TEXTS = 500, 100


def national_of(by: Officer) -> Audience:
    """Return the audience of the officer's own country.

    :raises NotAllowed: the country takes no part.
    """
    found = Audience.objects.filter(kind=Audience.Kind.NATIONAL, owner_id=by.country_id).first()
    if found is None:
        raise NotAllowed("Your country takes no part in the service at present.")
    return found


@action
def write_note(*, series: Series, text: str, only_country: bool, by: Officer) -> Note:
    """Write a note, for all who see the series or for the own country; who may only look writes for the latter.

    :raises NotAllowed: it is for all, and the series may not be contributed to.
    :raises IcseError: the text is empty or too long.
    :raises Conflict: the country has written as many as it may.
    """
    require(by, "note.write")
    if not only_country:
        require_contribution(series.audience_id)
    words = typed_reason(text, least=1, most=LONGEST_NOTE, field="text")
    in_turn(f"notes of {by.country_id} on {series.pk}")
    if Note.objects.filter(series=series, country=by.country_id).count() >= MOST_NOTES:
        raise Conflict(f"Your country has written {MOST_NOTES} notes on this series, which is the most.")
    note = Note(
        series=series,
        audience_id=series.audience_id,
        country_audience=national_of(by) if only_country else None,
        text=words,
        **owner_fields(by),
    )
    note.save(force_insert=True)
    _keep_text(note, words, 1, by)
    audit.record("note.written", on=series, note=str(note.pk), country_only=only_country)
    _tell(note)
    return note


@action
def edit_note(*, note: Note, text: str, version: int, by: Officer) -> None:
    """Write another text; the ones before are kept. ``version`` is the one that the officer read.

    :raises NotAllowed: another country wrote it.
    :raises Conflict: somebody has saved another text since, or taken the note away; nothing is overwritten.
    """
    _require_writer(note, by)
    words = typed_reason(text, least=1, most=LONGEST_NOTE, field="text")
    if version >= MOST_TEXTS:
        raise Conflict(f"This note has had {MOST_TEXTS} texts. Write another note.")
    standing = Note.objects.filter(pk=note.pk, removed_at=None)
    if standing.filter(version=version, text=words).exists():
        return
    if not standing.filter(version=version).update(text=words, version=version + 1):
        if not standing.exists():
            raise Conflict("This note has been taken away meanwhile.")
        raise Conflict("Somebody saved another text while you were writing. Nothing of theirs was overwritten.")
    _keep_text(note, words, version + 1, by)
    audit.record("note.edited", on=note, series=str(note.series_id), version=version + 1)
    _tell(note)


@action
def remove_note(*, note: Note, by: Officer) -> None:
    """Take a note away with all its texts. That it was there, and which unit took it away, stays.

    :raises NotAllowed: another country wrote it.
    :raises Conflict: it has been taken away already.
    """
    _require_writer(note, by)
    standing = Note.objects.select_for_update(no_key=True).filter(pk=note.pk, removed_at=None)
    if standing.first() is None:
        raise Conflict("This note has been taken away already.")
    NoteText.objects.filter(note=note).delete()
    Note.objects.filter(pk=note.pk).update(text="", removed_at=timezone.now(), removed_unit=by.unit_id)
    audit.record("note.removed", on=note, series=str(note.series_id))
    _tell(note)


def _require_writer(note: Note, by: Officer) -> None:
    require(by, "note.write")
    require_own(note, by, "Only the country that wrote this note may change it.")
    if note.country_audience_id is None:
        require_contribution(note.audience_id)


def _keep_text(note: Note, words: str, version: int, by: Officer) -> None:
    audiences = {"audience_id": note.audience_id, "country_audience_id": note.country_audience_id}
    NoteText(note=note, version=version, text=words, **audiences, **owner_fields(by)).save(force_insert=True)


def _tell(note: Note) -> None:
    audiences = [note.audience_id, *([note.country_audience_id] if note.country_audience_id else [])]
    events.publish("note.changed", objects=[note.pk, note.series_id], audiences=audiences)
