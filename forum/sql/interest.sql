-- Who shows interest in a clue request, and what is forgotten when a unit shows it no more. Owned by icse_definer.

CREATE OR REPLACE FUNCTION icse_thread_interest(thing uuid)
RETURNS TABLE (unit uuid, country text, officer uuid, seen_on date, is_here boolean, working_on date)
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Who shows interest to who asks: what the unit shows now, of officers who are still in it and still see the thread.
-- One line a unit, without a number; of the own country one line an officer.
    SELECT s.unit_id, s.country, s.officer, (max(s.seen_at) AT TIME ZONE 'UTC')::date, bool_or(s.is_here),
           (min(s.working_since) AT TIME ZONE 'UTC')::date
    FROM (
        SELECT i.unit_id, i.country_id::text AS country,
               CASE WHEN i.country_id = (SELECT icse_country()) THEN i.officer_id END AS officer,
               CASE WHEN u.shows_seen THEN i.seen_at END AS seen_at,
               u.shows_presence AND coalesce(i.present_until > clock_timestamp(), false) AS is_here,
               CASE WHEN u.shows_work THEN i.working_since END AS working_since
        FROM forum_threadinterest i
        JOIN accounts_unit u ON u.id = i.unit_id AND (u.shows_seen OR u.shows_presence OR u.shows_work)
        JOIN accounts_officer o ON o.id = i.officer_id AND o.unit_id = i.unit_id
        WHERE i.thread_id = thing AND i.audience_id = ANY ((SELECT icse_audiences())::int[])
          AND i.audience_id = ANY (icse_audiences_of(i.officer_id, 'view_audience'))
    ) s
    WHERE s.seen_at IS NOT NULL OR s.is_here OR s.working_since IS NOT NULL
    GROUP BY s.unit_id, s.country, s.officer
$$;

CREATE OR REPLACE FUNCTION icse_forget_interest() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- What a unit shows no more is forgotten in the same transaction, also what the supervisor may not see.
BEGIN
    UPDATE series_seriesinterest SET seen_at = CASE WHEN NEW.shows_seen THEN seen_at END,
        present_until = CASE WHEN NEW.shows_presence THEN present_until END,
        working_since = CASE WHEN NEW.shows_work THEN working_since END
    WHERE unit_id = NEW.id;
    UPDATE forum_threadinterest SET seen_at = CASE WHEN NEW.shows_seen THEN seen_at END,
        present_until = CASE WHEN NEW.shows_presence THEN present_until END,
        working_since = CASE WHEN NEW.shows_work THEN working_since END
    WHERE unit_id = NEW.id;
    RETURN NULL;
END
$$;
