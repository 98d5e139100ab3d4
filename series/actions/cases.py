"""Opening a case: a seizure or report of the own country."""

from datetime import date

from django.db import IntegrityError, transaction

from accounts.models import Audience, Officer
from accounts.models.owned import owner_fields
from icse.core import audit
from icse.core.doors import action
from icse.core.errors import IcseError, NotAllowed
from series.actions.limits import require_fewer_cases
from series.models import Case


@action
def open_case(
    *,
    national_reference: str,
    exhibit: str = "",
    source: str = "",
    seized_on: date | None = None,
    by: Officer,
) -> Case:
    """Return the own country's case with this reference and exhibit, made if it is not there.

    Source and date of one that is there stay as they are.

    :raises IcseError: there is no reference.
    :raises NotAllowed: the officer's country holds no cases.
    :raises TooOften: the officer has opened too many today.
    """
    reference, exhibit = " ".join(national_reference.split()), " ".join(exhibit.split())
    if not reference:
        raise IcseError("Name the case that the files come from.", field="national_reference")
    national = Audience.objects.filter(kind=Audience.Kind.NATIONAL, owner_id=by.country_id).first()
    if national is None:
        raise NotAllowed("Your country is not connected, so it holds no cases here.")
    wanted = Case.objects.filter(country_id=by.country_id, national_reference=reference, exhibit=exhibit)
    case = Case(
        audience=national,
        national_reference=reference,
        exhibit=exhibit,
        source=source.strip(),
        seized_on=seized_on,
        **owner_fields(by),
    )
    found = wanted.first()
    if found is not None:
        return found
    require_fewer_cases(by)
    return _insert(case) or wanted.get()


def _insert(case: Case) -> Case | None:
    """Save a new case, or return None when another request made it just now."""
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError:
        return None
    audit.record("case.opened", on=case)
    return case
