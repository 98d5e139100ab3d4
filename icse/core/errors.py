"""Errors that a person meets, each with a sentence that says what to do."""


class IcseError(Exception):
    """Something that was asked for cannot be done; the message is for the officer who asked."""

    status = 400

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    @property
    def headers(self) -> dict[str, str]:
        """What the answer's headers say of it."""
        return {}


class NotAllowed(IcseError):
    """The officer may see the thing but not do this to it."""

    status = 403


class Conflict(IcseError):
    """Somebody else did something in between that this contradicts."""

    status = 409


class TooOften(IcseError):
    """The officer or the unit has done this as often as the time allows, or does too much at once.

    ``retry_after``: seconds until it makes sense to ask again.
    """

    status = 429
    retry_after = 60

    def __init__(self, message: str, *, field: str | None = None, retry_after: int | None = None) -> None:
        super().__init__(message, field=field)
        self.retry_after = self.retry_after if retry_after is None else retry_after

    @property
    def headers(self) -> dict[str, str]:
        """When to ask again."""
        return {"Retry-After": str(self.retry_after)}
