-- What is solved leaves the clue feed in the same statement. Owned by icse_definer.

CREATE OR REPLACE FUNCTION icse_settle_threads() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE forum_thread t SET is_active = NEW.active_for_victims OR NEW.active_for_offenders
    FROM forum_threadseries l
    WHERE l.series_id = NEW.id AND t.id = l.thread_id
      AND t.is_active IS DISTINCT FROM (NEW.active_for_victims OR NEW.active_for_offenders);
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION icse_post_is_activity() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- The series moves only when everyone who sees it can see the thread too.
BEGIN
    UPDATE forum_thread SET last_activity_at = clock_timestamp() WHERE id = NEW.thread_id;
    UPDATE series_series s SET last_activity_at = clock_timestamp()
    FROM forum_threadseries l
    WHERE l.thread_id = NEW.thread_id AND s.id = l.series_id AND l.thread_audience_id = l.series_audience_id;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION icse_thread_is_activity() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- A request on a series that is already solved starts out of the feed.
BEGIN
    UPDATE forum_thread t SET is_active = s.active_for_victims OR s.active_for_offenders
    FROM series_series s WHERE t.id = NEW.thread_id AND s.id = NEW.series_id;
    UPDATE series_series SET last_activity_at = clock_timestamp()
    WHERE id = NEW.series_id AND NEW.thread_audience_id = NEW.series_audience_id;
    RETURN NULL;
END
$$;
