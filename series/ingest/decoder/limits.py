"""How much one file may take while it is decoded."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The limits of one job. Going over one refuses that file and nothing else."""

    pixels: int = 200_000_000  # told from the header, before anything is decoded
    frames: int = 1000  # no more are counted or looked at, however many there are
    wall_seconds: float = 30.0  # kept by the parent, which kills
    cpu_seconds: int = 25
    memory_bytes: int = 2 << 30  # address space, the interpreter and the file itself included
    file_bytes: int = 64 << 20  # the largest file that may be written
    reply_bytes: int = 1 << 20
    # Of a video so many are decoded frame by frame, then key frames only. Twenty minutes of 1080p at 25 frames a
    # second, two hours of what telephones sent ten years ago; some three minutes of one core.
    whole_pixels: int = 20 * 60 * 25 * 1920 * 1080
