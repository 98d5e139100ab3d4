"""What people type: plain text with line breaks, kept as it was typed."""

from icse.core.errors import IcseError


def typed_text(text: str, *, most: int, field: str, missing: str) -> str:
    """Return the text with uniform line breaks and nothing round it.

    :param most: the longest it may be, in characters.
    :param missing: the sentence for an empty text.
    :raises IcseError: it is empty, or too long, or holds a character that no database keeps.
    """
    clean = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not clean:
        raise IcseError(missing, field=field)
    if len(clean) > most:
        raise IcseError(f"This is {len(clean):,} characters long; at most {most:,} can be kept.", field=field)
    if "\0" in clean:
        raise IcseError("The text holds a null character. Type it again.", field=field)
    return clean
