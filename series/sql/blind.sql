-- What is told of matches that the asker may not see. Owned by icse_definer, who reads both sides.

CREATE OR REPLACE FUNCTION icse_hidden_matches(items uuid[], one uuid)
RETURNS TABLE (item uuid, line uuid, whom text, other uuid)
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Called by the functions beside it only. The matches of these items (or of the item of this line) that the asker may
-- hear of: own country's items that are seen, others' that are not, as far as the other country tells now and the
-- day's budget has come to them. All that
-- one country names itself for is one line, and all of those that do not is one; the key of a line is the earliest's.
    WITH hidden AS (
        SELECT b.id, b.item_id, o.item_id AS other,
               CASE WHEN d.told = 'whom' THEN o.country_id END AS whom
        FROM series_blindhit b
        JOIN series_blindhitother o ON o.blind_hit_id = b.id
        JOIN series_item theirs ON theirs.id = o.item_id
        LEFT JOIN accounts_disclosure d ON d.country_id = o.country_id
        WHERE b.item_id = ANY (CASE WHEN one IS NULL THEN items
                                    ELSE ARRAY(SELECT x.item_id FROM series_blindhit x WHERE x.id = one) END)
          AND b.item_audience_id = ANY ((SELECT icse_audiences())::int[])
          AND b.audience_id = (SELECT icse_national()) AND b.audience_id = ANY ((SELECT icse_audiences())::int[])
          AND theirs.audience_id <> ALL ((SELECT icse_audiences())::int[])
          AND coalesce(d.told, 'exists') <> 'nothing'
          AND b.told_on <= (now() AT TIME ZONE 'UTC')::date
    ), lines AS (
        SELECT h.*, first_value(h.id) OVER (PARTITION BY h.item_id, h.whom ORDER BY h.other, h.id) AS line FROM hidden h
    )
    SELECT l.item_id, l.line, l.whom::text, l.other FROM lines l WHERE one IS NULL OR l.line = one
$$;

CREATE OR REPLACE FUNCTION icse_blind_hits(items uuid[], one uuid)
RETURNS TABLE (item uuid, line uuid, country text)
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- The lines of these items, or this one line, with the country's name where it is told: never how many match, how
-- nearly, or when.
    SELECT DISTINCT m.item, m.line, coalesce(c.name, '') AS named
    FROM icse_hidden_matches(items, one) m LEFT JOIN accounts_country c ON c.code = m.whom
    ORDER BY m.item, named DESC
$$;
