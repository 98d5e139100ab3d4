-- Who shows interest in a series. Owned by icse_definer, who knows what each officer holds.

CREATE OR REPLACE FUNCTION icse_series_interest(thing uuid)
RETURNS TABLE (unit uuid, country text, officer uuid, seen_on date, is_here boolean, working_on date)
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Who shows interest to who asks: what the unit shows now, of officers who are still in it and still see the series.
-- One line a unit, without a number; of the own country one line an officer.
    SELECT s.unit_id, s.country, s.officer, (max(s.seen_at) AT TIME ZONE 'UTC')::date, bool_or(s.is_here),
           (min(s.working_since) AT TIME ZONE 'UTC')::date
    FROM (
        SELECT i.unit_id, i.country_id::text AS country,
               CASE WHEN i.country_id = (SELECT icse_country()) THEN i.officer_id END AS officer,
               CASE WHEN u.shows_seen THEN i.seen_at END AS seen_at,
               u.shows_presence AND coalesce(i.present_until > clock_timestamp(), false) AS is_here,
               CASE WHEN u.shows_work THEN i.working_since END AS working_since
        FROM series_seriesinterest i
        JOIN accounts_unit u ON u.id = i.unit_id AND (u.shows_seen OR u.shows_presence OR u.shows_work)
        JOIN accounts_officer o ON o.id = i.officer_id AND o.unit_id = i.unit_id
        WHERE i.series_id = thing AND i.audience_id = ANY ((SELECT icse_audiences())::int[])
          AND i.audience_id = ANY (icse_audiences_of(i.officer_id, 'view_audience'))
    ) s
    WHERE s.seen_at IS NOT NULL OR s.is_here OR s.working_since IS NOT NULL
    GROUP BY s.unit_id, s.country, s.officer
$$;
