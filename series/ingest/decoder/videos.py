"""Reading a video once from its beginning to its end: a frame of each second, and its sound.

The work is bounded by what it costs and not by what the header says. Every frame is decoded as long as the pixels last
(``Limits.whole_pixels``); after that only key frames are, at most one a second; and when the processor's time is nearly
used up, reading ends there. How far it came is told.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, cast

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from series.ingest.decoder.frames import HASHED_SIDE, FrameLog, as_picture, upright
from series.ingest.decoder.sounds import Spectrogram, samples_of
from series.ingest.decoder.storyboards import Storyboard, small

#: Frames larger than this (8K) are not decoded.
MOST_FRAME_PIXELS: Final = 8192 * 4352
#: Packets in a row that cannot be decoded, after which nothing more is expected.
_MOST_BROKEN: Final = 2000

AnyPacket: TypeAlias = "Packet[Any]"  # PyAV's own class takes no parameter when it runs


@dataclass
class Reading:
    """What came of reading: the storyboard, the sound, and how far it went."""

    board: Storyboard = field(default_factory=Storyboard)
    sound: Spectrogram | None = None
    width: int = 0
    height: int = 0
    frames: int = 0
    read_until: float = 0.0
    is_whole: bool = True
    every_second: bool = True
    broken: int = 0


class Reader:
    """Takes a container's packets in order. ``pictures`` or ``sound`` may be missing."""

    def __init__(
        self,
        container: InputContainer,
        pictures: VideoStream | None,
        sound: AudioStream | None,
        log: FrameLog,
        whole_pixels: int,
    ) -> None:
        self._container = container
        self._whole_pixels = whole_pixels
        self._streams = [stream for stream in (pictures, sound) if stream is not None]
        self._pictures = pictures
        self._log = log
        self._next = 0.0
        self._pixels = 0
        self._zero: float | None = None
        self.found = Reading(sound=Spectrogram(sound.codec_context.sample_rate) if sound is not None else None)

    def read(self, cpu_seconds: float) -> Reading:
        """Read to the end, or until so much of the processor's time is used."""
        broken_in_a_row = 0
        for packet in self._packets():
            try:
                self._take(packet)
                broken_in_a_row = 0
            except av.error.FFmpegError:
                broken_in_a_row += 1
                self.found.broken += 1
            if broken_in_a_row > _MOST_BROKEN or time.process_time() > cpu_seconds:
                self.found.is_whole = False
                break
        return self.found

    def _packets(self) -> Iterator[AnyPacket]:
        """Give the packets. Where the file breaks off in the middle, what came before it counts."""
        try:
            yield from self._container.demux(self._streams)
        except av.error.FFmpegError:
            self.found.is_whole = False

    def _take(self, packet: AnyPacket) -> None:
        if packet.stream is not self._pictures:
            self._take_sound(packet)
        elif self._is_worth_decoding(packet):
            for frame in packet.decode():
                self._take_frame(frame)

    def _take_sound(self, packet: AnyPacket) -> None:
        for frame in cast("list[AudioFrame]", packet.decode()):
            if self.found.sound is not None:
                self.found.sound.add(samples_of(frame))
            if self._pictures is None and frame.time is not None:
                self._reach(frame.time + frame.samples / max(frame.sample_rate, 1))

    def _is_worth_decoding(self, packet: AnyPacket) -> bool:
        """All, as long as the pixels last; then the key frames that a new second begins with."""
        if self._pixels < self._whole_pixels or packet.size == 0:
            return True
        self.found.every_second = False
        at = packet.pts if packet.pts is not None else packet.dts
        is_new = at is None or float(at * packet.time_base) - (self._zero or 0.0) >= self._next
        return packet.is_keyframe and is_new

    def _take_frame(self, frame: VideoFrame) -> None:
        self._pixels += frame.width * frame.height
        self.found.frames += 1
        at = self._reach(frame.time)
        if at < self._next or frame.width * frame.height > MOST_FRAME_PIXELS:
            return
        second = int(at)
        self._next = second + 1.0
        picture = as_picture(frame, HASHED_SIDE)
        if not self.found.width:
            self.found.width, self.found.height = frame.width, frame.height
        self._log.add(second, picture)
        wanted = self.found.board.wants_next()
        self.found.board.add(at, upright(small(picture), frame.rotation) if wanted else None)

    def _reach(self, at: float | None) -> float:
        """Turn a time into seconds since the first one, and remember the latest. A missing one follows the last."""
        if at is None:
            at = self.found.read_until + (self._zero or 0.0)
        if self._zero is None:
            self._zero = at
        since = max(0.0, at - self._zero)
        self.found.read_until = max(self.found.read_until, since)
        return since
