"""Answering look-ups in a worker: the index is asked as the system, and who may know of the answer as the officer.

A video is compared by its frames, as at upload, but for a shorter time: somebody waits for it. What was left out is
told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import numpy as np
from django.db import connection
from django.utils import timezone

from icse.core import events
from icse.core.doors import acting_as, acting_as_system
from icse.core.waking import wake
from series import blobs
from series.actions.lookups import ANSWER, FURTHEST, Asked
from series.clock import clock
from series.ingest import kinds
from series.ingest.decoder import DecoderUnavailableError, Limits, Report
from series.ingest.decoder.frames import FramePrint
from series.ingest.decoder.recordings import Recording
from series.ingest.recognition import Refusal
from series.ingest.recording import record_aside
from series.ingest.work import Tools
from series.matching import claiming
from series.matching.fingerprints import HASH_BYTES
from series.matching.hits import Match
from series.matching.tail import Answer
from series.matching.videos import compare
from series.models import Lookup

_REASON: Final = "lookup"
#: Of one thing that was asked about, so many items that the officer sees are told, of each country the nearest first.
MOST: Final = 50
_WAITS_AFTER: Final = timedelta(seconds=10)
#: After this nobody waits any more, and a file that was to be read is gone.
GIVEN_UP_AFTER: Final = timedelta(minutes=10)
KEPT_FOR: Final = timedelta(days=1)
#: Many hashes may all resemble the same many media.
_HASHES_AT_ONCE: Final = 50
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

#: One statement for each thing, whatever the index has found: the policy is that of the officer who asks. Of each
#: country its nearest first: what one has sent many times hides nobody else's.
_SHOWN: Final = """
    SELECT i.id, f.distance, f.turned, f.second, f.share, f.other_share
    FROM unnest(%s::uuid[], %s::int[], %s::text[], %s::int[], %s::int[], %s::int[])
         AS f(media, distance, turned, second, share, other_share)
    JOIN series_item i ON i.media_id = f.media
    WHERE i.state = 'ready'
    ORDER BY row_number() OVER (PARTITION BY i.country_id ORDER BY f.distance, i.id), f.distance, i.id LIMIT %s
"""

Found = list[tuple[int, str, int, str, int | None, int | None, int | None]]
Answers = dict[int, list[Match]]


@dataclass(frozen=True)
class _Compared:
    """What the index found, and of a picture its PDQs as hex, the turned ones too.

    ``note`` says what could not be compared; with ``is_refused`` nothing could.
    """

    answers: Answers = field(default_factory=dict)
    note: str = ""
    is_refused: bool = False
    looks: tuple[str, ...] = ()


def answer(key: UUID, tools: Tools) -> None:
    """Answer one look-up, unless that is done or another worker is at it."""
    lookup = claiming.claim(key)
    if lookup is None:
        return
    try:
        with claiming.kept_alive(lookup):
            _answer(lookup, tools)
    finally:
        for other in claiming.next_of(lookup):
            wake(ANSWER, other)


def _answer(lookup: Lookup, tools: Tools) -> None:
    try:
        compared = _refused(NOT_ANSWERED) if claiming.is_hopeless(lookup) else _answers_to(lookup, tools)
    except (OSError, DecoderUnavailableError):
        if lookup.created_at > timezone.now() - GIVEN_UP_AFTER:
            claiming.give_back(lookup)
            return  # the sweep tries again
        compared = _refused(NOT_ANSWERED)
    with acting_as(lookup.officer_id):
        found = _shown(compared.answers)
    _settle(lookup, found, compared)
    blobs.aside_path(lookup.pk).unlink(missing_ok=True)


def waiting() -> list[UUID]:
    """Return the look-ups that nobody has answered, the longest waiting first."""
    before = timezone.now() - _WAITS_AFTER
    with acting_as_system(_REASON):
        rows = claiming.free().filter(created_at__lt=before).order_by("pk")
        return list(rows.values_list("pk", flat=True)[:_SWEPT_AT_ONCE])


def forget_old() -> int:
    """Remove look-ups after a day, and files that were never read after minutes. Return how many rows went."""
    blobs.remove_aside(GIVEN_UP_AFTER.total_seconds())
    with acting_as_system("retention"):
        return Lookup.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()[0]


def _answers_to(lookup: Lookup, tools: Tools) -> _Compared:
    if lookup.has_file:
        return _of_file(lookup, tools)
    return _Compared(_of_hashes([Asked(*one) for one in lookup.asked], tools))


def _of_file(lookup: Lookup, tools: Tools) -> _Compared:
    path = blobs.aside_path(lookup.pk)
    known = kinds.tell(path)
    if isinstance(known, kinds.Known) and known.kind in (kinds.VIDEO, kinds.SOUND):
        return _of_recording(path, known.media_type, tools)
    return _of_picture(path, tools)


def _of_recording(path: Path, media_type: str, tools: Tools) -> _Compared:
    found = record_aside(tools.decoder, path, media_type, LIMITS)
    if isinstance(found, Refusal):
        return _refused(found.sentence)
    if not isinstance(found, Recording) or not found.frames:
        return _refused(NO_PICTURES)
    frames = found.frames[:MOST_FRAMES]
    with acting_as_system(_REASON):
        alike = compare(tools.matcher, frames)
    return _Compared({0: [one.as_match for one in alike if one.is_match]}, _left_out(found, frames))


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
    looks = dict.fromkeys(one.bits.hex() for one in report.fingerprints)
    return _Compared({0: [Match(near) for near in found]}, looks=tuple(looks))


def _refused(sentence: str) -> _Compared:
    return _Compared(note=sentence, is_refused=True)


def _of_hashes(asked: Sequence[Asked], tools: Tools) -> Answers:
    places = [place for place, one in enumerate(asked) if one.kind == "pdq"]
    answers: Answers = {}
    for start in range(0, len(places), _HASHES_AT_ONCE):
        some = places[start : start + _HASHES_AT_ONCE]
        bits = b"".join(bytes.fromhex(asked[place].value) for place in some)
        with acting_as_system(_REASON):
            found = tools.matcher.ask_hashes(np.frombuffer(bits, dtype=np.uint8).reshape(-1, HASH_BYTES), FURTHEST)
        answers |= {place: list(_within(one, asked[place].distance)) for place, one in zip(some, found, strict=True)}
    return answers


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
    said: dict[str, Any] = {"found": found, "looks": compared.looks, "note": compared.note[:300]}
    with acting_as_system(_REASON):
        waiting = Lookup.objects.filter(pk=lookup.pk, state=Lookup.State.WAITING)
        if waiting.update(state=state, answered_at=timezone.now(), **said):
            events.publish("lookup.answered", objects=[lookup.pk], audiences=[lookup.audience_id])
