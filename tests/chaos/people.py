"""A step in a process of its own: the personas, a token and a case for the officer of each country. Prints JSON."""

import json

import django

django.setup()

from accounts.actions.account import create_token  # noqa: E402 - Django is set up first
from accounts.models import Audience, Officer  # noqa: E402
from icse.core.doors import acting_as, acting_as_system  # noqa: E402
from series.actions import open_case  # noqa: E402
from tests.personas import address, make_people  # noqa: E402

SENDERS = {"NL": "Nora", "FR": "Fleur"}
#: Of the first sender's unit; deletes what it holds.
SUPERVISOR = "Niels"


def _token(name: str) -> str:
    with acting_as_system("tests"):
        officer = Officer.objects.select_related("unit", "country").get(email=address(name))
    with acting_as(officer.pk):
        return create_token(name="chaos", days=1, by=officer)[1]


def _desk(name: str) -> dict[str, str]:
    with acting_as_system("tests"):
        officer = Officer.objects.select_related("unit", "country").get(email=address(name))
    with acting_as(officer.pk):
        return {"token": _token(name), "case": str(open_case(national_reference="CHAOS-1", by=officer).pk)}


def main() -> None:
    """Make what an upload needs, and say what it is."""
    make_people()
    with acting_as_system("tests"):
        audiences = {str(a.owner_id if a.kind == "national" else a.kind): str(a.key) for a in Audience.objects.all()}
    desks = {code: _desk(name) for code, name in SENDERS.items()}
    print(json.dumps({"desks": desks, "supervisor": _token(SUPERVISOR), "audiences": audiences}))  # noqa: T201


if __name__ == "__main__":
    main()
