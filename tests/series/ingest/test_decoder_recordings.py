"""What the limited process tells of videos and sounds, and that it tells it within its limits."""

import io
import struct
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from series.clock import clock
from series.ingest.decoder import Decoder, Limits
from series.ingest.decoder.description import BadReplyError
from series.ingest.decoder.frames import MOST_FRAMES, BadFramesError, between_bars, frames_in
from series.ingest.decoder.recordings import SPECTROGRAM, Recording, recording_from
from series.ingest.decoder.reports import CONCEALED, PLAIN, THUMB
from series.ingest.decoder.sounds import Spectrogram
from series.ingest.decoder.storyboards import MOST_TILES, Storyboard, lettering
from series.ingest.kinds import Known, tell
from series.ingest.recognition import Refusal
from series.ingest.recording import record
from series.matching.fingerprints import fingerprint, hamming
from tests import media, recordings
from tests.series.ingest.conftest import Upload


def read(decoder: Decoder, path: Path, scratch: Path) -> Recording | Refusal | None:
    found = tell(path)
    assert not isinstance(found, Refusal)
    return record(decoder, path, found.media_type, scratch)


def recorded(decoder: Decoder, path: Path, scratch: Path) -> Recording:
    found = read(decoder, path, scratch)
    assert isinstance(found, Recording)
    return found


@pytest.mark.parametrize("media_type", recordings.CODINGS)
def test_every_type_that_is_taken_is_told_and_read(
    decoder: Decoder, upload: Upload, scratch: Path, media_type: str
) -> None:
    path = upload(recordings.of_type(media_type))
    found = recorded(decoder, path, scratch)
    is_video = media_type.startswith("video/")

    assert (found.media_type, found.kind) == (media_type, "video" if is_video else "sound")
    assert found.duration == pytest.approx(3, abs=0.2)
    assert (found.is_whole, found.every_second, found.has_sound) == (True, True, True)
    assert (found.width, found.height) == (recordings.SIZE if is_video else (None, None))
    assert [frame.second for frame in found.frames] == ([0, 1, 2] if is_video else [])
    written = {path.name for path in scratch.iterdir()}
    assert written == {PLAIN, THUMB, CONCEALED} | ({SPECTROGRAM} if is_video else set())
    for name in written:
        with Image.open(scratch / name) as picture:
            assert max(picture.size) <= 1600


def test_frames_have_the_fingerprints_of_what_they_show(decoder: Decoder, upload: Upload, scratch: Path) -> None:
    pictures = recordings.scenes(4, 5)
    found = recorded(decoder, upload(recordings.video(pictures)), scratch)

    distances = [
        hamming(frame.fingerprint.bits, fingerprint(picture).bits)
        for frame, picture in zip(found.frames, pictures, strict=True)
    ]
    assert max(distances) <= 10


def test_black_bars_are_left_out_of_a_second_fingerprint(decoder: Decoder, upload: Upload, scratch: Path) -> None:
    inner = media.pattern(6, (240, 240))
    barred = Image.new("RGB", (320, 240))
    barred.paste(inner, (40, 0))
    found = recorded(decoder, upload(recordings.video([barred])), scratch)

    assert [(frame.second, frame.is_trimmed) for frame in found.frames] == [(0, False), (0, True)]
    assert hamming(found.frames[1].fingerprint.bits, fingerprint(inner).bits) <= 16
    assert between_bars(inner) is None
    assert between_bars(Image.new("RGB", (64, 64))) is None


def test_a_video_without_sound_has_no_spectrogram(decoder: Decoder, upload: Upload, scratch: Path) -> None:
    found = recorded(decoder, upload(recordings.video(recordings.scenes(1), with_sound=False)), scratch)

    assert found.has_sound is False
    assert not (scratch / SPECTROGRAM).exists()


def test_a_video_container_that_holds_only_sound_is_a_sound(decoder: Decoder, upload: Upload, scratch: Path) -> None:
    content = recordings.sound(2, "audio/mp4").replace(b"ftypM4A ", b"ftypisom", 1)
    path = upload(content)

    assert tell(path) == Known("video", "video/mp4")
    found = recorded(decoder, path, scratch)
    assert (found.kind, found.media_type, found.frames) == ("sound", "audio/mp4", ())


def test_what_breaks_off_is_read_as_far_as_it_goes(decoder: Decoder, upload: Upload, scratch: Path) -> None:
    whole = recordings.video(recordings.scenes(1, 2, 3), "video/x-matroska")
    found = recorded(decoder, upload(whole[: len(whole) * 2 // 3]), scratch)

    assert found.kind == "video"
    assert 1 <= len({frame.second for frame in found.frames}) <= 3


@pytest.mark.parametrize("media_type", recordings.CODINGS)
def test_hardly_anything_of_a_file_is_refused_or_read_and_never_crashes(
    decoder: Decoder, upload: Upload, scratch: Path, media_type: str
) -> None:
    whole = recordings.of_type(media_type)
    for length in (300, 1000):
        found = read(decoder, upload(whole[:length]), scratch)
        assert isinstance(found, Recording) or (isinstance(found, Refusal) and found.code in ("damaged", "truncated"))


def test_frames_over_the_limit_are_refused_from_the_header(decoder: Decoder, upload: Upload, scratch: Path) -> None:
    content = bytearray(recordings.video(recordings.scenes(1), "video/x-msvideo"))
    at = content.index(b"strf") + 8 + 4  # BITMAPINFOHEADER: its width and height
    content[at : at + 8] = (30_000).to_bytes(4, "little") * 2
    found = read(decoder, upload(bytes(content)), scratch)

    assert isinstance(found, Refusal) or (found is not None and found.width == recordings.SIZE[0])


#: Samples a second, bytes a second, bytes a sample, bits a sample.
RATES = (8000, 16_000, 2, 16)


def test_the_processors_time_ends_reading_and_refuses_nothing(upload: Upload, scratch: Path) -> None:
    length = 1 << 28
    header = struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", length + 36, b"WAVE", b"fmt ", 16, 1, 1, *RATES, b"data", length
    )
    long = header + bytes(length)
    with Decoder(Limits(cpu_seconds=2, wall_seconds=60, memory_bytes=3 << 30)) as hurried:
        found = read(hurried, upload(long), scratch)
    assert isinstance(found, Recording)
    assert found.is_whole is False
    assert 0 < found.read_until < length / RATES[1]


def test_a_sound_of_an_hour_takes_as_many_columns_as_one_of_a_minute() -> None:
    drawn = Spectrogram(8000)
    rng = np.random.default_rng(1)
    second = rng.uniform(-0.2, 0.2, 8000).astype(np.float32)
    for _ in range(3600):
        drawn.add(second)
    picture = drawn.drawn()

    assert picture is not None
    assert picture.size == (1200, 388)
    assert drawn._used <= 2400


def test_a_loud_moment_is_seen_in_a_long_silence() -> None:
    drawn = Spectrogram(8000)
    silence, cry = np.zeros(8000, np.float32), np.full(8000, 0.9, np.float32)
    for second in range(1200):
        drawn.add(cry if second == 600 else silence)
    picture = drawn.drawn()

    assert picture is not None
    loud = np.asarray(picture.convert("L"))[10] > 100
    assert 0 < loud.sum() < 30
    assert abs(int(np.flatnonzero(loud).mean()) - 600) < 20


def test_a_storyboard_keeps_few_frames_evenly() -> None:
    board = Storyboard()
    for second in range(1000):
        board.add(second, Image.new("RGB", (32, 24)) if board.wants_next() else None)
    times = [at for at, _ in board._chosen()]

    assert len(times) == MOST_TILES
    steps = {round(later - earlier) for earlier, later in pairwise(times)}
    assert max(steps) <= 2 * min(steps)
    assert times[0] < 60
    assert times[-1] > 900
    assert max(board.drawn(lettering()).size) <= 1600


def test_times_are_said_as_players_do() -> None:
    assert [clock(seconds) for seconds in (0, 65.9, 3723)] == ["0:00", "1:05", "1:02:03"]


BAD_FRAMES = {
    "half a row": bytes(100),
    "seconds out of order": b"".join(second.to_bytes(4, "little") + b"\0\x32" + bytes(256) for second in (3, 2)),
    "a quality over 100": bytes(4) + b"\0\xff" + bytes(256),
    "a second half without a first": bytes(4) + b"\x01\x32" + bytes(256),
    "too many": bytes(262) * (2 * MOST_FRAMES + 1),
}


@pytest.mark.parametrize("written", BAD_FRAMES.values(), ids=BAD_FRAMES)
def test_frames_that_no_healthy_decoder_writes_are_not_taken(written: bytes) -> None:
    with pytest.raises(BadFramesError):
        list(frames_in(written))


GOOD = {
    "kind": "sound",
    "duration": 2.0,
    "read_until": 2.0,
    "is_whole": True,
    "every_second": True,
    "has_sound": True,
    "streams": [],
    "metadata": {"title": "x"},
    "timings": {"decode": 0.1},
}
STREAM = {"kind": "sound", "codec": "aac", "language": "", "frame_rate": 0.0}
NUMBERS = {"width": 0, "height": 0, "sample_rate": 1, "channels": 1, "bit_rate": 1}
BAD = {
    "another kind": {"kind": "picture"},
    "a video without frames": {"kind": "video", "width": 1, "height": 1},
    "an endless duration": {"duration": float("inf")},
    "a duration in words": {"duration": "long"},
    "a tag over several lines": {"metadata": {"title": "a\nb"}},
    "a tag that is no text": {"metadata": {"title": 1}},
    "too many streams": {"streams": [STREAM | NUMBERS] * 33},
    "a stream with a number that is none": {"streams": [STREAM | NUMBERS | {"width": -1}]},
    "a stream of no kind": {"streams": [STREAM | NUMBERS | {"kind": "<b>"}]},
    "a time of another part": {"timings": {"sleep": 1.0}},
}


@pytest.mark.parametrize("lie", BAD.values(), ids=BAD)
def test_a_reply_that_no_healthy_decoder_gives_is_not_taken(lie: dict[str, object]) -> None:
    assert recording_from(dict(GOOD, streams=[STREAM | NUMBERS]), "video/mp4", ()).media_type == "audio/mp4"
    with pytest.raises(BadReplyError):
        recording_from(GOOD | lie, "video/mp4", ())


def test_no_tag_or_time_of_the_file_is_in_its_pictures(decoder: Decoder, upload: Upload, scratch: Path) -> None:
    recorded(decoder, upload(recordings.video(recordings.scenes(1))), scratch)
    for name in (PLAIN, THUMB, CONCEALED, SPECTROGRAM):
        image = Image.open(io.BytesIO((scratch / name).read_bytes()))
        assert set(image.info) <= {"loop", "background", "timestamp", "duration"}
