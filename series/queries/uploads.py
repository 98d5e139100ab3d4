"""Named reads of uploads: the own country's only, as the database sees to."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast
from uuid import UUID

from django.db.models import CharField, Count, DateTimeField, DecimalField, F, Func, Min, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.models import Officer
from series.models import Archive, Hit, Item, SkippedFile, Transfer, Upload

PAGE: Final = 50
RECENT: Final = 10
#: Refusals for which the file itself is not to blame: another attempt may go well.
PASSING: Final = ("gave_up", "decoder_crashed", "took_too_long", "too_much_memory")
#: The rate is measured over this time, and told once so many files were settled in it.
_MEASURED: Final = timedelta(minutes=5)
_ENOUGH: Final = 5
#: An archive's reason where it is a document or the like: then it is counted as the item that it became.
ONE_FILE: Final = "one_file"
_OPEN: Final = (Item.State.RECEIVED, Item.State.WORKING)
_NAMES: Final = 200
_FOLDERS: Final = 5
_NO_SIZE: Final = Value(0, output_field=DecimalField())
_NO_TIME: Final = Cast(Value(None), DateTimeField())


@dataclass(frozen=True)
class UploadSummary:
    """How one upload fares, as lists tell it."""

    upload: Upload
    total: int
    ready: int
    duplicates: int
    refused: int
    unfinished: int

    @property
    def waiting(self) -> int:
        """How many files are not settled yet."""
        return self.total - self.ready - self.duplicates - self.refused


@dataclass(frozen=True)
class UploadPage:
    """One page of uploads, newest first; ``older`` is the key after which the next one begins, or None."""

    uploads: list[UploadSummary]
    older: UUID | None


@dataclass(frozen=True)
class _Tally:
    """So many rows of one kind, their bytes, and the first time."""

    number: int = 0
    bytes: int = 0
    first: datetime | None = None


_NOTHING: Final = _Tally()


@dataclass(frozen=True)
class Progress:
    """How far an upload has come.

    ``not_sent`` are files that the sender named and never began to send; 0 where nobody said how many there are.
    ``seconds_left`` is how long the waiting files take at the rate of the last minutes; None while it is not known.
    """

    states: dict[str, int]
    items: int
    arrived_bytes: int
    unfinished: int
    unfinished_bytes: int
    skipped: int
    skipped_bytes: int
    not_sent: int
    archives: tuple[Archive, ...]
    hits: int
    passing: int
    seconds_left: float | None

    @property
    def waiting(self) -> int:
        """Files that are not settled yet."""
        return sum(self.states.get(state, 0) for state in _OPEN)

    @property
    def accounted_bytes(self) -> int:
        """What arrived, and what did not need to."""
        return self.arrived_bytes + self.skipped_bytes

    @property
    def settled(self) -> int:
        """Files that are."""
        return self.items - self.waiting

    @property
    def is_expanding(self) -> bool:
        """True while an archive is not settled: more files may come of it."""
        return any(not archive.is_settled for archive in self.archives)

    @property
    def left_words(self) -> str:
        """Say how long it will take, no more exactly than is known."""
        if not (self.waiting or self.is_expanding):
            return ""
        if self.seconds_left is None or self.is_expanding:
            return "time left: not known yet"
        minutes = round(self.seconds_left / 60)
        if minutes < 1:
            return "less than a minute left"
        if minutes < 90:
            return f"about {minutes} minute{'' if minutes == 1 else 's'} left"
        return f"about {round(minutes / 60)} hours left"


def all_uploads() -> QuerySet[Upload]:
    """Return the uploads that the actor may see, with what names them."""
    return Upload.objects.select_related("country", "unit", "case", "files_audience")


def items_in(upload: Upload) -> QuerySet[Item]:
    """Return the items of an upload that the actor may see. The key alone is not enough: anybody may have sent it."""
    return Item.objects.filter(upload=upload.pk, case=upload.case_id)


def newest_uploads(officer: Officer, *, after: UUID | None = None) -> UploadPage:
    """Return one page of the uploads of the officer's unit."""
    rows = all_uploads().filter(unit=officer.unit_id)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return UploadPage(summaries(found[:PAGE]), found[PAGE - 1].pk if len(found) > PAGE else None)


def recent_uploads(officer: Officer) -> list[UploadSummary]:
    """Return the officer's own uploads of the last week, the newest first, at most ten."""
    since = timezone.now() - timedelta(days=7)
    rows = all_uploads().filter(officer=officer, unit=officer.unit_id, created_at__gt=since)
    return summaries(rows.order_by("-created_at", "-pk")[:RECENT])


def summaries(uploads: Iterable[Upload]) -> list[UploadSummary]:
    """Count the items of uploads and the actor's own unfinished files, in two queries."""
    found = list(uploads)
    counted: dict[UUID | None, Counter[str]] = {upload.pk: Counter() for upload in found}
    rows = Item.objects.filter(upload__in=list(counted), case__in={upload.case_id for upload in found})
    for key, state, number in rows.values_list("upload", "state").annotate(n=Count("pk")).order_by():
        counted[key][state] += number
    sending = Transfer.objects.filter(upload__in=found, state=Transfer.State.OPEN, expires_at__gt=timezone.now())
    unfinished = dict(sending.values_list("upload_id").annotate(n=Count("pk")).order_by())
    return [_summary(upload, counted[upload.pk], unfinished.get(upload.pk, 0)) for upload in found]


def unfinished_transfers(
    upload: Upload, officer: Officer, *, after: UUID | None = None
) -> tuple[list[Transfer], UUID | None]:
    """Return one page of the officer's own unfinished files of an upload, and where the next page begins."""
    rows = Transfer.objects.filter(
        upload=upload, officer=officer, state=Transfer.State.OPEN, expires_at__gt=timezone.now()
    )
    if after is not None:
        rows = rows.filter(pk__gt=after)
    found = list(rows.order_by("pk")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def folders_of(upload: Upload, officer: Officer) -> list[str]:
    """Return the names of the folders that files of an upload were sent from, to say which one to choose again."""
    top = Func(F("path"), Value("/"), Value(1), function="split_part", output_field=CharField())
    sent = items_in(upload).filter(archive=None, path__contains="/").order_by().annotate(top=top).values("top")
    begun = Transfer.objects.filter(upload=upload, officer=officer, path__contains="/").order_by()
    found = sent.union(begun.annotate(top=top).values("top")).values_list("top", flat=True)
    return sorted(name for name in found if name)[:_FOLDERS]


def skipped_files(upload: Upload) -> list[SkippedFile]:
    """Return what did not need to travel: the newest of it."""
    return list(SkippedFile.objects.filter(upload=upload).order_by("-pk")[:_NAMES])


def progress_of(upload: Upload) -> Progress:
    """Return how far an upload has come."""
    items = items_in(upload)
    counted = items.values_list("state").annotate(
        n=Count("pk"),
        bytes=Sum("size", filter=Q(archive=None), default=0),
        alone=Count("pk", filter=Q(archive=None)),
        passing=Count("pk", filter=Q(state=Item.State.REFUSED, reason_code__in=PASSING)),
    )
    rows = list(counted.order_by())
    states = {state: number for state, number, *_ in rows}
    archives = Archive.objects.filter(upload=upload)
    tallies = _tallies(upload, items, archives)
    sent, skipped, packed = (tallies.get(name, _NOTHING) for name in ("sent", "skipped", "packed"))
    begun = sum(alone for *_, alone, _ in rows) + packed.number + sent.number + skipped.number
    return Progress(
        states=states,
        items=sum(states.values()),
        arrived_bytes=sum(size for _, _, size, *_ in rows) + packed.bytes + sent.bytes,
        unfinished=sent.number,
        unfinished_bytes=sent.bytes,
        skipped=skipped.number,
        skipped_bytes=skipped.bytes,
        not_sent=max(0, upload.expected_files - begun) if upload.cancelled_at is None else 0,
        archives=tuple(archives.order_by("-pk")[:PAGE]),
        hits=tallies.get("hits", _NOTHING).number + tallies.get("hits of others", _NOTHING).number,
        passing=sum(passing for *_, passing in rows),
        seconds_left=_seconds_left(tallies.get("lately", _NOTHING), sum(states.get(state, 0) for state in _OPEN)),
    )


def _tallies(upload: Upload, items: QuerySet[Item], archives: QuerySet[Archive]) -> dict[str, _Tally]:
    """Count in one statement what an upload's page tells besides its items. What there is none of is left out."""
    ready = items.filter(state=Item.State.READY).values("pk")
    # From each side by its own index: one condition on both sides would read every hit.
    hits, others = Hit.objects.filter(item__in=ready), Hit.objects.filter(other__in=ready).exclude(item__in=ready)
    under_way = Transfer.objects.filter(upload=upload, state=Transfer.State.OPEN, expires_at__gt=timezone.now())
    lately = items.filter(settled_at__gt=timezone.now() - _MEASURED)
    rows = _tally("sent", under_way, size=Sum("received")).union(
        _tally("skipped", SkippedFile.objects.filter(upload=upload), size=Sum("size")),
        _tally("packed", archives.filter(parent=None).exclude(reason_code=ONE_FILE), size=Sum("size")),
        _tally("hits", hits),
        _tally("hits of others", others),
        _tally("lately", lately, first=Min("settled_at")),
        all=True,
    )
    return {name: _Tally(number, int(size or 0), first) for name, number, size, first in rows}


def _tally(name: str, rows: QuerySet[Any], *, size: Any = _NO_SIZE, first: Any = _NO_TIME) -> QuerySet[Any, Any]:
    tallied = rows.order_by().values(tally=Value(name)).annotate(number=Count("pk"), total=size, earliest=first)
    return cast("QuerySet[Any, Any]", tallied.values_list("tally", "number", "total", "earliest"))


def _seconds_left(lately: _Tally, waiting: int) -> float | None:
    """Divide what waits by the rate at which files of this upload were settled lately."""
    if not waiting or lately.number < _ENOUGH or lately.first is None:
        return None
    seconds = (timezone.now() - lately.first).total_seconds()
    return float(waiting * seconds / lately.number) if seconds > 0 else None


def _summary(upload: Upload, states: Counter[str], unfinished: int) -> UploadSummary:
    return UploadSummary(
        upload=upload,
        total=states.total(),
        ready=states[Item.State.READY],
        duplicates=states[Item.State.DUPLICATE],
        refused=states[Item.State.REFUSED],
        unfinished=unfinished,
    )
