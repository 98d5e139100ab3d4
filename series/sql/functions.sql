-- What the board reads is settled by the database when subjects, claims and identifications change, because another
-- country's officer may add an identification to a series that only its owner may edit. Owned by icse_definer.

CREATE OR REPLACE FUNCTION icse_settle_series_now(one uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Active for victims until at least one is recorded and all are identified; for offenders while one is not. Being
-- verified while a country has claimed somebody who is not identified. What was merged is none of it.
    UPDATE series_series s SET
        victims = c.victims, victims_identified = c.victims_identified,
        offenders = c.offenders, offenders_identified = c.offenders_identified,
        active_for_victims = s.merged_into_id IS NULL AND (c.victims = 0 OR c.victims_identified < c.victims),
        active_for_offenders = c.offenders_identified < c.offenders,
        being_verified = c.being_verified,
        last_activity_at = clock_timestamp()
    FROM (
        SELECT count(*) FILTER (WHERE role = 'victim') AS victims,
               count(*) FILTER (WHERE role = 'victim' AND status = 'identified') AS victims_identified,
               count(*) FILTER (WHERE role = 'offender') AS offenders,
               count(*) FILTER (WHERE role = 'offender' AND status = 'identified') AS offenders_identified,
               count(*) FILTER (WHERE status = 'claimed') > 0 AS being_verified
        FROM series_subject WHERE series_id = one
    ) c
    WHERE s.id = one
$$;

CREATE OR REPLACE FUNCTION icse_revoke_identification() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- A reopening is accepted: the identification stays as a fact and counts no more. By whom it is accepted, the rule of the
-- table says; the series' owner may open what another country identified, whose row it cannot edit.
BEGIN
    UPDATE series_identification SET revoked_at = clock_timestamp()
    WHERE id = NEW.identification_id AND confirmed_at IS NOT NULL AND revoked_at IS NULL;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION icse_settle_series() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM series_series WHERE id = NEW.series_id FOR NO KEY UPDATE;
    PERFORM icse_settle_series_now(NEW.series_id);
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION icse_placement_is_activity() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Only what every viewer of the series can see moves it up the board: a hidden item must not show by the order.
BEGIN
    UPDATE series_series SET last_activity_at = clock_timestamp()
    WHERE id = NEW.series_id AND audience_id = NEW.item_audience_id;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION icse_counts_of_items(wanted uuid[], OUT series uuid, OUT number bigint) RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- How many items of each series who asks may see, as the policy of placements says: both audiences are held. That is
-- asked once for each pair of audiences and not for each row. A series that is not seen is not even counted, or the
-- time would tell its size.
    WITH asked AS MATERIALIZED (
        SELECT s.id FROM series_series s
        WHERE s.id = ANY (wanted) AND s.audience_id = ANY ((SELECT icse_audiences())::int[])
    ), pairs AS MATERIALIZED (
        SELECT asked.id, one.* FROM asked CROSS JOIN LATERAL (
            SELECT p.series_audience_id AS whose, p.item_audience_id AS what, count(*) AS n
            FROM series_placement p WHERE p.series_id = asked.id GROUP BY 1, 2
        ) one
    ), held AS MATERIALIZED (SELECT unnest(icse_audiences()) AS audience)
    SELECT pairs.id, sum(pairs.n)::bigint FROM pairs
    WHERE pairs.whose IN (SELECT audience FROM held) AND pairs.what IN (SELECT audience FROM held) GROUP BY 1
$$;

CREATE OR REPLACE FUNCTION icse_search_series(
    words text, wanted text, of_country text, among uuid[], before timestamptz, before_id uuid, at_most int
) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
-- A search of its own, since full-text operators are not leakproof and their index would lie idle under a policy. It
-- filters and pages too: the newest matches alone could all be of another status. NULL filters nothing. Returns keys,
-- newest activity first; whoever asks reads the rows under the policies again.
--
-- A word of many texts fills a page from the newest series, without reading the tens of thousands that the index of
-- words names; the first hundred tell how far that is. What fills none is asked of the index, and so are longer lists.
-- Plans know the values: each status has an index of its own.
DECLARE
    held CONSTANT int[] := icse_audiences();
    asked CONSTANT tsquery := websearch_to_tsquery('simple', words);
    -- The reference of what was merged finds where it went.
    named CONSTANT uuid := (
        SELECT icse_live_series(m.id) FROM series_series m WHERE m.reference = upper(btrim(words))
    );
    most CONSTANT int := least(at_most, 1000);
    from_at CONSTANT timestamptz := coalesce(before, 'infinity');
    from_id CONSTANT uuid := coalesce(before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
    is_common boolean := false;
    reach int := 120;
    few int;
    walked int;
    matching uuid[];
BEGIN
    IF among IS NULL AND most <= 100 THEN
        -- So many (520 for a page) that the newest may fill it? The index knows at once; of the rows no more are read.
        SELECT count(*) >= most * most / 5 INTO is_common FROM (
            SELECT 1 FROM series_series s WHERE to_tsvector('simple', s.title || ' ' || s.summary) @@ asked
            LIMIT (SELECT most * most / 5)
        ) named_by_index;
    END IF;
    WHILE is_common AND reach <= 2000 LOOP
        -- As newest_query() of accounts/visibility.py: a few of each audience, then more of those that have more.
        few := greatest(4, reach / 20);
        WITH front AS MATERIALIZED (
            SELECT one.audience, top.id, top.at FROM unnest(held) AS one(audience) CROSS JOIN LATERAL (
                SELECT t.id, t.last_activity_at AS at FROM series_series t
                WHERE t.audience_id = one.audience AND (t.last_activity_at, t.id) < (from_at, from_id)
                  AND t.merged_into_id IS NULL
                  AND CASE wanted
                      WHEN 'active' THEN t.active_for_victims
                      WHEN 'offenders' THEN t.active_for_offenders
                      WHEN 'claimed' THEN t.being_verified
                      WHEN 'solved' THEN NOT t.active_for_victims AND NOT t.active_for_offenders
                      ELSE true END
                  AND (of_country IS NULL OR t.country_id = of_country)
                ORDER BY t.last_activity_at DESC, t.id DESC LIMIT few
            ) top ORDER BY top.at DESC, top.id DESC LIMIT reach
        ), least_new AS MATERIALIZED (
            SELECT coalesce((SELECT at FROM front ORDER BY at DESC, id DESC OFFSET reach - 1 LIMIT 1), '-infinity') AS at
        ), more AS MATERIALIZED (
            SELECT audience FROM front GROUP BY audience HAVING count(*) >= few
        ), newest AS MATERIALIZED (
            SELECT id, at FROM (
                SELECT id, at FROM front WHERE audience NOT IN (SELECT audience FROM more)
                UNION ALL
                SELECT top.id, top.at FROM more CROSS JOIN LATERAL (
                    SELECT t.id, t.last_activity_at AS at FROM series_series t
                    WHERE t.audience_id = more.audience AND (t.last_activity_at, t.id) < (from_at, from_id)
                      AND t.merged_into_id IS NULL
                      AND t.last_activity_at >= (SELECT at FROM least_new)
                      AND CASE wanted
                          WHEN 'active' THEN t.active_for_victims
                          WHEN 'offenders' THEN t.active_for_offenders
                          WHEN 'claimed' THEN t.being_verified
                          WHEN 'solved' THEN NOT t.active_for_victims AND NOT t.active_for_offenders
                          ELSE true END
                      AND (of_country IS NULL OR t.country_id = of_country)
                    ORDER BY t.last_activity_at DESC, t.id DESC LIMIT reach
                ) top
            ) merged ORDER BY at DESC, id DESC LIMIT reach
        )
        SELECT (SELECT count(*) FROM newest), ARRAY(
            SELECT newest.id FROM newest CROSS JOIN LATERAL (
                SELECT * FROM series_series t WHERE t.id = newest.id OFFSET 0
            ) s
            WHERE s.id = named OR to_tsvector('simple', s.title || ' ' || s.summary) @@ asked
            ORDER BY newest.at DESC, newest.id DESC LIMIT most
        ) INTO walked, matching;
        IF cardinality(matching) >= most OR walked < reach THEN
            RETURN QUERY SELECT unnest(matching);
            RETURN;
        END IF;
        reach := greatest(reach * 4, (reach * most * 3) / (2 * greatest(cardinality(matching), 1)));
    END LOOP;

    -- Audiences are compared by the operator of the policies, or the planner reads all of them from an index to find a
    -- rare word.
    RETURN QUERY SELECT s.id FROM series_series s
    WHERE s.audience_id OPERATOR(public.=*) ANY (held)
      AND s.merged_into_id IS NULL
      AND (s.id = named OR to_tsvector('simple', s.title || ' ' || s.summary) @@ asked)
      AND CASE wanted
          WHEN 'active' THEN s.active_for_victims
          WHEN 'offenders' THEN s.active_for_offenders
          WHEN 'claimed' THEN s.being_verified
          WHEN 'solved' THEN NOT s.active_for_victims AND NOT s.active_for_offenders
          ELSE true END
      AND (of_country IS NULL OR s.country_id = of_country)
      AND (among IS NULL OR s.id = ANY (among))
      AND (before IS NULL OR (s.last_activity_at, s.id) < (before, before_id))
    ORDER BY s.last_activity_at DESC, s.id DESC LIMIT most;
END
$$;
