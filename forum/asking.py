"""Requests to owners, as the database's functions take them. They decide; this only speaks their language."""

from uuid import UUID

from django.db import connection

from accounts.membership import refusals_in_words


def write_request(purpose: str, reference: str, blind: UUID | None, reason: str) -> UUID:
    """Write both copies and the first word; return the key of the own copy.

    What the reference leads to, and whether it leads anywhere, is not told.

    :raises TooOften: the officer's or the unit's requests of a day are used up.
    :raises Conflict: the unit has asked for this already, and waits.
    :raises IcseError: the line of the blind hit is not told to the actor; or a text is too short or too long.
    """
    return UUID(str(_call("SELECT icse_ask_owner(%s, %s, %s, %s)", [purpose, reference, blind, reason])))


def write_answer(request: UUID, state: str, body: str, opened_type: str = "", opened_key: UUID | None = None) -> None:
    """Write the owner's answer into both copies.

    :raises Conflict: it is decided or withdrawn already.
    :raises NotAllowed: the actor may only look at what it is about.
    :raises IcseError: the copy is not the actor's to see.
    """
    _call("SELECT icse_answer_request(%s, %s, %s, %s, %s)", [request, state, body, opened_type, opened_key])


def write_reply(request: UUID, body: str) -> None:
    """Write the asking unit's reply into both copies; as ``write_answer``."""
    _call("SELECT icse_reply_request(%s, %s)", [request, body])


def write_withdrawal(request: UUID) -> None:
    """End the asking unit's request in both copies; as ``write_answer``."""
    _call("SELECT icse_withdraw_request(%s)", [request])


def _call(query: str, values: list[str | UUID | None]) -> object:
    with refusals_in_words(), connection.cursor() as cursor:
        cursor.execute(query, values)
        [found] = cursor.fetchone()
        return found
