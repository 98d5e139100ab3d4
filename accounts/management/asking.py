"""What commands that cut somebody off have in common: they ask first."""

from django.core.management.base import CommandError


def confirm(question: str, *, yes: bool) -> None:
    """Go on only if the operator says so.

    :param yes: that was said on the command line.
    :raises CommandError: the answer is not yes, or nobody is there to answer.
    """
    if yes:
        return
    try:
        answer = input(f"{question} [y/N] ")
    except EOFError as error:
        raise CommandError("Nobody is here to ask. Nothing was changed; --yes does it without asking.") from error
    if answer.strip().lower() not in {"y", "yes"}:
        raise CommandError("Nothing was changed.")


def counted(number: int, word: str) -> str:
    """Return a number with its word, such as ``2 tokens``."""
    return f"{number} {word}{'' if number == 1 else 's'}"
