"""In whose name a command acts."""

from django.core.management.base import CommandError

from accounts.models import Officer
from icse.core.doors import acting_as_system


def officer_of_address(email: str) -> Officer:
    """Return the active, certified officer with this address.

    :raises CommandError: there is none.
    """
    with acting_as_system("command"):
        officer = Officer.objects.select_related("unit", "country").filter(email__iexact=email).first()
    if officer is None:
        raise CommandError("There is no officer with this e-mail address.")
    if not (officer.is_active and officer.is_certified):
        raise CommandError("This officer is not active, or the officer's certificate has run out.")
    return officer
