"""Looking something up: what is asked is written down, within the day's budget, and a worker is woken if need be."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import partial
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accounts.membership import refusals_in_words
from accounts.models import Audience, Officer
from accounts.models.owned import owner_fields
from icse.core import audit
from icse.core.doors import action
from icse.core.errors import IcseError, TooOften
from icse.core.waking import wake
from series import blobs
from series.models import Lookup
from series.uploads import ReceivedFile

#: The task that answers; a web process does not import it.
ANSWER: Final = "series.tasks.answer_lookup"
#: PDQ finds no more than this (``series.matching.fingerprints``, which a web process does not import).
FURTHEST: Final = 31
MOST_AT_ONCE: Final = 1000
#: Files of one officer that wait for a worker: each lies on the disk, and may take minutes to read.
MOST_WAITING: Final = 5
#: How many hex digits each kind of hash has.
DIGITS: Final = {"md5": 32, "sha1": 40, "sha256": 64, "pdq": 64}
#: What people call them.
LABELS: Final = {"md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256", "pdq": "PDQ", "file": "The file"}
#: Hashes whose kind nobody named are told by their length: of 64 digits are SHA-256, unless they are said to be PDQ.
_KIND_OF: Final = {digits: kind for kind, digits in DIGITS.items() if kind != "pdq"}
#: The digests of a file without a byte: every empty file is the same one.
_OF_NOTHING: Final = frozenset(
    {
        "d41d8cd98f00b204e9800998ecf8427e",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    }
)


@dataclass(frozen=True)
class Asked:
    """One thing that is asked about: its kind (md5, sha1, sha256, pdq, file), its hash, and how far PDQ may differ.

    Of a file the other two hashes are known as well.
    """

    kind: str
    value: str
    distance: int = FURTHEST
    sha1: str = ""
    md5: str = ""

    @property
    def is_near(self) -> bool:
        """Whether a worker compares it by looks."""
        return self.kind in {"pdq", "file"}

    @property
    def label(self) -> str:
        """What its kind is called."""
        return LABELS[self.kind]


def told_by_length(word: str) -> Asked:
    """Return what is asked by a hash whose kind was not named.

    :raises IcseError: it has the length of none.
    """
    word = word.strip()
    kind = _KIND_OF.get(len(word))
    if kind is None:
        raise IcseError(
            f"An MD5 has 32 hex digits, a SHA-1 has 40, a SHA-256 has 64. This has {len(word)}: {word[:70]}",
            field="hashes",
        )
    return Asked(kind, word)


@action
def ask_hashes(*, asked: Sequence[Asked], by: Officer) -> Lookup:
    """Look up hashes, each once, in the order given.

    :raises IcseError: there is none, there are too many, or one is not what its kind says.
    :raises TooOften: the day's budget of the officer or of the country is used up.
    """
    wanted = list(dict.fromkeys(_checked(one) for one in asked))
    if not wanted:
        raise IcseError("Give at least one hash: in hashes, md5, sha1, sha256 or pdq.", field="hashes")
    if len(wanted) > MOST_AT_ONCE:
        raise IcseError(f"Give {MOST_AT_ONCE:,} hashes at most at once.", field="hashes")
    return _ask(wanted, by)


@action
def ask_file(*, received: ReceivedFile, by: Officer) -> Lookup:
    """Look up a file. It lies aside until a worker has read it, and is gone then.

    :raises IcseError: it is empty.
    :raises TooOften: as ``ask_hashes``, or too many of the officer's files wait.
    """
    if not received.digests.size:
        raise IcseError("The file is empty.", field="file")
    digests = received.digests
    lookup = _ask([Asked("file", digests.sha256, FURTHEST, digests.sha1, digests.md5)], by)
    # Nobody of the country asks at the same moment: the budget's lock is held.
    if Lookup.objects.filter(officer=by, has_file=True, state=Lookup.State.WAITING).count() > MOST_WAITING:
        raise TooOften(f"{MOST_WAITING} of your files are being looked up already. Wait until one is answered.")
    blobs.put_aside(received.path, lookup.pk)
    return lookup


def _ask(asked: Sequence[Asked], by: Officer) -> Lookup:
    with refusals_in_words(), connection.cursor() as cursor:
        budgets = [settings.LOOKUPS_OF_AN_OFFICER, settings.LOOKUPS_OF_A_COUNTRY]
        cursor.execute("SELECT icse_take_lookups(%s, %s, %s)", [len(asked), *budgets])
    waits = any(one.is_near for one in asked)
    lookup = Lookup(
        audience=Audience.objects.get(kind=Audience.Kind.NATIONAL, owner_id=by.country_id),
        state=Lookup.State.WAITING if waits else Lookup.State.DONE,
        asked=[astuple(one) if one.kind == "file" else astuple(one)[:3] for one in asked],
        things=len(asked),
        has_file=any(one.kind == "file" for one in asked),
        answered_at=None if waits else timezone.now(),
        **owner_fields(by),
    )
    lookup.save(force_insert=True)
    # How many and of which kind; a hash names a content, which the record never does.
    audit.record("lookup.asked", on=lookup, **Counter(one.kind for one in asked))
    if waits:
        transaction.on_commit(partial(wake, ANSWER, lookup.pk))
    return lookup


def _checked(one: Asked) -> Asked:
    value = one.value.strip().lower()
    digits = DIGITS.get(one.kind)
    if digits is None:
        raise IcseError("Give hashes of the kinds MD5, SHA-1, SHA-256 and PDQ.", field="hashes")
    if not re.fullmatch(f"[0-9a-f]{{{digits}}}", value):
        raise IcseError(f"This is no {one.kind} of {digits} hex digits: {value[:70]}", field=one.kind)
    if value in _OF_NOTHING:
        raise IcseError(f"This is the {one.kind} of an empty file, which is nothing: {value}", field=one.kind)
    if one.kind != "pdq":
        return Asked(one.kind, value)
    if not 0 <= one.distance <= FURTHEST:
        raise IcseError(f"The distance is 0 to {FURTHEST}.", field="distance")
    return Asked(one.kind, value, one.distance)
