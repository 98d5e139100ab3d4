"""What people type when they say why: kept as it was typed, with uniform line breaks."""

from icse.core.errors import IcseError


def typed_reason(text: str, *, least: int = 10, most: int, field: str = "reason") -> str:
    """Return the text with nothing round it.

    :raises IcseError: it is too short or too long, or holds a character that no database keeps.
    """
    clean = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not least <= len(clean) <= most:
        span = f"{least} to {most:,}" if least else f"at most {most:,}"
        raise IcseError(f"Write {span} characters here.", field=field)
    if "\0" in clean:
        raise IcseError("The text holds a null character. Type it again.", field=field)
    return clean
