-- How much may be looked up in a day. Owned by icse_definer: an officer sees the own look-ups only, and not the country's.

CREATE OR REPLACE FUNCTION icse_take_lookups(wanted int, of_officer int, of_country int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Go on if the officer and the country may ask about so many things more today. Whoever asks at the same moment for the
-- same country waits here until the row that is counted next is committed. The day is that of UTC.
DECLARE
    asked record;
    today timestamptz := date_trunc('day', clock_timestamp() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
    until_tomorrow text := ceil(extract(epoch FROM today + interval '24 hours' - clock_timestamp()))::text;
BEGIN
    IF cardinality(icse_contributable()) = 0 THEN
        RAISE insufficient_privilege USING MESSAGE = 'You may not look anything up.';
    END IF;
    PERFORM pg_advisory_xact_lock(7243005, hashtext(icse_country()));
    SELECT coalesce(sum(l.things), 0) AS country,
           coalesce(sum(l.things) FILTER (WHERE l.officer_id = icse_officer()), 0) AS officer INTO asked
    FROM series_lookup l
    WHERE l.country_id = icse_country()
      AND l.created_at >= today;
    IF asked.officer + wanted > of_officer THEN
        RAISE EXCEPTION USING ERRCODE = 'IC429', HINT = until_tomorrow, MESSAGE = format(
            'An officer may look up %s files and hashes a day; you have %s left. This renews at 00:00 UTC.',
            of_officer, greatest(of_officer - asked.officer, 0));
    END IF;
    IF asked.country + wanted > of_country THEN
        RAISE EXCEPTION USING ERRCODE = 'IC429', HINT = until_tomorrow, MESSAGE = format(
            'A country may look up %s files and hashes a day; yours has %s left. This renews at 00:00 UTC.',
            of_country, greatest(of_country - asked.country, 0));
    END IF;
END
$$;
