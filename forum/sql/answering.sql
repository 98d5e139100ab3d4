-- Answers: taking away what one says, and who may be mentioned in one. Owned by icse_definer.

CREATE OR REPLACE FUNCTION icse_redact_post(one uuid, why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- By the author, or by a unit supervisor of the author's country or of the country that asked. The text goes with its
-- versions, translations and mentions and with what was said beside it; that it was there stays, with the reason.
DECLARE
    written forum_post;
BEGIN
    SELECT * INTO written FROM forum_post p WHERE p.id = one AND p.audience_id = ANY (icse_audiences())
        FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE no_data_found USING MESSAGE = 'There is no such answer.';
    END IF;
    IF NOT (written.audience_id = ANY (icse_contributable())) OR NOT (
        written.officer_id = icse_officer() OR EXISTS (
            SELECT 1 FROM accounts_officer o
            WHERE o.id = icse_officer() AND o.role = 'supervisor' AND (
                o.country_id = written.country_id
                OR EXISTS (SELECT 1 FROM forum_thread t WHERE t.id = written.thread_id AND t.country_id = o.country_id)
            )
        )
    ) THEN
        RAISE insufficient_privilege USING MESSAGE =
            'Only who wrote it, or a unit supervisor of that country or of the country that asked, may redact an answer.';
    END IF;
    IF written.redacted_at IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'IC409', MESSAGE = 'This answer has been redacted already.';
    END IF;
    IF length(btrim(why)) NOT BETWEEN 5 AND 300 THEN
        RAISE invalid_parameter_value USING MESSAGE = 'Write 5 to 300 characters here.';
    END IF;
    DELETE FROM forum_postversion v WHERE v.post_id = one;
    DELETE FROM forum_postmention m WHERE m.post_id = one;
    DELETE FROM forum_posttranslation t WHERE t.post_id = one;
    UPDATE forum_post SET body = '', language = 'und', said_country_id = NULL, said_region = '', said_product = '',
        said_source = '', confidence = '', too_common = false, version = version + 1, redacted_at = clock_timestamp(),
        redacted_unit_id = icse_unit(), redacted_reason = btrim(why)
    WHERE id = one;
END
$$;

CREATE OR REPLACE FUNCTION icse_mentionable(talk uuid, countries text[], OUT country text, OUT unit uuid, OUT officer uuid)
RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Of these countries, who sees a thread that the asker sees: colleagues one by one, other countries' units as far as the
-- asker may know that they see it. That is so where the members of the audience may be known, and of who wrote here.
    WITH asked AS (
        SELECT t.id, t.audience_id, t.unit_id FROM forum_thread t
        WHERE t.id = talk AND t.audience_id = ANY (icse_audiences())
    ), known AS (
        SELECT o.id, o.unit_id, o.country_id::text AS code, a.audience_id FROM asked a
        JOIN accounts_officer o ON o.country_id = ANY (countries)
        WHERE o.country_id = icse_country() OR icse_members_known(a.audience_id) OR o.unit_id = a.unit_id
           OR EXISTS (SELECT 1 FROM forum_post p WHERE p.thread_id = a.id AND p.unit_id = o.unit_id)
    )
    SELECT DISTINCT k.code, k.unit_id, CASE WHEN k.code = icse_country() THEN k.id END
    FROM known k WHERE k.audience_id = ANY (icse_audiences_of(k.id, 'view_audience'))
$$;
