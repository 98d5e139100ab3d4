-- Asking: who may be hoped for, and what a second officer has said. Owned by icse_definer.

CREATE OR REPLACE FUNCTION icse_readers_hoped(audience int, of_countries text[], in_languages text[])
RETURNS TABLE (unit uuid, country text, spoken text[], is_of_country boolean, is_of_region boolean)
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Units of other countries with officers who would see what is shown to this audience, and who list one of these
-- languages, or whose country or region is hoped for. No officer, and no number of officers. Only of an audience whose
-- members the asking officer may know; of officers who were named one by one in it, only to who named them.
    WITH known AS (
        SELECT a.id FROM accounts_audience a WHERE a.id = audience AND icse_members_known(a.id)
    ), regions AS (
        SELECT DISTINCT c.region FROM accounts_country c WHERE c.code = ANY (of_countries) AND c.region <> ''
    ), singly AS (
        SELECT g.user_id FROM accounts_audienceusergrant g
        WHERE g.content_object_id = audience AND g.content_object_id <> ALL (icse_owned_audiences())
    ), readers AS (
        SELECT o.unit_id, o.country_id, ARRAY(
            SELECT tag FROM unnest(in_languages) tag
            WHERE EXISTS (SELECT 1 FROM unnest(o.languages) one WHERE split_part(lower(one), '-', 1) = tag)
        ) AS tags
        FROM known CROSS JOIN LATERAL icse_officers_who_see(known.id) seeing
        JOIN accounts_officer o ON o.id = seeing
        WHERE o.country_id <> icse_country() AND o.id NOT IN (SELECT user_id FROM singly)
    ), of_units AS (
        SELECT r.unit_id, r.country_id, array_agg(DISTINCT tag ORDER BY tag) FILTER (WHERE tag IS NOT NULL) AS tags
        FROM readers r LEFT JOIN LATERAL unnest(r.tags) tag ON true GROUP BY r.unit_id, r.country_id
    )
    SELECT u.unit_id, u.country_id::text, coalesce(u.tags, '{}'), u.country_id = ANY (of_countries),
           c.region IN (SELECT region FROM regions)
    FROM of_units u JOIN accounts_country c ON c.code = u.country_id
    WHERE u.tags IS NOT NULL OR u.country_id = ANY (of_countries) OR c.region IN (SELECT region FROM regions)
    ORDER BY u.country_id = ANY (of_countries) DESC, cardinality(coalesce(u.tags, '{}')) DESC, u.country_id, u.unit_id
    LIMIT 12
$$;

CREATE OR REPLACE FUNCTION icse_check_is_open() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- What a second officer has said stands; the time is the database's word.
BEGIN
    IF OLD.outcome <> '' THEN
        RAISE check_violation USING MESSAGE = 'This check is decided.', CONSTRAINT = 'check_is_decided_once';
    END IF;
    NEW.decided_at := clock_timestamp();
    RETURN NEW;
END
$$;
