-- Officers are told of what happened in a clue request: those who want to hear of it and see the request now. Owned by
-- icse_definer.

CREATE OR REPLACE FUNCTION icse_tell_news(one uuid, hoped text[], spoken text[], regions text[]) RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Writes one row for each officer, with the best of the reasons, and returns their keys; called twice, it writes none.
-- hoped, spoken: the countries and languages that the request hopes for. regions: where these and the asking country are.
-- A reason that is a series tells which series the request is about: only to who sees that series too.
DECLARE
    n forum_news;
    t forum_thread;
    about uuid;
    about_at int;
BEGIN
    SELECT * INTO n FROM forum_news x WHERE x.id = one;
    SELECT * INTO t FROM forum_thread x WHERE x.id = n.thread_id;
    IF t.id IS NULL OR n.cause = 'new' AND NOT t.is_active THEN
        RETURN;  -- of a solved series: nobody needs to look
    END IF;
    SELECT l.series_id, l.series_audience_id INTO about, about_at FROM forum_threadseries l WHERE l.thread_id = t.id;
    RETURN QUERY
    WITH RECURSIVE led AS (
        SELECT about AS id
        UNION
        SELECT s.id FROM led JOIN series_series s ON s.merged_into_id = led.id
    ), wanted AS (
        SELECT o.id AS officer, 1 AS place, 'mentioned' AS why, 'mention' AS cause, NULL::int AS at
        FROM accounts_officer o LEFT JOIN forum_notificationsettings w ON w.officer_id = o.id
        WHERE (o.id = ANY (n.officers) OR o.unit_id = ANY (n.units) OR o.country_id = ANY (n.countries))
          AND coalesce(w.tells_mentioned, true)
        UNION ALL
        SELECT p.officer_id, 2, 'wrote', 'helped', NULL FROM forum_post p WHERE p.id = n.post_id AND n.cause = 'helped'
        UNION ALL
        SELECT o.id, 3, 'asked', CASE n.cause WHEN 'helped' THEN 'ended' ELSE n.cause END, NULL
        FROM accounts_officer o LEFT JOIN forum_notificationsettings w ON w.officer_id = o.id
        WHERE o.unit_id = t.unit_id AND n.cause <> 'new' AND coalesce(w.tells_asked, true)
        UNION ALL
        SELECT p.officer_id, 4, 'posted', CASE n.cause WHEN 'helped' THEN 'ended' ELSE n.cause END, NULL
        FROM forum_post p LEFT JOIN forum_notificationsettings w ON w.officer_id = p.officer_id
        WHERE p.thread_id = t.id AND p.created_at <= n.created_at AND n.cause <> 'new' AND coalesce(w.tells_posted, true)
        UNION ALL
        SELECT o.id, 5, 'hoped', n.cause, NULL
        FROM accounts_officer o LEFT JOIN forum_notificationsettings w ON w.officer_id = o.id
        WHERE n.cause = 'new' AND (o.country_id = ANY (hoped) OR o.languages && spoken::varchar[])
          AND coalesce(w.tells_hoped, true)
        UNION ALL
        SELECT s.officer_id, 6, s.what, CASE n.cause WHEN 'helped' THEN 'ended' ELSE n.cause END, about_at
        FROM forum_subscription s WHERE s.what = 'series' AND s.series_id IN (SELECT led.id FROM led)
        UNION ALL
        SELECT s.officer_id, CASE s.what WHEN 'all' THEN 8 ELSE 7 END, s.what, n.cause, NULL FROM forum_subscription s
        WHERE n.cause = 'new' AND (
            s.what = 'kind' AND s.kind_id = t.kind_id
            OR s.what = 'unit' AND s.of_unit_id = t.unit_id
            OR s.what = 'country' AND (s.of_country_id = t.country_id OR s.of_country_id = ANY (hoped))
            OR s.what = 'language' AND s.language = ANY (spoken)
            OR s.what = 'region' AND s.region = ANY (regions)
            OR s.what = 'all'
        )
    ), sees AS (
        SELECT w.officer, icse_audiences_of(w.officer, 'view_audience') AS held
        FROM (SELECT DISTINCT wanted.officer FROM wanted) w WHERE w.officer <> n.officer_id
    ), best AS (
        SELECT DISTINCT ON (w.officer) w.officer, w.why, w.cause, w.at
        FROM wanted w JOIN sees ON sees.officer = w.officer
        WHERE n.audience_id = ANY (sees.held) AND (w.at IS NULL OR w.at = ANY (sees.held))
        ORDER BY w.officer, w.place, w.why
    )
    INSERT INTO forum_notification (
        id, officer_id, thread_id, audience_id, about_audience_id, post_id, cause, why, news, told_at
    )
    SELECT icse_uuid7(), best.officer, t.id, n.audience_id, best.at, n.post_id, best.cause, best.why, n.id,
           clock_timestamp()
    FROM best
    ON CONFLICT (officer_id, news) DO NOTHING
    RETURNING id;
END
$$;
