"""`manage.py officer deactivate|reactivate|end-certificate EMAIL`: who may work."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import actions
from accounts.management.asking import confirm, counted
from accounts.models import Officer
from icse.core.doors import acting_as_system
from icse.core.errors import IcseError

_QUESTIONS = {
    "deactivate": "{} will be signed out and let in no more. Go on?",
    "reactivate": "{} may sign in again. Go on?",
    "end-certificate": "{} will be signed out and see nothing until the certificate is renewed. Go on?",
}


class Command(BaseCommand):
    """Deactivate or reactivate an officer, or end the officer's certificate; at once and for every open page."""

    help = (
        "deactivate: sessions and tokens end, and nobody signs in with this address. reactivate: the officer may sign "
        "in again; sessions and tokens do not come back. end-certificate: the officer sees nothing until it is renewed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the act and the officer's address."""
        parser.add_argument("act", choices=sorted(_QUESTIONS))
        parser.add_argument("email", metavar="EMAIL", help="the officer's address, in any case")
        parser.add_argument(
            "--on",
            type=_day,
            metavar="YYYY-MM-DD",
            help="end-certificate: the first day without it, today or before (default: today)",
        )
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, act: str, email: str, on: date | None, yes: bool, **options: Any) -> None:
        """Ask, do it, and say what was done in numbers."""
        if on is not None and act != "end-certificate":
            raise CommandError("--on belongs to end-certificate.")
        officer = _officer(email)
        confirm(_QUESTIONS[act].format(officer.email), yes=yes)
        try:
            with acting_as_system("operator"):
                if act == "deactivate":
                    ended = actions.deactivate_officer(officer=officer)
                elif act == "reactivate":
                    ended = actions.reactivate_officer(officer=officer)
                else:
                    ended = actions.end_certificate(officer=officer, on=on)
        except IcseError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"{officer.email}: {_words(act, ended)}.")


def _words(act: str, ended: actions.Ended) -> str:
    done = {"deactivate": "deactivated", "reactivate": "reactivated", "end-certificate": "certificate ended"}[act]
    return f"{done}; all sessions ended, {counted(ended.tokens, 'token')} revoked"


def _officer(email: str) -> Officer:
    with acting_as_system("operator"):
        found = Officer.objects.filter(email__iexact=email.strip()).first()
    if found is None:
        raise CommandError("There is no officer with this e-mail address.")
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError("write the day as 2026-11-22") from error
