"""Where a series was probably made, what follows from it, and whether abuse probably goes on: a part of its page."""

from dataclasses import dataclass, field

from accounts.models import Country, Officer
from accounts.permissions import may
from series.models import Acknowledgement, Alert, Indication, Referral, Series, Withholding
from series.queries.referrals import referrals_of, standing_indications

#: So many are read; a country makes 20 at most.
MOST_SHOWN = 500
OPEN = (
    Referral.State.SENT,
    Referral.State.RECEIVED,
    Referral.State.ACCEPTED,
    Referral.State.PREPARED,
    Referral.State.HANDED_OVER,
)


@dataclass
class Place:
    """What is said of one country, newest first; to the owner also what was done about it."""

    country: Country
    indications: list[Indication] = field(default_factory=list)
    withheld: Withholding | None = None
    referral: Referral | None = None
    may_refer: bool = False

    @property
    def countries(self) -> int:
        """How many countries say so."""
        return len({one.country_id for one in self.indications})

    @property
    def best(self) -> str:
        """The surest evaluation, such as A1."""
        marks = [f"{one.source_evaluation}{one.information_evaluation}" for one in self.indications]
        return min(marks, default="")


@dataclass(frozen=True)
class Where:
    """All of it, for one reader."""

    places: list[Place]
    referrals: list[Referral]
    withholdings: list[Withholding]
    alert: Alert | None
    answers: list[Acknowledgement]
    answered: bool
    owns: bool


def where_of(series: Series, officer: Officer, *, contributes: bool) -> Where:
    """Return it. Five queries at most; those of the owner are asked for the owner only."""
    owns = contributes and series.country_id == officer.country_id and may(officer, "referral.send")
    mine = series.country_id == officer.country_id
    referrals = referrals_of(series) if mine else []
    withheld = _withholdings(series) if mine else []
    alert = _standing(series)
    answers = answers_to(alert) if alert else []
    return Where(
        places=_places(series, referrals, withheld, owns),
        referrals=referrals,
        withholdings=withheld,
        alert=alert,
        answers=answers,
        answered=any(one.unit_id == officer.unit_id for one in answers),
        owns=owns,
    )


def answers_to(alert: Alert) -> list[Acknowledgement]:
    """Return what units answered to a flag, oldest first."""
    rows = Acknowledgement.objects.filter(alert=alert).select_related("country", "unit")
    return list(rows.order_by("pk")[:MOST_SHOWN])


def _places(series: Series, referrals: list[Referral], withheld: list[Withholding], owns: bool) -> list[Place]:
    """Group what is said by country, most said first."""
    found: dict[str, Place] = {}
    for one in standing_indications(series)[:MOST_SHOWN]:
        found.setdefault(one.made_in_id, Place(one.made_in)).indications.append(one)
    kept = {one.to_country_id: one for one in withheld}
    under_way = {one.to_country_id: one for one in reversed(referrals) if one.state in OPEN}
    for code, place in found.items():
        place.withheld, place.referral = kept.get(code), under_way.get(code)
        free = place.withheld is None and place.referral is None and code != series.country_id
        place.may_refer = owns and series.is_active and free
    return sorted(found.values(), key=lambda place: (-place.countries, -len(place.indications)))


def _withholdings(series: Series) -> list[Withholding]:
    rows = Withholding.objects.filter(series=series, ended_at=None)
    return list(rows.select_related("to_country", "unit").order_by("pk"))


def _standing(series: Series) -> Alert | None:
    rows = Alert.objects.filter(series=series, withdrawn_at=None)
    return rows.select_related("country", "unit").first() if series.ongoing_suspected else None
