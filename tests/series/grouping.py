"""Rows that the tests of series start from, made the way that officers and workers make them."""

from datetime import date
from hashlib import sha256
from uuid import UUID

from accounts.models import Audience, Officer
from accounts.models.owned import owner_fields
from icse.core.doors import acting_as, acting_as_system
from series import actions
from series.models import Identification, Item, Series, Subject


def make_items(number: int, *, by: Officer, audience: Audience, state: str = "ready", name: str = "room") -> list[Item]:
    """Return items of the officer's country as ingest leaves them, oldest first; a refused one has its reason."""
    with acting_as(by.pk):
        case = actions.open_case(national_reference="NAT-1", by=by)
    made = []
    with acting_as_system("tests"):
        for index in range(number):
            digest = sha256(f"{by.pk} {audience.pk} {name} {index} {Item.objects.count()}".encode()).hexdigest()
            made.append(
                Item.objects.create(
                    audience=audience,
                    case=case,
                    name=f"{name}-{index}.jpg",
                    sha256=digest,
                    sha1=digest[:40],
                    md5=digest[:32],
                    size=1234,
                    state=state,
                    width=640,
                    height=480,
                    **owner_fields(by),
                )
            )
    return made


def make_series(*, by: Officer, audience: Audience, title: str = "Green room", **more: object) -> Series:
    """Return a series that the officer made."""
    with acting_as(by.pk):
        return actions.create_series(title=title, audience=audience, by=by, **more)  # type: ignore[arg-type]


def add(series: Series, role: str, *, by: Officer) -> Subject:
    """Return a subject that the officer added."""
    with acting_as(by.pk):
        return actions.add_subject(series=series, role=role, by=by)


def record(subject: Subject, *, by: Officer, reference: str = "NAT-77") -> Identification:
    """Return an identification that the officer recorded."""
    with acting_as(by.pk):
        return actions.record_identification(
            subject=subject,
            national_reference=reference,
            method=Identification.Method.PLACE,
            identified_on=date(2026, 11, 1),
            source_evaluation="A",
            information_evaluation=1,
            by=by,
        )


def confirm(identification: Identification, *, by: Officer) -> None:
    """Confirm as this officer."""
    with acting_as(by.pk):
        actions.confirm_identification(identification=identification, by=by)


def seen_series(officer: Officer) -> set[UUID]:
    """Return the keys of the series that this officer sees at all."""
    with acting_as(officer.pk):
        return set(Series.objects.values_list("pk", flat=True))
