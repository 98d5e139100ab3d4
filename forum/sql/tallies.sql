-- How much each unit has done, by week and by the audiences that see it (accounts/models/tally.py). Here since it counts
-- across the apps. Owned by icse_definer. Additions and answers count where the series or the request is another
-- country's; what is given (contributions) are pictures placed in the own country's series.

CREATE OR REPLACE FUNCTION icse_week(moment timestamptz) RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT date_trunc('week', moment AT TIME ZONE 'UTC')::date
$$;

CREATE OR REPLACE FUNCTION icse_tallied(one uuid, since timestamptz, until timestamptz)
RETURNS TABLE (kind text, week date, audience int, other int, number bigint)
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- What a unit has done between two moments, counted from the rows themselves. Called by the functions beside it only.
    SELECT w.kind, date_trunc('week', w.at AT TIME ZONE 'UTC')::date, w.audience, w.other, count(*) FROM (
        SELECT 'case' AS kind, c.created_at AS at, c.audience_id AS audience, NULL::int AS other FROM series_case c
        WHERE c.unit_id = one AND c.created_at >= since AND c.created_at < until
        UNION ALL
        SELECT 'item', i.created_at, i.audience_id, NULL FROM series_item i
        WHERE i.unit_id = one AND i.created_at >= since AND i.created_at < until
        UNION ALL
        SELECT 'series', s.created_at, s.audience_id, NULL FROM series_series s
        WHERE s.unit_id = one AND s.created_at >= since AND s.created_at < until
        UNION ALL
        SELECT CASE WHEN s.country_id = p.country_id THEN 'given' ELSE 'addition' END, p.created_at,
               p.series_audience_id, p.item_audience_id
        FROM series_placement p JOIN series_series s ON s.id = p.series_id
        WHERE p.unit_id = one AND p.created_at >= since AND p.created_at < until
        UNION ALL
        SELECT 'addition', b.created_at, b.audience_id, NULL
        FROM series_subject b JOIN series_series s ON s.id = b.series_id AND s.country_id <> b.country_id
        WHERE b.unit_id = one AND b.created_at >= since AND b.created_at < until
        UNION ALL
        SELECT 'addition', c.created_at, c.audience_id, NULL
        FROM series_claim c JOIN series_subject b ON b.id = c.subject_id
        JOIN series_series s ON s.id = b.series_id AND s.country_id <> c.country_id
        WHERE c.unit_id = one AND c.created_at >= since AND c.created_at < until
        UNION ALL
        SELECT 'addition', f.created_at, f.audience_id, NULL
        FROM series_identification f JOIN series_subject b ON b.id = f.subject_id
        JOIN series_series s ON s.id = b.series_id AND s.country_id <> f.country_id
        WHERE f.unit_id = one AND f.created_at >= since AND f.created_at < until
        UNION ALL
        SELECT 'answer', p.created_at, p.audience_id, NULL
        FROM forum_post p JOIN forum_thread t ON t.id = p.thread_id AND t.country_id <> p.country_id
        WHERE p.unit_id = one AND p.created_at >= since AND p.created_at < until
    ) w GROUP BY 1, 2, 3, 4
$$;

CREATE OR REPLACE FUNCTION icse_tally_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- After rows were added, once a statement: a row for each unit, week and audience. Nothing is updated, so nobody waits.
BEGIN
    IF TG_TABLE_NAME IN ('series_case', 'series_item', 'series_series') THEN
        INSERT INTO accounts_tally (id, unit_id, kind, week, audience_id, number)
        SELECT gen_random_uuid(), a.unit_id, substr(TG_TABLE_NAME, 8), icse_week(a.created_at), a.audience_id, count(*)
        FROM added a GROUP BY a.unit_id, icse_week(a.created_at), a.audience_id;
    ELSIF TG_TABLE_NAME = 'series_placement' THEN
        INSERT INTO accounts_tally (id, unit_id, kind, week, audience_id, other_audience_id, number)
        SELECT gen_random_uuid(), a.unit_id, CASE WHEN s.country_id = a.country_id THEN 'given' ELSE 'addition' END,
               icse_week(a.created_at), a.series_audience_id, a.item_audience_id, count(*)
        FROM added a JOIN series_series s ON s.id = a.series_id
        GROUP BY a.unit_id, s.country_id = a.country_id, icse_week(a.created_at), a.series_audience_id,
                 a.item_audience_id;
    ELSIF TG_TABLE_NAME = 'series_subject' THEN
        INSERT INTO accounts_tally (id, unit_id, kind, week, audience_id, number)
        SELECT gen_random_uuid(), a.unit_id, 'addition', icse_week(a.created_at), a.audience_id, count(*)
        FROM added a JOIN series_series s ON s.id = a.series_id AND s.country_id <> a.country_id
        GROUP BY a.unit_id, icse_week(a.created_at), a.audience_id;
    ELSIF TG_TABLE_NAME IN ('series_claim', 'series_identification') THEN
        INSERT INTO accounts_tally (id, unit_id, kind, week, audience_id, number)
        SELECT gen_random_uuid(), a.unit_id, 'addition', icse_week(a.created_at), a.audience_id, count(*)
        FROM added a JOIN series_subject b ON b.id = a.subject_id
        JOIN series_series s ON s.id = b.series_id AND s.country_id <> a.country_id
        GROUP BY a.unit_id, icse_week(a.created_at), a.audience_id;
    ELSE
        INSERT INTO accounts_tally (id, unit_id, kind, week, audience_id, number)
        SELECT gen_random_uuid(), a.unit_id, 'answer', icse_week(a.created_at), a.audience_id, count(*)
        FROM added a JOIN forum_thread t ON t.id = a.thread_id AND t.country_id <> a.country_id
        GROUP BY a.unit_id, icse_week(a.created_at), a.audience_id;
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION icse_mark_tally(whose uuid, moment timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    INSERT INTO accounts_tally (id, unit_id, kind, week, number)
    SELECT gen_random_uuid(), whose, '', icse_week(moment), 0
    WHERE NOT EXISTS (
        SELECT 1 FROM accounts_tally t WHERE t.number = 0 AND t.unit_id = whose AND t.week = icse_week(moment)
    )
$$;

CREATE OR REPLACE FUNCTION icse_tally_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- What went to another audience, or away, is not told by a row of minus one: its week is counted anew.
BEGIN
    PERFORM icse_mark_tally(OLD.unit_id, OLD.created_at);
    IF TG_OP = 'UPDATE' THEN
        PERFORM icse_mark_tally(NEW.unit_id, NEW.created_at);
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION icse_recount_tallies() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- At the end of a transaction that left marks, once: all rows are locked by then, and weeks are taken in one order, so
-- that two who wait for each other are never both stopped. The count is one statement behind the locks: a row that is
-- being added is in it with its own tally, or with neither.
BEGIN
    IF NOT EXISTS (SELECT 1 FROM accounts_tally t WHERE t.number = 0) THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock(7243006, marked.place) FROM (
        SELECT DISTINCT hashtext(t.unit_id::text || t.week::text) AS place FROM accounts_tally t
        WHERE t.number = 0 ORDER BY 1
    ) marked;
    WITH marked AS MATERIALIZED (
        SELECT DISTINCT t.unit_id, t.week FROM accounts_tally t WHERE t.number = 0
    ), gone AS (
        DELETE FROM accounts_tally t USING marked m WHERE t.unit_id = m.unit_id AND t.week = m.week
    )
    INSERT INTO accounts_tally (id, unit_id, kind, week, audience_id, other_audience_id, number)
    SELECT gen_random_uuid(), m.unit_id, c.kind, m.week, c.audience, c.other, c.number
    FROM marked m CROSS JOIN LATERAL icse_tallied(
        m.unit_id, m.week::timestamp AT TIME ZONE 'UTC', (m.week + 7)::timestamp AT TIME ZONE 'UTC'
    ) c;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION icse_merge_tallies(at_most int) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Marks the weeks that have many rows for the same; returns how many. They are counted anew before the commit.
    WITH many AS (
        SELECT t.unit_id, t.week FROM accounts_tally t GROUP BY t.unit_id, t.week
        HAVING count(*) > 2 * count(DISTINCT (t.kind, t.audience_id, t.other_audience_id)) LIMIT at_most
    ), marked AS (
        INSERT INTO accounts_tally (id, unit_id, kind, week, number)
        SELECT gen_random_uuid(), m.unit_id, '', m.week, 0 FROM many m RETURNING 1
    )
    SELECT count(*) FROM marked
$$;

CREATE OR REPLACE FUNCTION icse_fill_tallies() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Counts everything, where nothing is counted yet. In the transaction that hangs up the triggers, or nobody writes.
    INSERT INTO accounts_tally (id, unit_id, kind, week, audience_id, other_audience_id, number)
    SELECT gen_random_uuid(), u.id, c.kind, c.week, c.audience, c.other, c.number
    FROM accounts_unit u CROSS JOIN LATERAL icse_tallied(u.id, '-infinity', 'infinity') c
    WHERE NOT EXISTS (SELECT 1 FROM accounts_tally)
$$;
