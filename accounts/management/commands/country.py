"""`manage.py country suspend|readmit|remove CODE`: who takes part."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import actions
from accounts.management.asking import confirm, counted
from accounts.models import Country
from icse.core.doors import acting_as_system
from icse.core.errors import IcseError

_QUESTIONS = {
    "suspend": "{} will see nothing, and everybody there is signed out. Go on?",
    "readmit": "{} will see again what it holds. Go on?",
    "remove": "{} will see nothing, and loses every audience but its own. That cannot be taken back. Go on?",
}


class Command(BaseCommand):
    """Suspend, readmit or remove a country, at once and for every open page."""

    help = (
        "suspend: the country's officers see nothing until it is readmitted; its material stays with whom it was shown "
        "to. readmit: it sees again what it holds; nobody is signed in by it. remove: as suspend, and every audience "
        "but its own national one is taken from it, its units and its officers."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the act, the country, and why."""
        parser.add_argument("act", choices=sorted(_QUESTIONS))
        parser.add_argument("code", metavar="CODE", help="the country's two letters (ISO 3166)")
        parser.add_argument("--reason", choices=actions.REASONS, default="not_given", help="for the record")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, act: str, code: str, reason: str, yes: bool, **options: Any) -> None:
        """Ask, do it, and say what was done in numbers."""
        country = _country(code)
        confirm(_QUESTIONS[act].format(country.name), yes=yes)
        try:
            with acting_as_system("operator"):
                if act == "readmit":
                    ended = actions.readmit_country(country=country)
                elif act == "suspend":
                    ended = actions.suspend_country(country=country, reason_code=reason)
                else:
                    ended = actions.remove_country(country=country, reason_code=reason)
        except IcseError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"{country.name} ({country.pk}): {_words(act, ended)}.")


def _words(act: str, ended: actions.Ended) -> str:
    done = {"suspend": "suspended", "readmit": "readmitted", "remove": "removed"}[act]
    taken = f", {counted(ended.grants, 'grant')} taken" if act == "remove" else ""
    signed_out = f"the sessions of {counted(ended.officers, 'officer')} ended"
    return f"{done}{taken}; {signed_out}, {counted(ended.tokens, 'token')} revoked"


def _country(code: str) -> Country:
    with acting_as_system("operator"):
        found = Country.objects.filter(pk=code.upper()).first()
    if found is None:
        raise CommandError("There is no country with this code. Give two letters of ISO 3166, such as NL.")
    return found
