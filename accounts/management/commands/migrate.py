"""``migrate``: Django's, and then the row security of ``accounts.visibility`` is put in force."""

from typing import Any

from django.conf import settings
from django.core.management.commands.migrate import Command as Migrate

from accounts import visibility
from accounts.reference import load_reference
from icse.core import rowsecurity


class Command(Migrate):
    """Migrate as the owner; afterwards exactly the listed tables are granted, and each row is guarded."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, apply the policies, and load what never changes (countries, their national audiences)."""
        super().handle(*args, **options)
        if args or options.get("app_label") or options.get("plan") or options.get("check_unapplied"):
            return
        rowsecurity.apply(
            visibility.RULES,
            visibility.FUNCTIONS,
            visibility.SOURCES,
            visibility.TRIGGERS,
            visibility.SEQUENCES,
            settings.FACT_KEY,
        )
        load_reference()
        if options["verbosity"]:
            self.stdout.write(f"Row security is in force on {len(visibility.RULES)} tables.")
