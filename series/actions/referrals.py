"""Handing a series to the country where it was probably made, and each step after it.

The database's functions write both copies; this says who may, what goes, and who hears of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction

from accounts.membership import refusals_in_words
from accounts.models import Country, Officer
from accounts.permissions import require
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import IcseError
from icse.core.waking import wake
from series.actions.rights import require_contribution, require_own
from series.actions.words import typed_reason
from series.exchange.referral_json import referral_document
from series.models import Indication, Item, Referral, ReferralStep, Series, Subject
from series.models.referral import referral_reference
from series.queries.referrals import OFFERED, sendable

LONGEST_WORD = 2000
MOST_FILES = OFFERED
PACK = "series.tasks.pack_referral"

Kind = ReferralStep.Kind
#: What the owner's side does; everything else is the receiving country's.
OF_THE_OWNER = frozenset({Kind.WITHDRAWN, Kind.HANDED_OVER})
#: Steps that anybody takes; the others are the machine's.
STEPS = frozenset(
    {
        Kind.ACKNOWLEDGED,
        Kind.ACCEPTED,
        Kind.DECLINED,
        Kind.PASSED_ON,
        Kind.REPORTED,
        Kind.WITHDRAWN,
        Kind.HANDED_OVER,
    }
)


@dataclass(frozen=True)
class Chosen:
    """What the owner lets go with a referral."""

    items: Sequence[Item] = ()
    subjects: Sequence[Subject] = ()
    indications: Sequence[Indication] = ()
    with_summary: bool = False
    originals: bool = False


@action
def refer_series(
    *,
    series: Series,
    to_country: Country,
    chosen: Chosen,
    note: str = "",
    earlier: Referral | None = None,
    by: Officer,
) -> Referral:
    """Refer an own series to a country, with what was chosen and nothing else. Return the own copy.

    A country that takes no part is sent nothing: a package is prepared for its national bureau.

    :param earlier: the referral in which this country was proposed.
    :raises NotAllowed: another country owns the series, or a file may not be passed on.
    :raises Conflict: it is solved, withheld from there, or referred there already.
    :raises IcseError: it is for named officers only; something chosen is not of it; a text is too long.
    """
    require(by, "referral.send")
    require_own(series, by, "Only the country that owns a series refers it.")
    require_contribution(series.audience_id)
    words = typed_reason(note, least=0, most=LONGEST_WORD, field="note")
    _check(series, chosen, by)
    reference = referral_reference()
    document = referral_document(
        series=series,
        reference=reference,
        to_country=to_country,
        items=chosen.items,
        subjects=chosen.subjects,
        indications=chosen.indications,
        summary=series.summary if chosen.with_summary else "",
        originals=chosen.originals,
        note=words,
        officer=by,
    )
    made = _write(series, to_country, reference, words, document, chosen, earlier)
    referral = Referral.objects.get(pk=made)
    audit.record("referral.sent", on=referral, series=str(series.pk), to=to_country.pk, files=len(chosen.items))
    events.publish_referral_changed(referral.pk)
    transaction.on_commit(partial(wake, PACK, referral.pk))
    return referral


@action
def step_referral(*, referral: Referral, step: str, body: str = "", code: str = "", by: Officer) -> None:
    """Take one step of a referral, as the side whose step it is.

    :param step: one of ``STEPS``.
    :param code: another country, an outcome, or the day of handing over, as the step needs.
    :raises NotAllowed: it is the other side's step, or the duty unit's.
    :raises Conflict: it stands elsewhere by now.
    :raises IcseError: the reason is missing or too long, or the code unknown.
    """
    if step not in STEPS:
        raise IcseError("There is no such step.", field="step")
    require(by, "referral.send" if step in OF_THE_OWNER else "referral.answer")
    words = typed_reason(body, least=0, most=LONGEST_WORD, field="body")
    code = _checked(code, step)
    _call("SELECT icse_step_referral(%s, %s, %s, %s)", [referral.pk, step, words, code])
    audit.record("referral.stepped", on=referral, step=step, code=code)
    events.publish_referral_changed(referral.pk)


def _checked(code: str, step: str) -> str:
    """Return the code as the step keeps it. Which country may be proposed, the database says."""
    if step == Kind.HANDED_OVER:
        try:
            return date.fromisoformat(code).isoformat()
        except ValueError as error:
            raise IcseError("Write the day of handing over like this: 2026-01-31.", field="code") from error
    if step == Kind.REPORTED and code not in Referral.Outcome.values:
        raise IcseError("Choose what became of it.", field="code")
    if step not in (Kind.PASSED_ON, Kind.REPORTED) and code:
        raise IcseError("This step takes no code.", field="code")
    return code


def _check(series: Series, chosen: Chosen, by: Officer) -> None:
    if len(chosen.items) > MOST_FILES:
        raise IcseError(f"One referral takes {MOST_FILES} files at most.", field="items")
    allowed = sendable(series, chosen.items, by)
    if any(item.pk not in allowed for item in chosen.items):
        raise IcseError("One of these files may not be passed on, or is not in the series.", field="items")
    of = {one.series_id for one in chosen.subjects} | {one.series_id for one in chosen.indications}
    if of - {series.pk}:
        raise IcseError("Something that you chose is not of this series.")


def _write(
    series: Series,
    to_country: Country,
    reference: str,
    note: str,
    document: dict[str, object],
    chosen: Chosen,
    earlier: Referral | None,
) -> UUID:
    keys = [item.pk for item in chosen.items]
    told = models.JSONField().get_db_prep_value(document, connection)
    wanted = ArrayField(models.UUIDField()).get_db_prep_value(keys, connection)
    values: list[Any] = [series.pk, to_country.pk, reference, note, told, wanted, chosen.originals]
    values += [earlier.pk if earlier else None, settings.REFERRAL_HOURS]
    found = _call("SELECT icse_refer(%s, %s, %s, %s, %s::jsonb, %s::uuid[], %s, %s, %s)", values)
    return UUID(str(found))


def _call(query: str, values: list[Any]) -> object:
    with refusals_in_words(), connection.cursor() as cursor:
        cursor.execute(query, values)
        [found] = cursor.fetchone()
        return found
