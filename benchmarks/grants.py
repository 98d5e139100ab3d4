"""The usual way: a grant of django-guardian's for every object and every country that may see it."""

import time

import psycopg

from benchmarks.harness import Benchmark, Figures, show
from benchmarks.world import loaded, step

SERIES = 100_000
_TABLE = "guardian_groupobjectpermission"
_GRANT = f"""
    INSERT INTO {_TABLE} (permission_id, content_type_id, object_pk, group_id)
    SELECT p.id, p.content_type_id, s.id::text, g.group_id
    FROM (SELECT id, audience_id FROM series_series ORDER BY id LIMIT {SERIES}) s
    JOIN accounts_audiencegroupgrant g ON g.content_object_id = s.audience_id
    JOIN auth_permission v ON v.id = g.permission_id AND v.codename = 'view_audience'
    CROSS JOIN auth_permission p WHERE p.codename = 'view_series'
"""
_OWN = "SELECT count(*), pg_total_relation_size('accounts_audiencegroupgrant') FROM accounts_audiencegroupgrant"


def run(full: bool) -> Figures:
    """Grant each series to each country that may see it, ask guardian, and take the grants away again."""
    with loaded(full=full) as (servers, key):
        superuser = servers.superuser_conninfo("bench")
        with psycopg.connect(superuser, autocommit=True) as connection:
            connection.execute(f"TRUNCATE {_TABLE}")
            begun = time.perf_counter()
            rows = connection.execute(_GRANT).rowcount
            granted = time.perf_counter() - begun
            connection.execute(f"ANALYZE {_TABLE}")
            size = connection.execute(f"SELECT pg_total_relation_size('{_TABLE}')").fetchone()
            own = connection.execute(_OWN).fetchone()
            try:
                found = step(servers, key, "grants_step", login="worker", superuser=superuser)
            finally:
                connection.execute(f"TRUNCATE {_TABLE}")
    storage = {
        "guardian, an object": {"grants": rows, "mb": round(size[0] / 1e6, 1), "granted_s": round(granted, 1)},  # type: ignore[index]
        "audiences": {"grants": own[0], "mb": round(own[1] / 1e6, 1)},  # type: ignore[index]
    }
    show("storage", storage)
    show("newest 50 series", found["times"])
    return {"storage": storage, **found}


BENCHMARK = Benchmark(
    "What do audiences save against a grant for each object?",
    "django-guardian's get_objects_for_group on generic grants: what get_objects_for_user asks for a country's group",
    run,
)
