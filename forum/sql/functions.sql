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

CREATE OR REPLACE FUNCTION icse_request_fits_series() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- What is asked about a TLP:RED series is for named officers too. Only as far as who asks sees the series: a refusal
-- must not tell how a hidden one is marked.
BEGIN
    IF EXISTS (
        SELECT 1 FROM series_series s
        WHERE s.id = NEW.series_id AND s.tlp = 'red' AND s.audience_id = ANY (icse_audiences())
    ) AND NEW.thread_audience_id = ANY (icse_audiences()) AND NOT EXISTS (
        SELECT 1 FROM accounts_audience a WHERE a.id = NEW.thread_audience_id AND a.named_only
    ) THEN
        RAISE check_violation USING MESSAGE = 'The series is marked TLP:RED, so that its requests are for named officers.',
            CONSTRAINT = 'red_requests_are_for_named_officers';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION icse_series_fits_requests() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- The same from the other side. Requests of other countries, and such as who asks does not see, neither hinder an owner
-- who narrows nor are told by a refusal; they show no series to whom does not see it.
BEGIN
    IF EXISTS (
        SELECT 1 FROM forum_threadseries l JOIN accounts_audience a ON a.id = l.thread_audience_id
        WHERE l.series_id = NEW.id AND l.country_id = NEW.country_id AND NOT a.named_only
          AND a.id = ANY (icse_audiences())
    ) THEN
        RAISE check_violation USING MESSAGE = 'A request about this series is shown to others than named officers.',
            CONSTRAINT = 'red_requests_are_for_named_officers';
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION icse_permits(one uuid, to_whom text, what_for text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Whether the owner of an item permits this country something now: on the item, or on an own series that it put it in.
    SELECT EXISTS (
        SELECT 1 FROM series_item i JOIN series_permission p ON p.country_id = i.country_id
        WHERE i.id = one AND p.to_country_id = to_whom AND p.purpose = what_for AND p.withdrawn_at IS NULL AND (
            p.item_id = i.id OR EXISTS (
                SELECT 1 FROM series_placement l JOIN series_series s ON s.id = l.series_id
                WHERE l.item_id = i.id AND l.series_id = p.series_id
                  AND s.country_id = i.country_id AND l.country_id = i.country_id
            )
        )
    )
$$;

CREATE OR REPLACE FUNCTION icse_crop_stays() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- A part of another country's H2 picture (or of one in an H2 series of that country that who asks sees) is shown to the
-- picture's own audience, or inside the asking country as far as all of it sees the picture; else only with the owner's
-- permission. Also when the request is shown to others later.
BEGIN
    IF NEW.thread_audience_id = NEW.item_audience_id OR NOT EXISTS (
        SELECT 1 FROM series_item i
        WHERE i.id = NEW.item_id AND i.country_id <> NEW.country_id
          -- What who asks does not see is refused by the policy or a key, and not in these words.
          AND (TG_OP = 'UPDATE' OR i.audience_id = ANY (icse_audiences()))
          AND ('H2' = ANY (i.handling) OR EXISTS (
            SELECT 1 FROM series_placement l JOIN series_series s ON s.id = l.series_id
            WHERE l.item_id = i.id AND s.country_id = i.country_id AND l.country_id = i.country_id
              AND 'H2' = ANY (s.handling)
              AND s.audience_id = ANY (icse_audiences())
        ))
    ) OR icse_permits(NEW.item_id, NEW.country_id, 'dissemination') THEN
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT 1 FROM accounts_audience a WHERE a.id = NEW.thread_audience_id AND a.kind = 'national')
       AND NOT EXISTS (
           SELECT icse_officers_who_see(NEW.thread_audience_id) EXCEPT SELECT icse_officers_who_see(NEW.item_audience_id)
       ) THEN
        RETURN NEW;
    END IF;
    RAISE check_violation USING
        MESSAGE = 'H2: the owner of the picture has not permitted passing it on.',
        CONSTRAINT = 'h2_crop_stays_with_its_picture';
END
$$;
