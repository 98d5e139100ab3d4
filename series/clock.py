"""Times within a video or a sound, as people say them. Imported by the decoder too, so it stands alone."""


def clock(seconds: float) -> str:
    """Say a time as players do: 0:07, 1:05, 1:02:03."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def length_of(duration: float | None) -> str:
    """Say how long a video or a sound is; nothing of what has no length."""
    return "" if duration is None else clock(duration)
