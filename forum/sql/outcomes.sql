-- Every unit that took part in a series is told what became of each of its subjects, in the transaction in which the
-- database settles that subject; once, and again only when it changes. Owned by icse_definer.

CREATE OR REPLACE FUNCTION icse_took_part(one uuid)
RETURNS TABLE (unit uuid, country text, way text, item uuid, item_audience int, thread uuid, thread_audience int)
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- The registry of ways to take part: who is told of this subject, and with which item or request (whose audience is
-- needed to see that). To add a way: one more part, and a name in forum.models.Outcome.Way. Of many items or requests in
-- one audience the first stands for all.
    WITH about AS MATERIALIZED (
        SELECT b.series_id, s.unit_id, s.country_id FROM series_subject b JOIN series_series s ON s.id = b.series_id
        WHERE b.id = one
    ), talk AS MATERIALIZED (
        SELECT t.id, t.unit_id, t.country_id, t.audience_id FROM forum_threadseries l
        JOIN about ON about.series_id = l.series_id JOIN forum_thread t ON t.id = l.thread_id
    )
    SELECT about.unit_id, about.country_id, 'made', NULL::uuid, NULL::int, NULL::uuid, NULL::int FROM about
    UNION SELECT b.unit_id, b.country_id, 'named', NULL, NULL, NULL, NULL FROM series_subject b WHERE b.id = one
    UNION SELECT w.unit_id, w.country_id, 'named', NULL, NULL, NULL, NULL
        FROM series_subjectstatement w WHERE w.subject_id = one AND w.withdrawn_at IS NULL
    UNION SELECT c.unit_id, c.country_id, 'verified', NULL, NULL, NULL, NULL FROM series_claim c WHERE c.subject_id = one
    UNION SELECT n.unit_id, n.country_id, 'identified', NULL, NULL, NULL, NULL
        FROM series_identification n WHERE n.subject_id = one
    UNION SELECT r.unit_id, r.country_id, 'proposed', NULL, NULL, NULL, NULL
        FROM series_reopening r JOIN series_identification n ON n.id = r.identification_id WHERE n.subject_id = one
    UNION SELECT i.unit_id, i.country_id, 'indicated', NULL, NULL, NULL, NULL
        FROM about JOIN series_indication i ON i.series_id = about.series_id
    UNION SELECT u.unit_id, r.to_country_id, 'referred', NULL, NULL, NULL, NULL
        FROM about JOIN series_referral r ON r.series_id = about.series_id AND NOT r.by_hand
        CROSS JOIN LATERAL (
            SELECT icse_duty_unit(r.to_country_id) AS unit_id
            UNION SELECT s.unit_id FROM series_referralstep s
            WHERE s.referral_id = r.twin AND s.country_id = r.to_country_id
        ) u WHERE u.unit_id IS NOT NULL
    UNION ALL (
        SELECT DISTINCT ON (i.unit_id, i.audience_id) i.unit_id, i.country_id, 'uploaded', i.id, i.audience_id,
               NULL::uuid, NULL::int
        FROM about JOIN series_placement p ON p.series_id = about.series_id JOIN series_item i ON i.id = p.item_id
        ORDER BY i.unit_id, i.audience_id, i.id
    )
    UNION ALL (
        SELECT DISTINCT ON (p.unit_id, i.audience_id) p.unit_id, p.country_id, 'placed', i.id, i.audience_id,
               NULL::uuid, NULL::int
        FROM about JOIN series_placement p ON p.series_id = about.series_id JOIN series_item i ON i.id = p.item_id
        WHERE p.unit_id <> i.unit_id ORDER BY p.unit_id, i.audience_id, i.id
    )
    UNION ALL (
        SELECT DISTINCT ON (t.unit_id, t.audience_id) t.unit_id, t.country_id, 'asked', NULL::uuid, NULL::int,
               t.id, t.audience_id
        FROM talk t ORDER BY t.unit_id, t.audience_id, t.id
    )
    UNION ALL (
        SELECT DISTINCT ON (p.unit_id, t.audience_id) p.unit_id, p.country_id, 'answered', NULL::uuid, NULL::int,
               t.id, t.audience_id
        FROM talk t JOIN forum_post p ON p.thread_id = t.id WHERE p.unit_id <> t.unit_id
        ORDER BY p.unit_id, t.audience_id, t.id
    )
$$;

CREATE OR REPLACE FUNCTION icse_tell_subject() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- A subject became identified, or is looked for again. Who has done it needs not be told. The subject's row is locked, so
-- that two who settle it at once come one after the other.
DECLARE
    said text := CASE WHEN NEW.status = 'identified' THEN 'identified' ELSE 'reopened' END;
    acting uuid := icse_unit();
BEGIN
    UPDATE forum_outcome o SET state = said, is_change = true, told_at = now(),
           read_at = CASE WHEN o.unit_id = acting THEN now() END
    WHERE o.subject_id = NEW.id;
    INSERT INTO forum_outcome (
        id, unit_id, country_id, subject_id, audience_id, item_id, item_audience_id, thread_id, thread_audience_id,
        way, state, is_change, told_at, read_at
    )
    SELECT icse_uuid7(), p.unit, p.country, NEW.id, NEW.audience_id, p.item, p.item_audience, p.thread,
           p.thread_audience, p.way, said, false, now(), CASE WHEN p.unit = acting THEN now() END
    FROM icse_took_part(NEW.id) p
    WHERE NOT EXISTS (
        SELECT 1 FROM forum_outcome o WHERE o.subject_id = NEW.id AND o.unit_id = p.unit AND o.way = p.way
          AND o.item_audience_id IS NOT DISTINCT FROM p.item_audience
          AND o.thread_audience_id IS NOT DISTINCT FROM p.thread_audience
    );
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION icse_tell_declined() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Who proposed to open a subject again is told that it stays as it is.
DECLARE
    about record;
    acting uuid := icse_unit();
BEGIN
    SELECT b.id, b.audience_id INTO about FROM series_identification n JOIN series_subject b ON b.id = n.subject_id
        WHERE n.id = NEW.identification_id;
    INSERT INTO forum_outcome (
        id, unit_id, country_id, subject_id, audience_id, way, state, is_change, told_at, read_at
    ) VALUES (
        icse_uuid7(), NEW.unit_id, NEW.country_id, about.id, about.audience_id, 'proposed', 'declined', false,
        now(), CASE WHEN NEW.unit_id = acting THEN now() END
    ) ON CONFLICT (subject_id, unit_id, way, item_id, thread_id)
      DO UPDATE SET state = excluded.state, is_change = true, told_at = excluded.told_at, read_at = excluded.read_at;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION icse_tell_thread() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- A request is about a solved series, or no longer: whoever sees the request sees that, and nothing else of the series.
-- Told to who answered; those who see the series hear it there, and are not shown this.
DECLARE
    acting uuid := icse_unit();
BEGIN
    UPDATE forum_outcome o SET state = CASE WHEN NEW.is_active THEN 'reopened' ELSE 'identified' END, is_change = true,
           told_at = now(), read_at = CASE WHEN o.unit_id = acting THEN now() END
    WHERE o.subject_id IS NULL AND o.thread_id = NEW.id;
    IF NOT NEW.is_active THEN
        INSERT INTO forum_outcome (
            id, unit_id, country_id, thread_id, thread_audience_id, way, state, is_change, told_at, read_at
        )
        SELECT icse_uuid7(), p.unit_id, min(p.country_id), NEW.id, NEW.audience_id, 'answered', 'identified', false,
               now(), CASE WHEN p.unit_id = acting THEN now() END
        FROM forum_post p WHERE p.thread_id = NEW.id AND p.unit_id <> NEW.unit_id AND NOT EXISTS (
            SELECT 1 FROM forum_outcome o WHERE o.subject_id IS NULL AND o.thread_id = NEW.id AND o.unit_id = p.unit_id
        )
        GROUP BY p.unit_id;
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION icse_tell_outcomes(subjects uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- An event for each that was told in this transaction, for the unit's country as far as it sees what is told; streams
-- look at the row itself, which only the unit sees. Of all who are the same person as one of these. And to each side of
-- a referral whose series was solved by this, or is looked at again, that its own copy has changed.
DECLARE
    people uuid[] := ARRAY(SELECT DISTINCT one FROM unnest(subjects) p CROSS JOIN LATERAL icse_same_person(p) one);
    about uuid[] := ARRAY(SELECT DISTINCT b.series_id FROM series_subject b WHERE b.id = ANY (people));
BEGIN
    INSERT INTO core_event (id, key, at, type, about, audiences)
    SELECT 0, gen_random_uuid(), clock_timestamp(), 'outcome.told', ARRAY[o.id],
           ARRAY(SELECT DISTINCT a FROM unnest(ARRAY[n.id, o.audience_id, o.item_audience_id, o.thread_audience_id]) a
                 WHERE a IS NOT NULL ORDER BY a)
    FROM forum_outcome o
    JOIN accounts_audience n ON n.kind = 'national' AND n.owner_id = o.country_id
    WHERE o.told_at = now() AND o.read_at IS NULL AND (
        o.subject_id = ANY (people)
        OR o.subject_id IS NULL AND o.thread_id IN (
            SELECT l.thread_id FROM forum_threadseries l WHERE l.series_id = ANY (about)
        )
    )
    ORDER BY o.id;
    INSERT INTO core_event (id, key, at, type, about, audiences)
    SELECT 0, gen_random_uuid(), clock_timestamp(), 'referral.changed', ARRAY[r.id],
           ARRAY(SELECT DISTINCT a FROM unnest(ARRAY[r.audience_id, r.series_audience_id]) a
                 WHERE a IS NOT NULL ORDER BY a)
    FROM series_referral s JOIN series_referral r ON r.id IN (s.id, s.twin)
    WHERE s.series_id = ANY (about) AND r.last_activity_at = now() ORDER BY r.id;
END
$$;
