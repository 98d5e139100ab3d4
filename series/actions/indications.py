"""Saying in which country a series was probably made, and to which countries it is not referred."""

from collections.abc import Sequence

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Audience, Country, Officer
from accounts.models.owned import owner_fields
from accounts.permissions import require
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import Conflict, IcseError
from series.actions.rights import require_contribution, require_own
from series.actions.words import typed_reason
from series.models import Identification, Indication, Series, Withholding

LONGEST_REASON = 2000
LONGEST_WITHHOLDING = 500
#: A country's indications of one series: so many at a time, and so many with those that it withdrew.
MOST_STANDING, MOST_INDICATIONS = 20, 100
#: Rows of the reference that stand for no country.
NO_PLACE = ("XG",)
SOLVED = "This series is solved. Nothing of it is sought any more."


@action
def indicate_country(
    *,
    series: Series,
    made_in: Country,
    kinds: Sequence[str],
    reason: str,
    source_evaluation: str,
    information_evaluation: int,
    by: Officer,
) -> Indication:
    """Say that a series was probably made in a country; who sees the series sees it, and its owner may refer it there.

    :raises NotAllowed: the series may not be contributed to.
    :raises IcseError: a kind or an evaluation is unknown, or the reason too short or too long.
    :raises Conflict: the series is solved, or the country has said as much of it as it may.
    """
    require(by, "indication.make")
    require_contribution(series.audience_id)
    words = typed_reason(reason, most=LONGEST_REASON)
    _check(made_in, kinds, source_evaluation, information_evaluation)
    hold(f"indications of {by.country_id} in {series.pk}")
    require_active(series)
    _make_room(series, by)
    indication = Indication(
        series=series,
        audience_id=series.audience_id,
        made_in=made_in,
        kinds=sorted(set(kinds)),
        reason=words,
        source_evaluation=source_evaluation,
        information_evaluation=information_evaluation,
        **owner_fields(by),
    )
    indication.save(force_insert=True)
    audit.record("indication.made", on=series, indication=str(indication.pk), made_in=made_in.pk)
    events.publish("series.changed", objects=[series.pk, indication.pk], audiences=[series.audience_id])
    return indication


@action
def withdraw_indication(*, indication: Indication, by: Officer) -> None:
    """Take an indication of the own country back; that it was made stays known.

    :raises NotAllowed: another country made it, or the series may not be contributed to.
    :raises Conflict: it was withdrawn already.
    """
    require(by, "indication.make")
    require_own(indication, by, "Only the country that made this indication may withdraw it.")
    require_contribution(indication.audience_id)
    if not Indication.objects.filter(pk=indication.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        raise Conflict("This indication has been withdrawn already.")
    audit.record("indication.withdrawn", on=indication, series=str(indication.series_id))
    events.publish("series.changed", objects=[indication.series_id, indication.pk], audiences=[indication.audience_id])


@action
def withhold_series(*, series: Series, to_country: Country, reason: str, by: Officer) -> Withholding:
    """Say that an own series is not referred to a country, and why. Nobody outside the own country learns of it.

    :raises NotAllowed: another country owns the series, or its audience may only be looked at.
    :raises Conflict: it is withheld from there already.
    """
    require(by, "referral.send")
    require_own(series, by, "Only the country that owns this series may withhold it.")
    require_contribution(series.audience_id)
    words = " ".join(typed_reason(reason, most=LONGEST_WITHHOLDING).split())
    if to_country.pk == by.country_id or to_country.pk in NO_PLACE:
        raise IcseError("Choose another country.", field="to_country")
    national = Audience.objects.get(kind=Audience.Kind.NATIONAL, owner_id=by.country_id)
    withholding = Withholding(
        series=series,
        series_audience_id=series.audience_id,
        audience=national,
        to_country=to_country,
        reason=words,
        **owner_fields(by),
    )
    _take_turn(series, to_country)
    try:
        with transaction.atomic():
            withholding.save(force_insert=True)
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") != "withheld_once":
            raise
        raise Conflict("Your country withholds this series from there already.") from error
    audit.record("withholding.made", on=series, withholding=str(withholding.pk), to=to_country.pk)
    events.publish("series.changed", objects=[series.pk], audiences=[series.audience_id, national.pk])
    return withholding


@action
def end_withholding(*, withholding: Withholding, by: Officer) -> None:
    """Withhold no more.

    :raises NotAllowed: the series may not be contributed to.
    :raises Conflict: that has ended already.
    """
    require(by, "referral.send")
    require_contribution(withholding.series_audience_id)
    if not Withholding.objects.filter(pk=withholding.pk, ended_at=None).update(ended_at=timezone.now()):
        raise Conflict("This has ended already.")
    audit.record("withholding.ended", on=withholding, series=str(withholding.series_id))
    audiences = [withholding.series_audience_id, withholding.audience_id]
    events.publish("series.changed", objects=[withholding.series_id], audiences=audiences)


def require_active(series: Series) -> None:
    """Go on only if somebody in the series is still to be found.

    :raises Conflict: it is solved.
    """
    series.refresh_from_db(fields=["active_for_victims", "active_for_offenders"])
    if not series.is_active:
        raise Conflict(SOLVED)


def hold(what: str) -> None:
    """Put all who act on one thing in order, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])


def _make_room(series: Series, by: Officer) -> None:
    own = list(Indication.objects.filter(series=series, country=by.country_id).values_list("withdrawn_at", flat=True))
    if own.count(None) >= MOST_STANDING or len(own) >= MOST_INDICATIONS:
        raise Conflict(f"Your country has {MOST_STANDING} indications of this series. Withdraw one first.")


def _check(made_in: Country, kinds: Sequence[str], source: str, information: int) -> None:
    if made_in.pk in NO_PLACE:
        raise IcseError("Choose a country.", field="made_in")
    if not kinds or not set(kinds) <= set(Indication.Kind.values):
        raise IcseError("Choose what speaks for it.", field="kinds")
    if source not in Identification.SourceEvaluation.values:
        raise IcseError("Choose how reliable the source is.", field="source_evaluation")
    if information not in Identification.InformationEvaluation.values:
        raise IcseError("Choose how sure the information is.", field="information_evaluation")


def _take_turn(series: Series, to_country: Country) -> None:
    """Wait for who refers the series there, as ``icse_send_referral`` waits: it is sent before, or refused."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('referral of ' || %s::uuid::text || ' to ' || %s::text, 0))",
            [series.pk, to_country.pk],
        )
