-- Links between series and between subjects, and what follows when two subjects are the same person. Owned by
-- icse_definer, who sees all of a chain of links whoever asks.

CREATE OR REPLACE FUNCTION icse_link_turns() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- A link goes forward only, each step by the side whose step it is; who and when is written down here. Undoing takes a
-- reason: it may open again what an identification had closed.
BEGIN
    IF (NEW.undone_reason <> '') <> (NEW.state = 'undone') THEN
        RAISE check_violation USING MESSAGE = 'Undoing a link takes a reason.', CONSTRAINT = 'link_turns';
    END IF;
    IF OLD.state = 'proposed' AND (
        NEW.state IN ('accepted', 'declined') AND OLD.other_country_id = icse_country()
        OR NEW.state = 'withdrawn' AND OLD.country_id = icse_country()
    ) THEN
        NEW.decided_by_id := icse_officer();
        NEW.decided_at := clock_timestamp();
    ELSIF OLD.state = 'accepted' AND NEW.state = 'undone' THEN
        NEW.undone_by_id := icse_officer();
        NEW.undone_country_id := icse_country();
        NEW.undone_at := clock_timestamp();
    ELSE
        RAISE check_violation USING MESSAGE = 'A link that has ended is proposed anew.', CONSTRAINT = 'link_turns';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION icse_same_person(one uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- The subject itself, and all that accepted links join to it. Called by the functions beside it only: who asks may not
-- see all of them. The limit is far above what officers can build (``series.actions.persons``).
    WITH RECURSIVE reached AS (
        SELECT one AS id
        UNION
        SELECT CASE WHEN l.subject_id = r.id THEN l.other_id ELSE l.subject_id END
        FROM reached r JOIN series_subjectlink l ON l.state = 'accepted' AND (l.subject_id = r.id OR l.other_id = r.id)
    )
    SELECT id FROM reached LIMIT 1000
$$;

CREATE OR REPLACE FUNCTION icse_settle_person(one uuid, always boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Identified beats claimed beats unidentified; an identification of one speaks for all who are the same person. Which
-- country made it, and when, stands only on the subject that it is of: who sees another one may not know.
-- ``always``: the subject is written though nothing changes, which counts as activity of its series.
DECLARE
    people uuid[];
    is_known boolean;
BEGIN
    people := ARRAY(SELECT icse_same_person(one));
    PERFORM 1 FROM series_subject WHERE id = ANY (people) ORDER BY id FOR NO KEY UPDATE;
    is_known := EXISTS (
        SELECT 1 FROM series_identification i WHERE i.subject_id = ANY (people) AND i.confirmed_at IS NOT NULL
          AND i.revoked_at IS NULL
    );
    UPDATE series_subject b SET
        status = s.status, status_country_id = s.country_id, identified_at = s.identified_at
    FROM (
        SELECT p.id,
               CASE WHEN is_known THEN 'identified' WHEN c.country_id IS NOT NULL THEN 'claimed'
                    ELSE 'unidentified' END AS status,
               CASE WHEN is_known THEN i.country_id ELSE c.country_id END AS country_id,
               i.confirmed_at AS identified_at
        FROM series_subject p
        LEFT JOIN LATERAL (
            SELECT f.country_id, f.confirmed_at FROM series_identification f
            WHERE f.subject_id = p.id AND f.confirmed_at IS NOT NULL AND f.revoked_at IS NULL
            ORDER BY f.confirmed_at LIMIT 1
        ) i ON true
        LEFT JOIN LATERAL (
            SELECT f.country_id FROM series_claim f
            WHERE f.subject_id = p.id AND f.withdrawn_at IS NULL ORDER BY f.created_at LIMIT 1
        ) c ON true
        WHERE p.id = ANY (people)
    ) s
    WHERE b.id = s.id AND (always AND b.id = one OR (b.status, b.status_country_id, b.identified_at)
                           IS DISTINCT FROM (s.status, s.country_id, s.identified_at));
END
$$;

CREATE OR REPLACE FUNCTION icse_settle_subject() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- After a claim or an identification. The row lock puts two countries that act at once in order; the shared lock lets
-- many act on different people while nobody links or unlinks any.
BEGIN
    PERFORM pg_advisory_xact_lock_shared(7243007, 0);
    PERFORM icse_settle_person(NEW.subject_id, true);
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION icse_settle_link() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- After two subjects were joined or parted.
BEGIN
    PERFORM pg_advisory_xact_lock(7243007, 0);
    PERFORM icse_settle_person(NEW.subject_id, false);
    PERFORM icse_settle_person(NEW.other_id, false);
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION icse_tell_person(people uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- To who sees the series of each subject that is the same person as one of these: who acts does not hold all their
-- audiences. Each event names one series. Whoever sees the subjects may say so, and tells of their own series itself.
BEGIN
    IF cardinality(people) IS DISTINCT FROM (
        SELECT count(*)::int FROM series_subject b
        WHERE b.id = ANY (people) AND b.audience_id = ANY (icse_audiences())
    ) THEN
        RAISE no_data_found USING MESSAGE = 'There is no such subject.';
    END IF;
    INSERT INTO core_event (id, key, at, type, about, audiences)
    SELECT 0, gen_random_uuid(), clock_timestamp(), 'series.changed', ARRAY[b.series_id], ARRAY[b.audience_id]
    FROM series_subject b
    WHERE b.id IN (SELECT icse_same_person(p) FROM unnest(people) p)
      AND b.series_id NOT IN (SELECT o.series_id FROM series_subject o WHERE o.id = ANY (people))
    GROUP BY b.series_id, b.audience_id ORDER BY b.series_id;
END
$$;

CREATE OR REPLACE FUNCTION icse_live_series(one uuid) RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Where a series leads that was merged, as far as who asks sees it; itself where it was not.
    WITH RECURSIVE led AS (
        SELECT s.id, s.merged_into_id FROM series_series s
        WHERE s.id = one AND s.audience_id = ANY ((SELECT icse_audiences())::int[])
        UNION ALL
        SELECT s.id, s.merged_into_id FROM led JOIN series_series s ON s.id = led.merged_into_id
    )
    SELECT id FROM led WHERE merged_into_id IS NULL
$$;

CREATE OR REPLACE FUNCTION icse_series_is_live() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Nothing is added to what was merged a moment ago. After the foreign key, which waits for the merge.
BEGIN
    IF EXISTS (SELECT 1 FROM series_series s WHERE s.id = NEW.series_id AND s.merged_into_id IS NOT NULL) THEN
        RAISE foreign_key_violation USING MESSAGE = 'This series has been merged.', CONSTRAINT = 'series_is_merged';
    END IF;
    RETURN NULL;
END
$$;
