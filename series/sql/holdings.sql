-- How many bytes each country has here (series/models/holding.py). Owned by icse_definer. Each change is a row of its own,
-- and no row is locked by who adds one: two that send at once would wait for each other, in whatever order they lock.

CREATE OR REPLACE FUNCTION icse_hold(whose text, more numeric) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    INSERT INTO series_holding (id, country_id, bytes) SELECT gen_random_uuid(), whose, more WHERE more <> 0
$$;

CREATE OR REPLACE FUNCTION icse_merge_holdings(at_most int) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Makes one row of the many of a country; returns how many went. One at a time: another one finds nothing to do.
    WITH alone AS MATERIALIZED (
        SELECT pg_try_advisory_xact_lock(hashtextextended('holdings', 0)) AS yes
    ), many AS (
        SELECT h.country_id FROM series_holding h WHERE (SELECT yes FROM alone)
        GROUP BY h.country_id HAVING count(*) > 20
    ), found AS (
        SELECT h.id FROM series_holding h WHERE h.country_id IN (SELECT country_id FROM many) LIMIT at_most
    ), gone AS (
        DELETE FROM series_holding h USING found f WHERE h.id = f.id RETURNING h.country_id, h.bytes
    ), made AS (
        INSERT INTO series_holding (id, country_id, bytes)
        SELECT gen_random_uuid(), g.country_id, sum(g.bytes) FROM gone g GROUP BY g.country_id
    )
    SELECT count(*) FROM gone
$$;

CREATE OR REPLACE FUNCTION icse_items_held() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Once a statement that adds or removes items: a content counts with the country's first item, and until its last.
BEGIN
    PERFORM icse_hold(c.country_id, CASE TG_OP WHEN 'INSERT' THEN c.size ELSE -c.size END) FROM (
        SELECT one.country_id, sum(one.size) AS size FROM (
            SELECT DISTINCT t.country_id, t.sha256, t.size FROM touched t
        ) one WHERE NOT EXISTS (
            SELECT 1 FROM series_item i WHERE i.sha256 = one.sha256 AND i.country_id = one.country_id
            AND i.id NOT IN (SELECT t.id FROM touched t)
        ) GROUP BY one.country_id ORDER BY one.country_id
    ) c;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION icse_part_held() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Of a transfer or an archive: it counts while it is under way.
DECLARE
    before bigint := 0;
    now_held bigint := 0;
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state IN ('open', 'received', 'working') THEN
        before := OLD.size;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.state IN ('open', 'received', 'working') THEN
        now_held := NEW.size;
    END IF;
    PERFORM icse_hold(CASE TG_OP WHEN 'DELETE' THEN OLD.country_id ELSE NEW.country_id END, now_held - before);
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION icse_fill_holdings() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Counts everything, where nothing is counted yet. In the transaction that hangs up the triggers, or nobody writes.
    INSERT INTO series_holding (id, country_id, bytes)
    SELECT gen_random_uuid(), h.country_id, sum(h.size) FROM (
        SELECT country_id, size FROM (SELECT DISTINCT i.country_id, i.sha256, i.size FROM series_item i) contents
        UNION ALL
        SELECT t.country_id, t.size FROM series_transfer t WHERE t.state = 'open'
        UNION ALL
        SELECT a.country_id, a.size FROM series_archive a WHERE a.state IN ('received', 'working')
    ) h WHERE NOT EXISTS (SELECT 1 FROM series_holding) GROUP BY h.country_id
$$;
