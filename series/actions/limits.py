"""What one officer or country may add: bytes in all, and rows in a day. What is over it is refused in words.

Whoever adds to a budget of a day waits for who adds to the same one at that moment: else both would be the last.
"""

from collections.abc import Iterable
from typing import Final

from django.conf import settings
from django.db.models import Sum

from accounts.models import Officer
from accounts.queries import first_key_of_today
from icse.core.errors import IcseError, TooOften
from series.actions.turns import in_turn
from series.matching.fingerprints import Digests
from series.models import Alert, Case, Holding, Item, SkippedFile, Upload

#: Each is far more than one person's work, and little for a disk.
CASES_A_DAY: Final = 1_000
UPLOADS_A_DAY: Final = 2_000
FLAGS_A_DAY: Final = 20
SKIPPED_OF_AN_UPLOAD: Final = 100_000
SKIPPED_A_DAY: Final = 300_000
_GIGABYTE: Final = 1 << 30
_RENEWS: Final = "This renews at 00:00 UTC."


class OverShare(IcseError):
    """The country would hold more than its share of the service's disk."""

    status = 507

    def __init__(self) -> None:
        super().__init__(
            f"Your country may hold {settings.COUNTRY_BYTES / _GIGABYTE:g} GB here, unfinished files included, and "
            "this would be more. Delete what is not needed, cancel unfinished uploads, or ask your administrator for "
            "more."
        )


def require_share(country: str, *, item: Item | None = None, freed: int = 0) -> None:
    """Go on only if what the country holds is within its share, with what this transaction has just added.

    Asked after the row is written, and without a lock: of those who add at the same moment each may be the last that
    fits. Whoever comes after them is refused.

    :param item: what was added; a content that the country held before adds nothing, and is taken.
    :param freed: so many bytes go in the same transaction.
    :raises OverShare: it is more.
    """
    held = Holding.objects.filter(country=country).aggregate(bytes=Sum("bytes"))["bytes"] or 0
    if held - freed <= settings.COUNTRY_BYTES:
        return
    if item is None or not _held_before(item):
        raise OverShare


def require_share_for(contents: Iterable[Digests], by: Officer) -> None:
    """Go on only if all these may be taken: asked before the first of several is put in its place.

    :raises OverShare: with them, the country would hold more than its share.
    """
    sizes = {one.sha256: one.size for one in contents}
    before = Item.objects.filter(sha256__in=sizes, country=by.country_id).values_list("sha256", flat=True)
    new = sum(sizes[sha256] for sha256 in sizes.keys() - set(before))
    if new:
        require_share(by.country_id, freed=-new)


def require_fewer_cases(by: Officer) -> None:
    """Go on only if the officer may open one more case today. Raises TooOften."""
    in_turn(f"cases of {by.pk}")
    today = Case.objects.filter(unit_id=by.unit_id, officer=by, id__gte=first_key_of_today())
    if today[:CASES_A_DAY].count() >= CASES_A_DAY:
        raise TooOften(f"You have opened {CASES_A_DAY:,} cases today. {_RENEWS}", field="national_reference")


def require_fewer_uploads(by: Officer) -> None:
    """Go on only if the officer may open one more upload today. Raises TooOften."""
    in_turn(f"uploads of {by.pk}")
    today = Upload.objects.filter(unit_id=by.unit_id, officer=by, id__gte=first_key_of_today())
    if today[:UPLOADS_A_DAY].count() >= UPLOADS_A_DAY:
        raise TooOften(f"You have opened {UPLOADS_A_DAY:,} uploads today. Send more files with each. {_RENEWS}")


def require_fewer_flags(by: Officer) -> None:
    """Go on only if the officer may raise one more flag of ongoing abuse today. Raises TooOften."""
    in_turn(f"flags of {by.pk}")
    today = Alert.objects.filter(officer=by, id__gte=first_key_of_today())
    if today[:FLAGS_A_DAY].count() >= FLAGS_A_DAY:
        raise TooOften(f"You have raised {FLAGS_A_DAY} flags today. Ask a colleague if there is another one. {_RENEWS}")


def require_fewer_skipped(upload: Upload, more: int, by: Officer) -> None:
    """Go on only if so many files more may be noted as skipped: on this upload, and by the officer today.

    :raises TooOften: they are too many.
    """
    in_turn(f"skipped files of {by.pk}")
    if SkippedFile.objects.filter(upload=upload).count() + more > SKIPPED_OF_AN_UPLOAD:
        raise TooOften(
            f"An upload may name {SKIPPED_OF_AN_UPLOAD:,} files that need not travel. Open another upload for the rest."
        )
    today = SkippedFile.objects.filter(officer=by, id__gte=first_key_of_today())
    if today.count() + more > SKIPPED_A_DAY:
        raise TooOften(f"You may compare so many known files a day: {SKIPPED_A_DAY:,}. {_RENEWS}")


def _held_before(item: Item) -> bool:
    """Tell whether the country has the content by another item that the actor sees."""
    return Item.objects.filter(sha256=item.sha256, country=item.country_id).exclude(pk=item.pk).exists()
