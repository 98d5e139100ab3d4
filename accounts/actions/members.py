"""Who takes part: countries that are suspended, readmitted or removed, officers who leave or whose certificate ends.

Acts of the operator, as the system. Everything goes in one transaction: the database refuses the next statement, the
session stamps are new, the tokens are revoked, and open streams look again and end. What an officer had in hand comes
back to the unit (``icse.core.leaving``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone

from accounts.countries import GENERAL_SECRETARIAT
from accounts.models import ApiToken, Audience, AudienceGroupGrant, AudienceUserGrant, Country, Officer, Unit
from accounts.models.officer import new_stamp
from accounts.reference import connect_country, give
from icse.core import audit, events, leaving
from icse.core.actor import require_actor
from icse.core.doors import action
from icse.core.errors import Conflict, IcseError, NotAllowed

#: Why a country is suspended or removed: codes, since the record holds no text.
REASONS = ("own_request", "security", "agreement", "not_given")
#: Held while grants are written (``icse_write_grant``), so that none is written to a country that is just removed.
_GRANTS_LOCK = 7243004


@dataclass(frozen=True)
class Ended:
    """What an act took, in numbers: officers whose sessions ended, tokens revoked, grants taken."""

    officers: int
    tokens: int
    grants: int = 0


@action
def suspend_country(*, country: Country, reason_code: str = "not_given") -> Ended:
    """Let a country's officers see nothing until it is readmitted. Its grants and its material stay as they are.

    :raises Conflict: it does not take part.
    """
    found = _locked_country(country, reason_code)
    if not found.is_connected:
        raise Conflict(f"{found.name} does not take part now.")
    Country.objects.filter(pk=found.pk).update(is_connected=False)
    ended = _end_access(Officer.objects.filter(country=found))
    audit.record("country.suspended", on=found, reason=reason_code, officers=ended.officers, tokens=ended.tokens)
    _tell_everybody(found)
    return ended


@action
def readmit_country(*, country: Country) -> Ended:
    """Give a suspended or removed country its sight back: what it held, or what every country holds.

    Nobody is signed in by it: sessions and tokens that were made meanwhile end too. What others gave to a country
    that was removed is theirs to give again.

    :raises Conflict: it takes part.
    :raises IcseError: it never has.
    """
    found = _locked_country(country)
    if found.is_connected:
        raise Conflict(f"{found.name} takes part already.")
    if not Audience.objects.filter(kind=Audience.Kind.NATIONAL, owner=found).exists():
        raise IcseError(f"{found.name} has never taken part.")
    connect_country(found.pk)
    for group in Audience.objects.filter(kind=Audience.Kind.GROUP, owner=found, named_only=False):
        give(group, found.group)  # a country always holds the audiences that it owns
    ended = _end_access(Officer.objects.filter(country=found))
    audit.record("country.readmitted", on=found, officers=ended.officers, tokens=ended.tokens)
    _tell_everybody(found)
    return ended


@action
def remove_country(*, country: Country, reason_code: str = "not_given") -> Ended:
    """Suspend a country, and take every audience from it, its units and its officers but its own national one.

    :raises Conflict: it does not take part, and holds nothing that could be taken.
    """
    found = _locked_country(country, reason_code)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_GRANTS_LOCK])
    grants = _take_grants(found)
    if not (found.is_connected or grants):
        raise Conflict(f"{found.name} does not take part, and holds no audience but its own.")
    Country.objects.filter(pk=found.pk).update(is_connected=False)
    ended = _end_access(Officer.objects.filter(country=found))
    numbers = {"officers": ended.officers, "tokens": ended.tokens, "grants": grants}
    audit.record("country.removed", on=found, reason=reason_code, **numbers)
    _tell_everybody(found)
    return Ended(**numbers)


@action
def deactivate_officer(*, officer: Officer) -> Ended:
    """Let an officer in no more. What was uploaded in the officer's name goes on.

    :raises Conflict: the officer is inactive already.
    """
    if not _locked_officer(officer).is_active:
        raise Conflict("This officer is inactive already.")
    Officer.objects.filter(pk=officer.pk).update(is_active=False)
    ended = _end_access(Officer.objects.filter(pk=officer.pk))
    returned = leaving.leave([officer.pk])
    audit.record("officer.deactivated", on=officer, tokens=ended.tokens, returned=returned)
    _tell_unit(officer)
    return ended


@action
def reactivate_officer(*, officer: Officer) -> Ended:
    """Let an officer sign in again; sessions and tokens of before do not come back.

    :raises Conflict: the officer is active.
    """
    if _locked_officer(officer).is_active:
        raise Conflict("This officer is active already.")
    Officer.objects.filter(pk=officer.pk).update(is_active=True)
    ended = _end_access(Officer.objects.filter(pk=officer.pk))
    audit.record("officer.reactivated", on=officer, tokens=ended.tokens)
    _tell_unit(officer)
    return ended


@action
def end_certificate(*, officer: Officer, on: date | None = None) -> Ended:
    """End an officer's certificate at once.

    :param on: the first day without it; today, or a day that has passed.
    :raises IcseError: the day has not come yet.
    :raises Conflict: it has ended by then already.
    """
    today = timezone.now().date()
    last = (on or today) - timedelta(days=1)
    if last >= today:
        raise IcseError("This day has not come yet. A certificate is ended today, or for a day that has passed.")
    if _locked_officer(officer).certified_until <= last:
        raise Conflict("This officer's certificate has ended by then already.")
    Officer.objects.filter(pk=officer.pk).update(certified_until=last)
    ended = _end_access(Officer.objects.filter(pk=officer.pk))
    returned = leaving.leave([officer.pk])
    facts = {"tokens": ended.tokens, "returned": returned}
    audit.record("officer.certificate_ended", on=officer, last_day=last.isoformat(), **facts)
    _tell_unit(officer)
    return ended


def _locked_country(country: Country, reason_code: str = "not_given") -> Country:
    """Return the country as it stands, alone with it until the end of the transaction."""
    _require_system()
    if reason_code not in REASONS:
        raise IcseError(f"Give one of these reasons: {', '.join(REASONS)}.")
    if country.pk == GENERAL_SECRETARIAT:
        raise IcseError("The General Secretariat is no member country. Deactivate its officers one by one.")
    return Country.objects.select_related("group").select_for_update(of=("self",), no_key=True).get(pk=country.pk)


def _locked_officer(officer: Officer) -> Officer:
    _require_system()
    return Officer.objects.select_for_update(no_key=True).get(pk=officer.pk)


def _require_system() -> None:
    if not require_actor().is_system:
        raise NotAllowed("Only the operator of the service decides who takes part.")


def _end_access(officers: Iterable[Officer]) -> Ended:
    """End every session of these officers, and every token."""
    found = list(officers)
    for one in found:
        one.session_stamp = new_stamp()
    Officer.objects.bulk_update(found, ["session_stamp"])
    tokens = list(ApiToken.objects.filter(officer__in=found, revoked_at=None))
    ApiToken.objects.filter(pk__in=[token.pk for token in tokens]).update(revoked_at=timezone.now())
    for token in tokens:
        audit.record("token.revoked", on=token, by_its_officer=False)
    return Ended(len(found), len(tokens))


def _take_grants(country: Country) -> int:
    """Take what the country, its units and its officers hold, but for their national audience. Return how many."""
    national = Audience.objects.filter(kind=Audience.Kind.NATIONAL, owner=country)
    groups = [country.group_id, *Unit.objects.filter(country=country).values_list("group_id", flat=True)]
    shared = AudienceGroupGrant.objects.filter(group__in=groups).exclude(content_object__in=national)
    single = AudienceUserGrant.objects.filter(user__country=country).exclude(content_object__in=national)
    return shared.delete()[0] + single.delete()[0]


def _tell_everybody(country: Country) -> None:
    """Have open pages look again: the country's own, and everybody's, which list who takes part."""
    units = list(Unit.objects.filter(country=country).values_list("pk", flat=True))
    built_in = Audience.objects.filter(kind=Audience.Kind.MEMBERS) | Audience.objects.filter(
        kind=Audience.Kind.NATIONAL, owner=country
    )
    _tell(units, built_in.values_list("pk", flat=True))


def _tell_unit(officer: Officer) -> None:
    """Have the pages of the officer, and of colleagues who see the officer listed, look again."""
    national = Audience.objects.filter(kind=Audience.Kind.NATIONAL, owner_id=officer.country_id)
    _tell([officer.unit_id], national.values_list("pk", flat=True))


def _tell(units: list[UUID], audiences: Iterable[int]) -> None:
    for audience in audiences if units else ():
        events.publish(events.SIGHT_CHANGED, objects=units, audiences=[audience])
