"""Errors that a person meets, each with a sentence that says what to do."""


class IcseError(Exception):
    """Something that was asked for cannot be done; the message is for the officer who asked."""

    status = 400

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotAllowed(IcseError):
    """The officer may see the thing but not do this to it."""

    status = 403


class Conflict(IcseError):
    """Somebody else did something in between that this contradicts."""

    status = 409


class TooOften(IcseError):
    """The officer or the unit has done this as often as the time allows."""

    status = 429
