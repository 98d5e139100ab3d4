"""A video or a sound in the stages of ingest: decoding it, and writing down what it is."""

import tempfile
from pathlib import Path
from uuid import UUID

from series import blobs
from series.ingest.decoder import Decoder, Limits
from series.ingest.decoder.description import BadReplyError, Description
from series.ingest.decoder.frames import BadFramesError, FramePrint, frames_in
from series.ingest.decoder.recordings import FRAMES, NOT_READABLE, SPECTROGRAM, Recording, recording_from, refusal
from series.ingest.recognition import Refusal
from series.matching.fingerprints import HASH_BYTES
from series.matching.folding import folded
from series.models import Frame

_AT_ONCE = 2000


def record(
    decoder: Decoder, path: Path, media_type: str, scratch: Path, limits: Limits | None = None
) -> Recording | Refusal | None:
    """Decode into the scratch folder, where only the pictures stay.

    None: nothing is wrong with the file, but its coding is none that is read.
    """
    try:
        found = decoder.do(
            "record",
            path,
            media_type,
            scratch,
            lambda answer: recording_from(answer, media_type, _frames(scratch)),
            limits=limits,
        )
    finally:
        (scratch / FRAMES).unlink(missing_ok=True)
    if isinstance(found, Refusal):
        return None if found.code == NOT_READABLE else refusal(found.code)
    if not (found.kind == "video" and found.has_sound):
        (scratch / SPECTROGRAM).unlink(missing_ok=True)
    return found


def record_aside(
    decoder: Decoder, path: Path, media_type: str, limits: Limits | None = None
) -> Recording | Refusal | None:
    """The same where only what is found counts: the pictures are not kept."""
    with tempfile.TemporaryDirectory(dir=blobs.scratch_folder()) as folder:
        return record(decoder, path, media_type, Path(folder), limits)


def write_frames(recording: Recording, media_id: UUID) -> None:
    """Write the fingerprints of a video's frames, unless they are there."""
    rows = (
        Frame(
            media_id=media_id,
            second=one.second,
            is_trimmed=one.is_trimmed,
            bits=one.orientations[:HASH_BYTES],
            quality=one.quality,
            stands_for=one.stands_for,
        )
        for one in recording.frames
    )
    Frame.objects.bulk_create(rows, batch_size=_AT_ONCE, ignore_conflicts=True)


def facts_of(recording: Recording, said: Description | None) -> dict[str, object]:
    """Return the columns of what the file says of itself, for the item, whose viewers may read them."""
    metadata = said.metadata if said is not None else {}
    return {
        "kind": recording.kind,
        "media_type": recording.media_type,
        "width": recording.width,
        "height": recording.height,
        "duration": recording.duration,
        "streams": recording.streams,
        "metadata": metadata | recording.metadata | _how_far(recording),
    }


def _how_far(recording: Recording) -> dict[str, str]:
    """Say it where not everything was looked at: what was not looked at is not matched either."""
    if not recording.is_whole:
        return {"Read until": f"{recording.read_until:.0f} seconds; the rest could not be read"}
    if not recording.every_second:
        return {"Looked at": "one frame a second at first, later key frames only"}
    return {}


def _frames(scratch: Path) -> tuple[FramePrint, ...]:
    try:
        return folded(frames_in((scratch / FRAMES).read_bytes()))
    except (OSError, BadFramesError) as error:
        raise BadReplyError("frames") from error
