"""Is this very content held already, or on a list? By SHA-256, under the content's lock, so that two workers agree."""

from django.db.models import Q, QuerySet

from series.ingest.work import Done, Duplicate, Outcome, Work
from series.matching.blind import write_blind_hits
from series.matching.hits import write_exact_hits
from series.matching.lists.marking import mark_by_bytes
from series.models import Item

#: Items in these stages have not yet passed this one.
_BEFORE = ("", "recognise")


def run(work: Work) -> Outcome:
    """End a repetition within the own case; for everything else write down which items hold the same content.

    A known content goes through all further stages like a new one: the time must not tell whether others hold it.
    """
    # Held, so that it cannot go to another audience without what repeats it (series.actions.sharing).
    repeated = _repeated_by(work.item).order_by("pk").select_for_update(no_key=True)
    original = repeated.values_list("pk", flat=True).first()
    if original is not None:
        return Duplicate(original)
    mark_by_bytes([work.item.pk])
    write_exact_hits(work.item.pk, work.item.sha256)
    write_blind_hits(work.item.pk)
    return Done()


def _repeated_by(item: Item) -> QuerySet[Item]:
    """Return the items that ``item`` repeats: in the same case, for the same audience.

    For another audience it is no repetition, but showing it to others. One that passed this stage is the original,
    whatever its key; among those still waiting the lowest key will be.
    """
    same = Item.objects.filter(
        sha256=item.sha256, country=item.country_id, case=item.case_id, audience=item.audience_id
    ).exclude(state__in=(Item.State.DUPLICATE, Item.State.REFUSED))
    return same.exclude(pk=item.pk).filter(~Q(stage__in=_BEFORE) | Q(pk__lt=item.pk))
