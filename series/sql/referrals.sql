-- Referrals and alerts. A referral has two copies, one for each side, and only these functions write them: what is told
-- to the other side is what the owner chose, and no key of anything else. Owned by icse_definer.

CREATE OR REPLACE FUNCTION icse_duty_unit(code text) RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- The unit of a country that hears of referrals and alerts: the one that was named, or else its first.
    SELECT coalesce(c.duty_unit_id,
                    (SELECT u.id FROM accounts_unit u WHERE u.country_id = c.code ORDER BY u.id LIMIT 1))
    FROM accounts_country c WHERE c.code = icse_duty_unit.code
$$;

CREATE OR REPLACE FUNCTION icse_on_duty() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Whether who asks answers for the country: an officer of its duty unit, or a supervisor.
    SELECT cardinality(icse_audiences()) > 0 AND EXISTS (
        SELECT 1 FROM accounts_officer o
        WHERE o.id = icse_officer() AND (o.role = 'supervisor' OR o.unit_id = icse_duty_unit(o.country_id))
    )
$$;

CREATE OR REPLACE FUNCTION icse_add_referral_step(one uuid, what text, told text, words text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Called by the functions beside it only: what one side does stands in both copies, the officer only in its own.
    INSERT INTO series_referralstep (
        id, referral_id, audience_id, series_audience_id, kind, code, body, country_id, unit_id, officer_id, created_at
    )
    SELECT icse_uuid7(), r.id, r.audience_id, r.series_audience_id, what, coalesce(told, ''),
           btrim(coalesce(words, '')), icse_country(), icse_unit(),
           CASE WHEN r.audience_id = icse_national() THEN icse_officer() END, clock_timestamp()
    FROM series_referral r WHERE r.id = one OR r.twin = one
$$;

CREATE OR REPLACE FUNCTION icse_refer(
    one uuid, to_code text, called text, words text, told jsonb, items uuid[], originals boolean, before uuid, hours int
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    me accounts_officer;
    thing series_series;
    receiving int;
    mine uuid := icse_uuid7();
    theirs uuid := icse_uuid7();
    packed uuid := gen_random_uuid();
    moment timestamptz := clock_timestamp();
    why text;
BEGIN
    -- Held until the end, so that a series that is being solved is so before, or after.
    SELECT * INTO thing FROM series_series s WHERE s.id = one AND s.audience_id = ANY (icse_audiences()) FOR SHARE;
    IF NOT FOUND THEN
        RAISE no_data_found USING MESSAGE = 'There is no such series.';
    END IF;
    SELECT * INTO me FROM accounts_officer o WHERE o.id = icse_officer();
    IF thing.country_id <> me.country_id OR NOT (thing.audience_id = ANY (icse_contributable())) THEN
        RAISE insufficient_privilege USING MESSAGE = 'Only the country that owns a series refers it.';
    END IF;
    IF NOT (thing.active_for_victims OR thing.active_for_offenders) THEN
        RAISE EXCEPTION USING ERRCODE = 'IC409', MESSAGE = 'This series is solved, so that there is nothing to refer.';
    END IF;
    IF thing.tlp = 'red' THEN
        RAISE invalid_parameter_value USING MESSAGE =
            'This series is marked TLP:RED: for its named officers only. Change the marking before you refer it.';
    END IF;
    IF to_code = me.country_id OR NOT EXISTS (SELECT 1 FROM accounts_country c WHERE c.code = to_code AND c.code <> 'XG')
    THEN
        RAISE invalid_parameter_value USING MESSAGE = 'Choose another country.';
    END IF;
    IF char_length(coalesce(words, '')) > 2000 OR hours NOT BETWEEN 1 AND 720 OR cardinality(items) > 500 THEN
        RAISE invalid_parameter_value USING MESSAGE = 'Write 2,000 characters and send 500 files at most.';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('referral of ' || one::text || ' to ' || to_code, 0));
    SELECT w.reason INTO why FROM series_withholding w
    WHERE w.series_id = one AND w.to_country_id = to_code AND w.ended_at IS NULL;
    IF FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'IC409', MESSAGE = 'Your country withholds this series from there: ' || why;
    END IF;
    IF EXISTS (
        SELECT 1 FROM series_referral r
        WHERE r.series_id = one AND r.to_country_id = to_code AND r.side = 'sent'
          AND r.state IN ('sent', 'received', 'accepted', 'prepared', 'handed_over')
    ) THEN
        RAISE EXCEPTION USING ERRCODE = 'IC409', MESSAGE = 'This series is referred to that country already.';
    END IF;
    IF (SELECT count(*) FROM series_referral r WHERE r.series_id = one AND r.to_country_id = to_code) >= 10 THEN
        RAISE EXCEPTION USING ERRCODE = 'IC409', MESSAGE = 'This series has been referred there ten times already.';
    END IF;
    IF before IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM series_referral r
        WHERE r.id = before AND r.series_id = one AND r.side = 'sent' AND r.state = 'passed_on' AND r.pass_to_id = to_code
    ) THEN
        RAISE no_data_found USING MESSAGE = 'Nobody proposed this country in that referral.';
    END IF;
    IF cardinality(items) <> (
        SELECT count(*) FROM series_item i
        WHERE i.id = ANY (items) AND i.audience_id = ANY (icse_audiences()) AND i.state = 'ready' AND EXISTS (
            SELECT 1 FROM series_placement p WHERE p.series_id = one AND p.item_id = i.id
        )
    ) THEN
        RAISE no_data_found USING MESSAGE = 'One of these files is not in the series.';
    END IF;
    -- What others own and marked H2, or is for named officers, goes to nobody else; whatever the page offered.
    IF EXISTS (
        SELECT 1 FROM series_item i WHERE i.id = ANY (items) AND (
            i.tlp = 'red' OR i.country_id <> me.country_id AND ('H2' = ANY (i.handling) OR EXISTS (
                SELECT 1 FROM series_placement p JOIN series_series s ON s.id = p.series_id
                WHERE p.item_id = i.id AND s.country_id = i.country_id AND p.country_id = i.country_id
                  AND ('H2' = ANY (s.handling) OR s.tlp = 'red') AND s.audience_id = ANY (icse_audiences())
            ))
        )
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'The owner of one of these files does not let it be passed on.';
    END IF;
    SELECT a.id INTO receiving FROM accounts_audience a JOIN accounts_country c ON c.code = a.owner_id
    WHERE a.kind = 'national' AND a.owner_id = to_code AND c.is_connected;
    INSERT INTO series_referral (
        id, side, twin, reference, audience_id, series_id, series_audience_id, state, country_id, unit_id, officer_id,
        to_country_id, by_hand, note, document, package, package_state, package_size, earlier_id, outcome, due_at,
        escalations, is_active, created_at, last_activity_at
    )
    SELECT c.id, c.side, c.twin, called, c.audience, c.series, c.seen, CASE WHEN receiving IS NULL THEN 'prepared'
           ELSE 'sent' END, me.country_id, me.unit_id, c.officer, to_code, receiving IS NULL,
           btrim(coalesce(words, '')), told, packed, 'waiting', 0, c.earlier, '',
           CASE WHEN receiving IS NOT NULL THEN moment + make_interval(hours => hours) END, 0, true, moment, moment
    FROM (
        VALUES (mine, 'sent', theirs, icse_national(), one, thing.audience_id, me.id, before),
               (theirs, 'received', mine, receiving, NULL, NULL, NULL, NULL)
    ) c (id, side, twin, audience, series, seen, officer, earlier)
    WHERE c.audience IS NOT NULL;
    INSERT INTO series_referralitem (id, referral_id, item_id, number, is_original)
    SELECT icse_uuid7(), mine, i.item, i.number, originals FROM unnest(items) WITH ORDINALITY i (item, number);
    PERFORM icse_add_referral_step(mine, 'sent', '', words);
    RETURN mine;
END
$$;

CREATE OR REPLACE FUNCTION icse_own_referral(one uuid) RETURNS series_referral
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Called by the functions beside it only: the copy of who asks, both copies held until the end. Whose it is not hears
-- what who invents a key hears.
DECLARE
    own series_referral;
BEGIN
    PERFORM 1 FROM series_referral r
    WHERE r.id = one AND r.audience_id = icse_national() AND r.audience_id = ANY (icse_audiences())
      AND (r.series_audience_id IS NULL OR r.series_audience_id = ANY (icse_audiences()));
    IF NOT FOUND THEN
        RAISE no_data_found USING MESSAGE = 'There is no such referral.';
    END IF;
    PERFORM 1 FROM series_referral r WHERE r.id = one OR r.twin = one ORDER BY r.id FOR NO KEY UPDATE;
    SELECT * INTO own FROM series_referral r WHERE r.id = one;
    IF own.side = 'sent' AND NOT (own.series_audience_id = ANY (icse_contributable()))
       OR own.side = 'received' AND cardinality(icse_contributable()) = 0 THEN
        RAISE insufficient_privilege USING MESSAGE = 'You may look at this referral, but not answer for it.';
    END IF;
    RETURN own;
END
$$;

CREATE OR REPLACE FUNCTION icse_step_referral(one uuid, what text, words text, told text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- One step of either side. What contradicts a step that was taken meanwhile is refused.
DECLARE
    mine series_referral := icse_own_referral(one);
    said text := btrim(coalesce(words, ''));
    wanted text := CASE WHEN what IN ('withdrawn', 'handed_over') OR mine.by_hand THEN 'sent' ELSE 'received' END;
    from_states text[] := CASE what
        WHEN 'acknowledged' THEN ARRAY['sent']
        WHEN 'accepted' THEN ARRAY['sent', 'received']
        WHEN 'declined' THEN ARRAY['sent', 'received', 'handed_over']
        WHEN 'passed_on' THEN ARRAY['sent', 'received', 'accepted']
        WHEN 'reported' THEN ARRAY['accepted', 'reported', 'handed_over']
        WHEN 'withdrawn' THEN ARRAY['sent', 'received', 'prepared']
        WHEN 'handed_over' THEN ARRAY['prepared'] END;
BEGIN
    IF from_states IS NULL OR mine.by_hand AND what IN ('acknowledged', 'accepted', 'passed_on') THEN
        RAISE invalid_parameter_value USING MESSAGE = 'There is no such step.';
    END IF;
    IF mine.side <> wanted THEN
        RAISE insufficient_privilege USING MESSAGE = CASE wanted
            WHEN 'sent' THEN 'Only the country that refers may do this.'
            ELSE 'Only the country that it was referred to may do this.' END;
    END IF;
    IF mine.side = 'received' AND what <> 'reported' AND NOT icse_on_duty() THEN
        RAISE insufficient_privilege USING MESSAGE = 'Your duty unit, or a supervisor, answers referrals.';
    END IF;
    IF NOT (mine.state = ANY (from_states)) THEN
        RAISE EXCEPTION USING ERRCODE = 'IC409', MESSAGE = 'This referral stands elsewhere by now: ' || CASE mine.state
            WHEN 'sent' THEN 'it waits to be acknowledged.' WHEN 'received' THEN 'it was received.'
            WHEN 'accepted' THEN 'it was accepted.' WHEN 'declined' THEN 'it was declined.'
            WHEN 'passed_on' THEN 'another country was proposed.' WHEN 'reported' THEN 'its outcome was reported.'
            WHEN 'withdrawn' THEN 'it was withdrawn.' WHEN 'prepared' THEN 'it was not handed over yet.'
            ELSE 'it was handed over.' END;
    END IF;
    IF char_length(said) > 2000 OR what IN ('declined', 'passed_on') AND char_length(said) < 10 THEN
        RAISE invalid_parameter_value USING MESSAGE = 'Say why, in 10 to 2,000 characters.';
    END IF;
    IF what = 'passed_on' AND (told IN (mine.country_id, mine.to_country_id) OR NOT EXISTS (
        SELECT 1 FROM accounts_country c WHERE c.code = told AND c.code <> 'XG')) THEN
        RAISE invalid_parameter_value USING MESSAGE = 'Choose a third country.';
    END IF;
    IF what = 'reported' AND told NOT IN ('victim', 'offender', 'both', 'not_found', 'not_ours', 'other') THEN
        RAISE invalid_parameter_value USING MESSAGE = 'Choose what became of it.';
    END IF;
    IF what = 'handed_over' AND coalesce(told, '') !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' THEN
        RAISE invalid_parameter_value USING MESSAGE = 'Write the day of handing over like this: 2026-01-31.';
    END IF;
    IF what NOT IN ('passed_on', 'reported', 'handed_over') AND told <> '' THEN
        RAISE invalid_parameter_value USING MESSAGE = 'This step takes no code.';
    END IF;
    IF what = 'handed_over' AND told::date > current_date THEN
        RAISE invalid_parameter_value USING MESSAGE = 'The day lies in the future.';
    END IF;
    UPDATE series_referral r SET
        state = CASE what WHEN 'acknowledged' THEN 'received' ELSE what END,
        pass_to_id = CASE WHEN what = 'passed_on' THEN told ELSE r.pass_to_id END,
        outcome = CASE WHEN what = 'reported' THEN told ELSE r.outcome END,
        handed_over_on = CASE WHEN what = 'handed_over' THEN told::date ELSE r.handed_over_on END,
        last_activity_at = clock_timestamp()
    WHERE r.id = one OR r.twin = one;
    PERFORM icse_add_referral_step(one, what, told, said);
END
$$;

CREATE OR REPLACE FUNCTION icse_tell_referral(referrals uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- To each side that its own copy has changed: who acts holds one side's audiences only.
BEGIN
    IF cardinality(referrals) IS DISTINCT FROM (
        SELECT count(*)::int FROM series_referral r
        WHERE r.id = ANY (referrals) AND r.audience_id = ANY (icse_audiences())
          AND (r.series_audience_id IS NULL OR r.series_audience_id = ANY (icse_audiences()))
    ) THEN
        RAISE no_data_found USING MESSAGE = 'There is no such referral.';
    END IF;
    INSERT INTO core_event (id, key, at, type, about, audiences)
    SELECT 0, gen_random_uuid(), clock_timestamp(), 'referral.changed', ARRAY[r.id],
           ARRAY(SELECT DISTINCT a FROM unnest(ARRAY[r.audience_id, r.series_audience_id]) a
                 WHERE a IS NOT NULL ORDER BY a)
    FROM series_referral r WHERE r.id = ANY (referrals) OR r.twin = ANY (referrals) ORDER BY r.side DESC;
END
$$;

CREATE OR REPLACE FUNCTION icse_settle_referrals() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- What is solved leaves duty pages in the same statement, on both sides; what is opened again comes back.
BEGIN
    UPDATE series_referral r SET is_active = NEW.active_for_victims OR NEW.active_for_offenders, last_activity_at = now()
    FROM series_referral s
    WHERE s.series_id = NEW.id AND r.id IN (s.id, s.twin)
      AND r.is_active IS DISTINCT FROM (NEW.active_for_victims OR NEW.active_for_offenders);
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION icse_settle_alert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Boards read one column. An alert is seen by everybody who sees its series, so that it may move it up.
BEGIN
    UPDATE series_series s SET ongoing_suspected = NEW.withdrawn_at IS NULL, last_activity_at = clock_timestamp()
    WHERE s.id = NEW.series_id;
    RETURN NULL;
END
$$;
