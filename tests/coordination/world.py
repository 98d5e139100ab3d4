"""Confirmed identifications, made by the system, for tests of figures."""

from datetime import UTC, date, datetime, time

from accounts.models import Audience, Country, Officer, Unit
from accounts.models.owned import owner_fields
from icse.core.doors import acting_as_system
from series.models import Case, Identification, Series, Subject


def make_subjects(by: Officer, audience: Audience, role: str, count: int) -> list[Subject]:
    """Return subjects of a new series of this officer's."""
    with acting_as_system("tests"):
        series = Series.objects.create(title="rooms", audience=audience, **owner_fields(by))
        return [
            Subject.objects.create(series=series, audience=audience, role=role, label=f"{role} {n}", **owner_fields(by))
            for n in range(count)
        ]


def confirm(subject: Subject, by: Officer, second: Officer, on: date) -> Identification:
    """Return an identification that was confirmed on this day, whatever the officers' roles."""
    with acting_as_system("tests"):
        case, _ = Case.objects.get_or_create(
            country_id=by.country_id,
            national_reference="REF",
            defaults={"audience_id": subject.audience_id, "unit_id": by.unit_id, "officer_id": by.pk},
        )
        return Identification.objects.create(
            subject=subject,
            audience_id=subject.audience_id,
            case=case,
            method="clue",
            identified_on=on,
            source_evaluation="A",
            information_evaluation=1,
            confirmed_by=second,
            confirmed_at=datetime.combine(on, time(12), UTC),
            **owner_fields(by),
        )


def make_officer(country: str, name: str) -> Officer:
    """Return an analyst of a country that has none yet."""
    with acting_as_system("tests"):
        home = Country.objects.select_related("group").get(pk=country)
        unit, _ = Unit.objects.get_or_create(name=f"Unit {country}", country=home, group=home.group)
        return Officer.objects.create(
            email=f"{name}@example.invalid",
            name=name,
            unit=unit,
            country=home,
            role=Officer.Role.ANALYST,
            certified_until=date(2099, 1, 1),
        )
