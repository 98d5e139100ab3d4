"""Sound: how loud it is over time, and which tones are in it, as one picture; whatever its length, in one pass."""

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame

Floats = npt.NDArray[np.float32]

#: Samples that go into one column, which is also the length of the Fourier transform.
WINDOW: Final = 1024
#: Up to this tone the picture is drawn: all that is spoken, and most of what tells a room.
HIGHEST_HERTZ: Final = 8000.0
COLUMNS: Final = 1200
#: Samples that are transformed together.
_TOGETHER: Final = 64 * WINDOW
_WAVE_ROWS: Final = 96
_TONE_ROWS: Final = 288
_GAP: Final = 4
#: Columns held before two and two are made one.
_MOST_COLUMNS: Final = 2 * COLUMNS
#: The quietest that is drawn, below the loudest.
_DECIBELS: Final = 80.0
_GROUND: Final = (16, 20, 28)
_WAVE: Final = (126, 178, 255)
#: From the quietest to the loudest.
_COLOURS: Final = np.array(
    [(16, 20, 28), (48, 36, 96), (128, 40, 120), (206, 74, 86), (250, 150, 60), (252, 236, 170)], dtype=np.float32
)


class Spectrogram:
    """Takes samples as they come and keeps a bounded number of columns: the longer it lasts, the more go into one."""

    def __init__(self, sample_rate: int) -> None:
        self._bins = max(1, min(WINDOW // 2, math.ceil(HIGHEST_HERTZ * WINDOW / max(sample_rate, 1))))
        self._taper = np.hanning(WINDOW).astype(np.float32)
        self._waiting: list[Floats] = []
        self._samples = 0
        self._tones: Floats = np.zeros((_MOST_COLUMNS, self._bins), np.float32)
        self._peaks: Floats = np.zeros(_MOST_COLUMNS, np.float32)
        self._used = 0
        self._windows = 0
        self._windows_each = 1

    def add(self, samples: Floats) -> None:
        """Take more samples, from -1 to 1, of one channel."""
        self._waiting.append(samples)
        self._samples += len(samples)
        if self._samples >= _TOGETHER:
            self._transform()

    def _transform(self) -> None:
        joined = np.concatenate(self._waiting)
        whole = len(joined) // WINDOW
        self._waiting = [joined[whole * WINDOW :]]
        self._samples = len(joined) - whole * WINDOW
        if whole:
            windows = joined[: whole * WINDOW].reshape(whole, WINDOW)
            power = np.abs(np.fft.rfft(windows * self._taper, axis=1)[:, : self._bins]).astype(np.float32) ** 2
            for tones, peak in zip(power, np.abs(windows).max(axis=1).tolist(), strict=True):
                self._take(tones, peak)

    def drawn(self) -> Image.Image | None:
        """Draw the loudness above the tones; None when there was no sound."""
        if self._samples or self._used:
            self._waiting.append(np.zeros(-self._samples % WINDOW, np.float32))
            self._transform()
        if not self._used:
            return None
        across = np.arange(COLUMNS) * self._used // COLUMNS
        wave, tones = _wave(self._peaks[across]), _tones(self._tones[across])
        picture = np.full((_WAVE_ROWS + _GAP + _TONE_ROWS, COLUMNS, 3), _GROUND, np.uint8)
        picture[:_WAVE_ROWS], picture[_WAVE_ROWS + _GAP :] = wave, tones
        return Image.fromarray(picture)

    def _take(self, tones: Floats, peak: float) -> None:
        if self._windows == 0:
            if self._used == _MOST_COLUMNS:
                self._halve()
            self._used += 1
        at = self._used - 1
        # The loudest of what shares a column: a cry of a second is still seen in an hour.
        np.maximum(self._tones[at], tones, out=self._tones[at])
        self._peaks[at] = max(float(self._peaks[at]), peak)
        self._windows = (self._windows + 1) % self._windows_each

    def _halve(self) -> None:
        half = _MOST_COLUMNS // 2
        self._tones[:half] = np.maximum(self._tones[::2], self._tones[1::2])
        self._peaks[:half] = np.maximum(self._peaks[::2], self._peaks[1::2])
        self._tones[half:], self._peaks[half:] = 0, 0
        self._used, self._windows_each = half, 2 * self._windows_each


def samples_of(frame: "AudioFrame") -> Floats:
    """Return a frame's samples as one channel from -1 to 1. What is not a number becomes silence."""
    array: npt.NDArray[Any] = frame.to_ndarray()
    if not frame.format.is_planar:
        array = array.reshape(-1, max(1, frame.layout.nb_channels)).T
    numbers: Floats = (array[0] if len(array) == 1 else array.mean(axis=0)).astype(np.float32)
    if array.dtype.kind == "u":
        numbers -= np.float32(128)
        numbers /= np.float32(128)
        return numbers
    if array.dtype.kind == "i":
        numbers /= np.float32(1 << (8 * array.dtype.itemsize - 1))
        return numbers
    cleaned: Floats = np.nan_to_num(numbers, posinf=0.0, neginf=0.0).clip(-1.0, 1.0)
    return cleaned


def _wave(peaks: Floats) -> npt.NDArray[np.uint8]:
    loudest = max(float(peaks.max()), 1e-6)
    heights = np.rint(peaks / loudest * (_WAVE_ROWS // 2)).astype(np.int32)
    distance = np.abs(np.arange(_WAVE_ROWS) - _WAVE_ROWS // 2)
    is_drawn = distance[:, None] <= heights[None, :]
    colours = np.array([_GROUND, _WAVE], np.uint8)
    drawn: npt.NDArray[np.uint8] = colours[is_drawn.astype(np.intp)]
    return drawn


def _tones(tones: Floats) -> npt.NDArray[np.uint8]:
    decibels = 10 * np.log10(np.maximum(tones, 1e-12))
    share = np.clip(1 + (decibels - decibels.max()) / _DECIBELS, 0, 1)
    rows = (np.arange(_TONE_ROWS)[::-1] * share.shape[1]) // _TONE_ROWS
    levels = share.T[rows] * (len(_COLOURS) - 1)
    below = np.minimum(levels.astype(np.int32), len(_COLOURS) - 2)
    part = (levels - below)[:, :, None]
    mixed = np.rint(_COLOURS[below] * (1 - part) + _COLOURS[below + 1] * part)
    coloured: npt.NDArray[np.uint8] = mixed.astype(np.uint8)
    return coloured
