"""Look-ups for the tests: asked by the same actions as the pages use, and answered as a worker does."""

from accounts.models import Officer
from icse.core.doors import acting_as, acting_as_system
from series import actions
from series.actions.lookups import Asked
from series.ingest.work import Tools
from series.matching.lookups import answer
from series.models import Fingerprint, Item, Lookup
from series.queries.lookups import LookupAnswer, all_lookups, answers_of
from series.uploads import receive_bytes

Found = list[tuple[str, str, object, int]]


def ask(by: Officer, *asked: tuple[str, str] | tuple[str, str, int]) -> Lookup:
    """Ask about hashes."""
    with acting_as(by.pk):
        return actions.ask_hashes(asked=[Asked(*one) for one in asked], by=by)


def ask_file(by: Officer, content: bytes) -> Lookup:
    """Ask about a file."""
    received = receive_bytes(content, "picture.jpg")
    with acting_as(by.pk):
        return actions.ask_file(received=received, by=by)


def answers(by: Officer, lookup: Lookup, tools: Tools | None = None) -> list[LookupAnswer]:
    """Return the answers as this officer reads them now; with tools, after a worker."""
    if tools is not None:
        answer(lookup.pk, tools)
    with acting_as(by.pk):
        return answers_of(all_lookups().get(pk=lookup.pk))


def found(answered: list[LookupAnswer]) -> Found:
    """Return what was found: kind of what was asked, kind of match, item, distance."""
    return [(one.asked.kind, match.kind, match.other.pk, match.distance) for one in answered for match in one.matches]


def pdq_of(item: Item) -> str:
    """Return the PDQ of an item that is ready."""
    with acting_as_system("tests"):
        return bytes(Fingerprint.objects.get(media__items=item.pk).bits).hex()
