"""``migrate``: Django's, and then the row security of ``accounts.visibility`` is put in force."""

from typing import Any

from django.conf import settings
from django.core.management.commands.migrate import Command as Migrate
from django.db import connection, transaction

from accounts import definers, visibility
from accounts.reference import load_reference
from icse.core import rowsecurity


class Command(Migrate):
    """Migrate as the owner; afterwards exactly the listed tables are granted, and each row is guarded."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, apply the policies, fill what is counted once, and load countries and audiences."""
        super().handle(*args, **options)
        if args or options.get("app_label") or options.get("plan") or options.get("check_unapplied"):
            return
        with transaction.atomic(), connection.cursor() as cursor:
            rowsecurity.apply(
                visibility.RULES,
                definers.FUNCTIONS,
                definers.SOURCES,
                definers.TRIGGERS,
                definers.SEQUENCES,
                settings.FACT_KEY,
            )
            cursor.execute("SELECT icse_fill_tallies(), icse_fill_holdings()")
        load_reference()
        if options["verbosity"]:
            self.stdout.write(f"Row security is in force on {len(visibility.RULES)} tables.")
