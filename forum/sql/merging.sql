-- Series of one owner put together and taken apart: rows really move, whoever made them. Here since it moves rows of all
-- the apps. Owned by icse_definer: of these keys UPDATE is granted to nobody. Who asks must own both series, and both are
-- shown to the same audience, so that nobody gains or loses sight.
--
-- A new table that belongs to a series: add it to icse_moved_with_series(), or to ``STAYS`` of the test beside it.

CREATE OR REPLACE FUNCTION icse_moved_with_series(OUT what text, OUT named text) RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Each table whose rows go with their series (its column ``series_id``), and the column that names a row.
    VALUES ('series_placement', 'id'), ('series_subject', 'id'), ('series_newmaterial', 'id'),
           ('series_indication', 'id'), ('series_withholding', 'id'), ('series_alert', 'id'), ('series_referral', 'id'),
           ('series_lead', 'id'), ('series_note', 'id'), ('series_task', 'id'), ('forum_threadseries', 'thread_id')
$$;

CREATE OR REPLACE FUNCTION icse_own_series(wanted uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Called by the functions beside it only: go on if the asker owns these, and hold them until the end. Nobody adds to them
-- meanwhile: the lock waits for foreign keys, and they for it. Whose they are not hears what who invents a key hears, and
-- locks nothing.
BEGIN
    PERFORM 1 FROM series_series s WHERE s.id = ANY (wanted) AND s.country_id = icse_country()
      AND s.audience_id = ANY (icse_contributable()) ORDER BY s.id FOR UPDATE;
    IF cardinality(wanted) IS DISTINCT FROM (
        SELECT count(*)::int FROM series_series s WHERE s.id = ANY (wanted) AND s.country_id = icse_country()
          AND s.audience_id = ANY (icse_audiences()) AND s.audience_id = ANY (icse_contributable())
    ) THEN
        RAISE no_data_found USING MESSAGE = 'There is no such series.';
    END IF;
    IF (SELECT count(DISTINCT s.audience_id) FROM series_series s WHERE s.id = ANY (wanted)) > 1 THEN
        RAISE invalid_parameter_value USING MESSAGE =
            'The two series are shown to different audiences. Show both to the same audience first, or link them.';
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION icse_settle_moved(these uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Called by the functions beside it only.
BEGIN
    PERFORM icse_settle_series_now(one) FROM unnest(these) one;
    UPDATE forum_thread t SET is_active = s.active_for_victims OR s.active_for_offenders
    FROM forum_threadseries l JOIN series_series s ON s.id = l.series_id
    WHERE l.series_id = ANY (these) AND t.id = l.thread_id
      AND t.is_active IS DISTINCT FROM (s.active_for_victims OR s.active_for_offenders);
    UPDATE series_referral r SET is_active = s.active_for_victims OR s.active_for_offenders, last_activity_at = now()
    FROM series_referral o JOIN series_series s ON s.id = o.series_id
    WHERE o.series_id = ANY (these) AND r.id IN (o.id, o.twin)
      AND r.is_active IS DISTINCT FROM (s.active_for_victims OR s.active_for_offenders);
    UPDATE series_series s SET ongoing_suspected = NOT s.ongoing_suspected
    WHERE s.id = ANY (these) AND s.ongoing_suspected <> EXISTS (
        SELECT 1 FROM series_alert a WHERE a.series_id = s.id AND a.withdrawn_at IS NULL
    );
END
$$;

CREATE OR REPLACE FUNCTION icse_end_doubles(journal uuid, stays uuid, goes uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Called by the functions beside it only. Of what may stand once in a series, the elder stands for both: a flag, and what
-- withholds from one country. The other one ends; the journal names it, and what stands for it.
    WITH younger AS (
        SELECT y.id, e.id AS kept FROM series_alert y JOIN series_alert e ON e.id < y.id
        WHERE (y.series_id, e.series_id) IN ((stays, goes), (goes, stays))
          AND y.withdrawn_at IS NULL AND e.withdrawn_at IS NULL
    ), ended AS (
        UPDATE series_alert a SET withdrawn_at = clock_timestamp(), withdrawn_by_country_id = icse_country(),
            withdrawn_reason = 'Two series were merged: the elder flag stands for both.'
        FROM younger WHERE a.id = younger.id RETURNING a.id, younger.kept
    )
    INSERT INTO series_moved (id, merge_id, what, key, kept) SELECT icse_uuid7(), journal, 'series_alert', id, kept FROM ended;
    WITH younger AS (
        SELECT y.id, e.id AS kept FROM series_withholding y JOIN series_withholding e ON e.id < y.id
        WHERE (y.series_id, e.series_id) IN ((stays, goes), (goes, stays)) AND e.to_country_id = y.to_country_id
          AND y.ended_at IS NULL AND e.ended_at IS NULL
    ), ended AS (
        UPDATE series_withholding w SET ended_at = clock_timestamp() FROM younger WHERE w.id = younger.id
        RETURNING w.id, younger.kept
    )
    INSERT INTO series_moved (id, merge_id, what, key, kept)
    SELECT icse_uuid7(), journal, 'series_withholding', id, kept FROM ended;
$$;

CREATE OR REPLACE FUNCTION icse_stand_again(these uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Called by the functions beside it only: what a merge ended stands again where it is parted from what stood for it, unless
-- another one stands there; then that one stands for it.
DECLARE
    ended record;
    standing uuid;
BEGIN
    FOR ended IN
        SELECT f.id, f.what, a.id AS key, a.series_id, NULL::varchar AS country FROM series_moved f
        JOIN series_alert a ON a.id = f.key AND a.series_id = ANY (these) JOIN series_alert k ON k.id = f.kept
        WHERE f.what = 'series_alert' AND k.series_id <> a.series_id
        UNION ALL
        SELECT f.id, f.what, w.id, w.series_id, w.to_country_id FROM series_moved f
        JOIN series_withholding w ON w.id = f.key AND w.series_id = ANY (these)
        JOIN series_withholding k ON k.id = f.kept
        WHERE f.what = 'series_withholding' AND k.series_id <> w.series_id
        ORDER BY key
    LOOP
        IF ended.what = 'series_alert' THEN
            SELECT a.id INTO standing FROM series_alert a WHERE a.series_id = ended.series_id AND a.withdrawn_at IS NULL;
        ELSE
            SELECT w.id INTO standing FROM series_withholding w
            WHERE w.series_id = ended.series_id AND w.to_country_id = ended.country AND w.ended_at IS NULL;
        END IF;
        IF standing IS NOT NULL THEN
            UPDATE series_moved SET kept = standing WHERE id = ended.id;
            CONTINUE;
        END IF;
        IF ended.what = 'series_alert' THEN
            UPDATE series_alert SET withdrawn_at = NULL, withdrawn_by_country_id = NULL, withdrawn_reason = ''
            WHERE id = ended.key;
        ELSE
            UPDATE series_withholding SET ended_at = NULL WHERE id = ended.key;
        END IF;
        DELETE FROM series_moved WHERE id = ended.id;
    END LOOP;
END
$$;

CREATE OR REPLACE FUNCTION icse_note_merge(sort text, stays uuid, goes uuid) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Called by the functions beside it only.
    INSERT INTO series_merge (id, created_at, kind, into_id, audience_id, other_id, other_audience_id, officer_id, unit_id,
                              country_id)
    SELECT icse_uuid7(), clock_timestamp(), sort, s.id, s.audience_id, g.id, g.audience_id, o.id, o.unit_id, o.country_id
    FROM series_series s, series_series g, accounts_officer o
    WHERE s.id = stays AND g.id = goes AND o.id = icse_officer() RETURNING id
$$;

CREATE OR REPLACE FUNCTION icse_merge_series(stays uuid, goes uuid, undoes uuid) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- All that belongs to one goes to the other, with a journal. An item that is in both is there once afterwards: what was
-- placed second is kept whole in the journal. ``undoes``: the split that this undoes, or NULL.
DECLARE
    journal uuid;
    moving record;
BEGIN
    IF stays = goes THEN
        RAISE invalid_parameter_value USING MESSAGE = 'A series cannot be merged into itself.';
    END IF;
    PERFORM icse_own_series(ARRAY[stays, goes]);
    IF EXISTS (SELECT 1 FROM series_series s WHERE s.id IN (stays, goes) AND s.merged_into_id IS NOT NULL) THEN
        RAISE EXCEPTION USING ERRCODE = 'IC409', MESSAGE = 'One of the two series has just been merged into another one.';
    END IF;
    journal := icse_note_merge('merge', stays, goes);
    IF undoes IS NOT NULL THEN
        UPDATE series_merge m SET undone_at = clock_timestamp(), undone_by_id = icse_officer()
        WHERE m.id = undoes AND m.kind = 'split' AND m.into_id = stays AND m.other_id = goes AND m.undone_at IS NULL;
        IF NOT FOUND THEN
            RAISE EXCEPTION USING ERRCODE = 'IC409', MESSAGE = 'A colleague has just undone this.';
        END IF;
    END IF;
    INSERT INTO series_moved (id, merge_id, what, key, was, kept)
    SELECT icse_uuid7(), journal, 'series_placement', p.id, to_jsonb(p), k.id
    FROM series_placement p JOIN series_placement k ON k.item_id = p.item_id AND k.series_id = stays
    WHERE p.series_id = goes;
    DELETE FROM series_placement p USING series_moved m
    WHERE m.merge_id = journal AND m.kept IS NOT NULL AND p.id = m.key;
    PERFORM icse_end_doubles(journal, stays, goes);
    FOR moving IN SELECT * FROM icse_moved_with_series() LOOP
        EXECUTE format(
            'WITH gone AS (UPDATE %1$I SET series_id = $1 WHERE series_id = $2 RETURNING %2$I AS key)
             INSERT INTO series_moved (id, merge_id, what, key) SELECT icse_uuid7(), $3, %1$L, key FROM gone',
            moving.what, moving.named
        ) USING stays, goes, journal;
    END LOOP;
    UPDATE series_series SET merged_into_id = stays WHERE id = goes;
    PERFORM icse_settle_moved(ARRAY[stays, goes]);
    RETURN journal;
END
$$;

CREATE OR REPLACE FUNCTION icse_placed_again(what_was jsonb, at uuid) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Called by the functions beside it only: a placement from the journal, with the audiences that its parents have now.
    INSERT INTO series_placement (id, country_id, unit_id, officer_id, created_at, series_id, series_audience_id, item_id,
                                  item_audience_id)
    SELECT w.id, w.country_id, w.unit_id, w.officer_id, w.created_at, s.id, s.audience_id, i.id, i.audience_id
    FROM jsonb_populate_record(NULL::series_placement, what_was) w, series_series s, series_item i
    WHERE s.id = at AND i.id = w.item_id RETURNING id
$$;

CREATE OR REPLACE FUNCTION icse_undo_merge(one uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- What the journal names and is still there goes back; what was added since stays. A placement that had become one with
-- another comes back unless that one was taken out meanwhile.
DECLARE
    journal series_merge;
    moving record;
    folded record;
BEGIN
    SELECT * INTO journal FROM series_merge m WHERE m.id = one AND m.kind = 'merge' AND m.country_id = icse_country();
    IF journal.id IS NULL THEN
        RAISE no_data_found USING MESSAGE = 'There is no such merge.';
    END IF;
    PERFORM icse_own_series(ARRAY[journal.into_id, journal.other_id]);
    IF NOT EXISTS (SELECT 1 FROM series_merge m WHERE m.id = one AND m.undone_at IS NULL) THEN
        RAISE EXCEPTION USING ERRCODE = 'IC409', MESSAGE = 'A colleague has just undone this.';
    END IF;
    IF EXISTS (SELECT 1 FROM series_series s WHERE s.id = journal.into_id AND s.merged_into_id IS NOT NULL) THEN
        RAISE EXCEPTION USING ERRCODE = 'IC409',
            MESSAGE = 'The series was merged into another one since. Undo that merge first.';
    END IF;
    UPDATE series_series SET merged_into_id = NULL WHERE id = journal.other_id;
    FOR moving IN SELECT * FROM icse_moved_with_series() LOOP
        EXECUTE format(
            'UPDATE %1$I SET series_id = $1 WHERE series_id = $2 AND %2$I IN (
                SELECT m.key FROM series_moved m WHERE m.merge_id = $3 AND m.what = %1$L AND m.kept IS NULL)',
            moving.what, moving.named
        ) USING journal.other_id, journal.into_id, one;
    END LOOP;
    -- What went back may have stood for a placement of a third series, merged later: that one takes its place.
    FOR folded IN
        SELECT DISTINCT ON (f.kept) f.id, f.key, f.was, f.kept FROM series_moved f
        JOIN series_merge m ON m.id = f.merge_id AND m.into_id = journal.into_id AND m.undone_at IS NULL AND m.id <> one
        JOIN series_placement p ON p.id = f.kept AND p.series_id = journal.other_id
        ORDER BY f.kept, f.id
    LOOP
        IF icse_placed_again(folded.was, journal.into_id) IS NOT NULL THEN
            UPDATE series_moved f SET kept = CASE WHEN f.id = folded.id THEN NULL ELSE folded.key END
            FROM series_merge m WHERE m.id = f.merge_id AND m.into_id = journal.into_id AND m.id <> one
              AND f.kept = folded.kept;
        END IF;
    END LOOP;
    PERFORM icse_placed_again(f.was, journal.other_id) FROM series_moved f
    WHERE f.merge_id = one AND f.what = 'series_placement' AND f.kept IS NOT NULL AND (
        EXISTS (SELECT 1 FROM series_placement p WHERE p.id = f.kept)
        OR EXISTS (SELECT 1 FROM series_moved k WHERE k.key = f.kept AND k.kept IS NOT NULL)
    );
    PERFORM icse_stand_again(ARRAY[journal.into_id, journal.other_id]);
    DELETE FROM series_moved f WHERE f.merge_id = one;
    UPDATE series_merge SET undone_at = clock_timestamp(), undone_by_id = icse_officer() WHERE id = one;
    -- Where this had undone a split, the two are split again, and that can be undone again.
    UPDATE series_merge SET undone_at = NULL, undone_by_id = NULL
    WHERE kind = 'split' AND into_id = journal.into_id AND other_id = journal.other_id AND undone_at IS NOT NULL;
    PERFORM icse_settle_moved(ARRAY[journal.into_id, journal.other_id]);
END
$$;

CREATE OR REPLACE FUNCTION icse_split_series(source uuid, made uuid, items uuid[], subjects uuid[]) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- These items, as far as who asks sees them, and these subjects go to another series of the same owner and audience.
BEGIN
    PERFORM icse_own_series(ARRAY[source, made]);
    IF EXISTS (SELECT 1 FROM series_series s WHERE s.id IN (source, made) AND s.merged_into_id IS NOT NULL) THEN
        RAISE EXCEPTION USING ERRCODE = 'IC409', MESSAGE = 'The series has just been merged into another one.';
    END IF;
    UPDATE series_placement p SET series_id = made
    WHERE p.series_id = source AND p.item_id = ANY (items) AND p.item_audience_id = ANY (icse_audiences())
      AND NOT EXISTS (SELECT 1 FROM series_placement k WHERE k.series_id = made AND k.item_id = p.item_id);
    UPDATE series_subject b SET series_id = made WHERE b.series_id = source AND b.id = ANY (subjects);
    UPDATE series_newmaterial n SET series_id = made WHERE n.series_id = source AND n.subject_id = ANY (subjects);
    PERFORM icse_settle_moved(ARRAY[source, made]);
    RETURN icse_note_merge('split', source, made);
END
$$;
