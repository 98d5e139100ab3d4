"""Answering look-ups in a worker: the index is asked as the system, and who may know of the answer as the officer.

A video is compared by its frames, as at upload, but for a shorter time: somebody waits for it. What was left out is
told.
"""

import fcntl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import numpy as np
from django.db import connection
from django.utils import timezone

from icse.core import events
from icse.core.doors import acting_as, acting_as_system
from series import blobs
from series.actions.lookups import FURTHEST, Asked
from series.clock import clock
from series.ingest import kinds
from series.ingest.decoder import DecoderUnavailableError, Limits, Report
from series.ingest.decoder.frames import FramePrint
from series.ingest.decoder.recordings import Recording
from series.ingest.recognition import Refusal
from series.ingest.recording import record_aside
from series.ingest.work import Tools
from series.matching.fingerprints import HASH_BYTES
from series.matching.hits import Match
from series.matching.tail import Answer
from series.matching.videos import compare
from series.models import Lookup

_REASON: Final = "lookup"
#: Of one thing that was asked about, the nearest so many items that the officer sees are told.
MOST: Final = 50
_WAITS_AFTER: Final = timedelta(seconds=10)
#: After this nobody waits any more, and a file that was to be read is gone.
GIVEN_UP_AFTER: Final = timedelta(minutes=10)
KEPT_FOR: Final = timedelta(days=1)
_SWEPT_AT_ONCE: Final = 200
NOT_ANSWERED: Final = "The service could not answer in time. Ask again; if it stays so, tell your administrator."
NO_STRUCTURE: Final = "The picture has too little structure to be compared by looks; only the same file is found."
NO_PICTURES: Final = "There are no pictures in it that could be compared by looks; only the same file is found."
FIRST_PART: Final = "Only the first {read} of {whole} were compared. To compare more, upload the file to a case."
KEY_FRAMES: Final = "Its beginning was compared second by second, the rest by its key frames only."

#: What one video may take: two minutes of one core at most, one of them frame by frame.
LIMITS: Final = Limits(wall_seconds=180.0, cpu_seconds=120, memory_bytes=3 << 30, whole_pixels=Limits.whole_pixels // 3)
#: Two hours in which no second looks like another.
MOST_FRAMES: Final = 7200

#: One statement for each thing, whatever the index has found: the policy is that of the officer who asks.
_SHOWN: Final = """
    SELECT i.id, f.distance, f.turned, f.second, f.share, f.other_share
    FROM unnest(%s::uuid[], %s::int[], %s::text[], %s::int[], %s::int[], %s::int[])
         AS f(media, distance, turned, second, share, other_share)
    JOIN series_item i ON i.media_id = f.media
    WHERE i.state = 'ready' ORDER BY f.distance, i.id LIMIT %s
"""

Found = list[tuple[int, str, int, str, int | None, int | None, int | None]]
Answers = dict[int, list[Match]]


@dataclass(frozen=True)
class _Compared:
    """What a file resembles. ``note`` says what could not be compared; with ``is_refused`` nothing could."""

    matches: list[Match]
    note: str = ""
    is_refused: bool = False


def answer(key: UUID, tools: Tools) -> None:
    """Answer one look-up. A file is read by one worker at a time; of the others the first that is finished counts."""
    with acting_as_system(_REASON):
        lookup = Lookup.objects.filter(pk=key, state=Lookup.State.WAITING).first()
    if lookup is None:
        return
    asked = [Asked(*one) for one in lookup.asked]
    compared = _Compared([])
    try:
        if lookup.has_file:
            compared = _of_file(key, tools)
            answers = {0: compared.matches}
        else:
            answers = _of_hashes(asked, tools)
    except BlockingIOError:
        return  # another worker is reading it
    except (OSError, DecoderUnavailableError):
        if lookup.created_at > timezone.now() - GIVEN_UP_AFTER:
            return  # the sweep tries again
        answers, compared = {}, _refused(NOT_ANSWERED)
    with acting_as(lookup.officer_id):
        found = _shown(answers)
    _settle(lookup, found, compared)
    blobs.aside_path(key).unlink(missing_ok=True)


def waiting() -> list[UUID]:
    """Return the look-ups that nobody has answered, the longest waiting first."""
    before = timezone.now() - _WAITS_AFTER
    with acting_as_system(_REASON):
        rows = Lookup.objects.filter(state=Lookup.State.WAITING, created_at__lt=before).order_by("pk")
        return list(rows.values_list("pk", flat=True)[:_SWEPT_AT_ONCE])


def forget_old() -> int:
    """Remove look-ups after a day, and files that were never read after minutes. Return how many rows went."""
    blobs.remove_aside(GIVEN_UP_AFTER.total_seconds())
    with acting_as_system("retention"):
        return Lookup.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()[0]


def _of_file(key: UUID, tools: Tools) -> _Compared:
    """Raises BlockingIOError: another worker is at it. A video takes longer than the sweep waits."""
    path = blobs.aside_path(key)
    with _held(path):
        known = kinds.tell(path)
        if isinstance(known, kinds.Known) and known.kind in (kinds.VIDEO, kinds.SOUND):
            return _of_recording(path, known.media_type, tools)
        return _of_picture(path, tools)


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Hold a file; the lock ends with this process if need be. Raises BlockingIOError: somebody else holds it."""
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def _of_recording(path: Path, media_type: str, tools: Tools) -> _Compared:
    found = record_aside(tools.decoder, path, media_type, LIMITS)
    if isinstance(found, Refusal):
        return _refused(found.sentence)
    if not isinstance(found, Recording) or not found.frames:
        return _refused(NO_PICTURES)
    frames = found.frames[:MOST_FRAMES]
    with acting_as_system(_REASON):
        alike = compare(tools.matcher, frames)
    return _Compared([one.as_match for one in alike if one.is_match], _left_out(found, frames))


def _left_out(found: Recording, frames: Sequence[FramePrint]) -> str:
    """Say what of a video was not compared: nobody is to take that for new."""
    if len(frames) < len(found.frames):
        return FIRST_PART.format(read=clock(found.frames[len(frames)].second), whole=clock(found.duration))
    if not found.is_whole:
        return FIRST_PART.format(read=clock(found.read_until), whole=clock(found.duration))
    return "" if found.every_second else KEY_FRAMES


def _of_picture(path: Path, tools: Tools) -> _Compared:
    report: Report | Refusal = tools.decoder.decode(path, None)
    if isinstance(report, Refusal):
        return _refused(report.sentence)
    if not report.fingerprint.is_usable:
        return _refused(NO_STRUCTURE)
    bits = b"".join(one.bits for one in report.fingerprints)
    with acting_as_system(_REASON):
        found = tools.matcher.near(np.frombuffer(bits, dtype=np.uint8).reshape(-1, HASH_BYTES))
    return _Compared([Match(near) for near in found])


def _refused(sentence: str) -> _Compared:
    return _Compared([], sentence, is_refused=True)


def _of_hashes(asked: Sequence[Asked], tools: Tools) -> Answers:
    places = [place for place, one in enumerate(asked) if one.kind == "pdq"]
    bits = b"".join(bytes.fromhex(asked[place].value) for place in places)
    with acting_as_system(_REASON):
        answers = tools.matcher.ask_hashes(np.frombuffer(bits, dtype=np.uint8).reshape(-1, HASH_BYTES), FURTHEST)
    return {place: list(_within(one, asked[place].distance)) for place, one in zip(places, answers, strict=True)}


def _within(answer: Answer, distance: int) -> Iterator[Match]:
    return (Match(near) for near in answer.found if near.distance <= distance)


def _shown(answers: Answers) -> Found:
    """Return what the officer who acts may see of it."""
    found: Found = []
    with connection.cursor() as cursor:
        for place, matches in answers.items():
            near = [one.near for one in matches]
            columns: list[list[object]] = [
                [one.media_id for one in near],
                [one.distance for one in near],
                [one.orientation for one in near],
                [one.second for one in near],
                [one.share for one in matches],
                [one.other_share for one in matches],
            ]
            cursor.execute(_SHOWN, [*columns, MOST])
            found += [(place, str(item), *numbers) for item, *numbers in cursor.fetchall()]
    return found


def _settle(lookup: Lookup, found: Found, compared: _Compared) -> None:
    """Write the answer, if nobody has; only then is it told, to the officer who asked."""
    state = Lookup.State.REFUSED if compared.is_refused else Lookup.State.DONE
    with acting_as_system(_REASON):
        waiting = Lookup.objects.filter(pk=lookup.pk, state=Lookup.State.WAITING)
        if waiting.update(state=state, found=found, note=compared.note[:300], answered_at=timezone.now()):
            events.publish("lookup.answered", objects=[lookup.pk], audiences=[lookup.audience_id])
