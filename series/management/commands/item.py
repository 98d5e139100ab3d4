"""`manage.py item delete KEY`: what the page does, in an officer's name."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from accounts.management.asking import confirm
from accounts.models import Officer
from accounts.permissions import require
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import IcseError
from series import actions
from series.models import Stone
from series.queries.items import all_items


class Command(BaseCommand):
    """Delete an item as an officer of its country."""

    help = (
        "delete: the file, its previews, crops, matches and places in series go, for everybody; a record of it stays "
        "in the case and says who, when and why. A worker carries it out. That cannot be taken back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the act, the item, in whose name, and why."""
        parser.add_argument("act", choices=["delete"])
        parser.add_argument("key", type=UUID, metavar="KEY", help="the item's key, as in its address")
        parser.add_argument("--officer", required=True, metavar="EMAIL", help="in whose name")
        parser.add_argument("--reason", required=True, choices=Stone.Reason.values)
        parser.add_argument("--note", default="", help="what the reason needs; stays with the case")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, key: UUID, officer: str, reason: str, note: str, yes: bool, **options: Any) -> None:
        """Ask, and give the order."""
        by = _officer(officer)
        confirm("The file goes for everybody. That cannot be taken back. Go on?", yes=yes)
        try:
            with acting_as(by.pk):
                item = all_items().filter(pk=key).first()
                if item is None:
                    raise CommandError("The officer sees no item with this key.")
                require(by, "item.delete")
                actions.delete_item(item=item, reason=reason, note=note, by=by)
        except IcseError as error:
            raise CommandError(error.message) from error
        self.stdout.write("The item is being deleted. A record of it stays in its case.")


def _officer(email: str) -> Officer:
    with acting_as_system("item command"):
        found = Officer.objects.select_related("unit", "country").filter(email__iexact=email).first()
    if found is None or not (found.is_active and found.is_certified):
        raise CommandError("There is no active, certified officer with this e-mail address.")
    return found
