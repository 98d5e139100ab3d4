"""What follows from new material of an identified child."""

from django.utils import timezone

from accounts.models import Officer
from accounts.visibility import contributable_audiences
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import Conflict, IcseError, NotAllowed
from series.actions.reopening import (
    counted_identification,
    deciders,
    is_proposed,
    propose_reopening_of,
    reopen_subject,
)
from series.models import NewMaterial, Subject


@action
def propose_reopening(*, material: NewMaterial, reason: str, by: Officer) -> NewMaterial:
    """Say, as the country that identified the child, that the series must be worked on again.

    As long as its identification counts, the child is looked for again at once; where another country's counts by now,
    it is proposed to that country. Who may not add to the series leaves a note with the file, and no more.

    :raises NotAllowed: another country identified the child.
    :raises IcseError: there is no reason, or it is too long.
    :raises Conflict: somebody has proposed it already.
    """
    require_identifier(material, by)
    words = reason.strip()
    if not 10 <= len(words) <= 500:
        raise IcseError("Write in 10 to 500 characters why the series should be opened again.", field="reason")
    free = NewMaterial.objects.filter(pk=material.pk, reopening_at=None)
    if not free.update(reopening_reason=words, reopening_by=by, reopening_at=timezone.now()):
        raise Conflict("A colleague has proposed this already.")
    audit.record("reopening.proposed", on=material, series=str(material.series_id), subject=str(material.subject_id))
    audiences = [material.item_audience_id, material.other_audience_id, material.series_audience_id]
    only = [one for one in (material.only_for_id, material.person_audience_id) if one is not None]
    events.publish("material.changed", objects=[material.pk], audiences=[*audiences, *only])
    _open_or_ask(material, words, by)
    return NewMaterial.objects.get(pk=material.pk)


def _open_or_ask(material: NewMaterial, words: str, by: Officer) -> None:
    subject = Subject.objects.select_related("series").get(pk=material.person_id or material.subject_id)
    if subject.status != Subject.Status.IDENTIFIED or subject.audience_id not in contributable_audiences():
        return
    if by.country_id in deciders(counted_identification(subject)):
        reopen_subject(subject=subject, reason=words, by=by)
    elif not is_proposed(subject, by):
        propose_reopening_of(subject=subject, reason=words, by=by)


def require_identifier(material: NewMaterial, by: Officer) -> None:
    """Go on only if the officer's country identified the child.

    :raises NotAllowed: another one did.
    """
    if material.country_id != by.country_id:
        raise NotAllowed("Only the country that identified the child may propose this.")
