"""An equality of numbers for which the planner expects nearly every row.

Policies compare each row's audience with those held. With the usual operator the planner takes that for a strong
condition (ten audiences of four hundred) on top of the query's own, expects a handful of rows where there are
millions, and reads them all to sort them. The function behind it is PostgreSQL's own, and leakproof.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_markings_disclosure_and_interest")]
    operations = [
        migrations.RunSQL(
            "CREATE OPERATOR public.=* (FUNCTION = pg_catalog.int4eq, LEFTARG = int4, RIGHTARG = int4, "
            "RESTRICT = neqsel, JOIN = neqjoinsel)",
            "DROP OPERATOR public.=* (int4, int4)",
        )
    ]
