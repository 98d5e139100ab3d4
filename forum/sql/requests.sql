-- Requests to owners. Each side has its own copy, and only these functions write them. Owned by icse_definer.
-- A request that reaches nobody (a wrong reference, an owner who takes no part) is written and told like any other; its
-- received copy has no audience.

CREATE OR REPLACE FUNCTION icse_ask_owner(wanted text, typed text, blind uuid, reason text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    me accounts_officer;
    heard text := upper(btrim(coalesce(typed, '')));
    mine uuid := icse_uuid7();
    theirs uuid := icse_uuid7();
    moment timestamptz := clock_timestamp();
    sent_lately record;
    known uuid;
    thing record;
    receiving int;
BEGIN
    IF cardinality(icse_contributable()) = 0 THEN
        RAISE insufficient_privilege USING MESSAGE = 'You may not send requests.';
    END IF;
    IF wanted NOT IN ('sight', 'judicial', 'dissemination') OR (heard = '') = (blind IS NULL)
       OR blind IS NOT NULL AND wanted <> 'sight' THEN
        RAISE invalid_parameter_value USING MESSAGE = 'Give a reference, and say what you ask for.';
    END IF;
    IF char_length(heard) > 24 OR char_length(btrim(coalesce(reason, ''))) NOT BETWEEN 10 AND 2000 THEN
        RAISE invalid_parameter_value USING MESSAGE = 'Write in 10 to 2,000 characters why you ask.';
    END IF;
    SELECT * INTO me FROM accounts_officer o WHERE o.id = icse_officer();
    PERFORM pg_advisory_xact_lock(7243004, hashtext(me.unit_id::text));
    SELECT count(*) AS of_unit, count(*) FILTER (WHERE r.officer_id = me.id) AS of_officer,
           min(r.created_at) AS first_of_unit, min(r.created_at) FILTER (WHERE r.officer_id = me.id) AS first_of_officer
    INTO sent_lately
    FROM forum_request r
    WHERE r.unit_id = me.unit_id AND r.side = 'sent' AND r.created_at > moment - interval '1 day';
    IF sent_lately.of_officer >= 20 OR sent_lately.of_unit >= 60 THEN
        -- When the first of those that are counted is a day old.
        RAISE EXCEPTION USING ERRCODE = 'IC429', MESSAGE =
            'An officer may send 20 requests a day, and a unit 60. Send this one tomorrow.',
            HINT = ceil(extract(epoch FROM interval '1 day' - (moment - greatest(
                CASE WHEN sent_lately.of_officer >= 20 THEN sent_lately.first_of_officer END,
                CASE WHEN sent_lately.of_unit >= 60 THEN sent_lately.first_of_unit END))))::text;
    END IF;
    IF EXISTS (
        SELECT 1 FROM forum_request r
        WHERE r.unit_id = me.unit_id AND r.side = 'sent' AND r.state IN ('waiting', 'asked_back')
          AND r.purpose = wanted AND r.reference = heard AND r.blind_hit_id IS NOT DISTINCT FROM blind
    ) THEN
        RAISE EXCEPTION USING ERRCODE = 'IC409', MESSAGE = 'Your unit has asked for this already, and waits.';
    END IF;
    IF blind IS NOT NULL THEN
        SELECT m.item INTO known FROM icse_hidden_matches(NULL, blind) m LIMIT 1;
        IF known IS NULL THEN
            RAISE no_data_found USING MESSAGE = 'There is no such match.';
        END IF;
        -- A line may stand for several: who was asked least often is next.
        SELECT NULL::uuid AS series, NULL::uuid AS thread, i.id AS item, i.country_id, i.audience_id INTO thing
        FROM icse_hidden_matches(NULL, blind) m JOIN series_item i ON i.id = m.other
        ORDER BY (SELECT count(*) FROM forum_request r
                  WHERE r.item_id = i.id AND r.side = 'received' AND r.unit_id = me.unit_id),
                 EXISTS (SELECT 1 FROM series_placement p WHERE p.item_id = i.id) DESC, i.id
        LIMIT 1;
    ELSE
        SELECT * INTO thing FROM (
            SELECT coalesce(icse_live_series(s.id), s.id) AS series, NULL::uuid AS thread, NULL::uuid AS item, s.country_id,
                   s.audience_id
            FROM series_series s WHERE s.reference = heard
            UNION ALL
            SELECT NULL, t.id, NULL, t.country_id, t.audience_id FROM forum_thread t WHERE t.reference = heard
        ) o;
        IF wanted <> 'sight' AND (thing.series IS NULL OR thing.audience_id <> ALL (icse_audiences())) THEN
            RAISE invalid_parameter_value USING MESSAGE = 'You may ask this about a series that is shown to you.';
        END IF;
    END IF;
    SELECT a.id INTO receiving FROM accounts_audience a JOIN accounts_country c ON c.code = a.owner_id
    WHERE a.kind = 'national' AND a.owner_id = thing.country_id AND c.is_connected AND c.code <> me.country_id;
    INSERT INTO forum_request (
        id, side, twin, audience_id, purpose, state, country_id, unit_id, officer_id, reference, blind_hit_id,
        series_id, item_id, thread_id, object_audience_id, opened_type, created_at, last_activity_at
    )
    SELECT mine, 'sent', theirs, icse_national(), wanted, 'waiting', me.country_id, me.unit_id, me.id, heard, blind,
           NULL, NULL, NULL, NULL, '', moment, moment
    UNION ALL
    SELECT theirs, 'received', mine, receiving, wanted, 'waiting', me.country_id, me.unit_id, NULL, '', NULL,
           CASE WHEN receiving IS NOT NULL THEN thing.series END, CASE WHEN receiving IS NOT NULL THEN thing.item END,
           CASE WHEN receiving IS NOT NULL THEN thing.thread END,
           CASE WHEN receiving IS NOT NULL THEN thing.audience_id END, '', moment, moment;
    PERFORM icse_add_word(mine, false, reason);
    RETURN mine;
END
$$;

CREATE OR REPLACE FUNCTION icse_add_word(request uuid, owners boolean, words text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Called by the functions beside it only: what one side writes stands in both copies.
    INSERT INTO forum_requestword (id, request_id, audience_id, object_audience_id, by_owner, body, created_at)
    SELECT icse_uuid7(), r.id, r.audience_id, r.object_audience_id, owners, btrim(words), clock_timestamp()
    FROM forum_request r WHERE (r.id = request OR r.twin = request) AND btrim(coalesce(words, '')) <> ''
$$;

CREATE OR REPLACE FUNCTION icse_own_request(request uuid, wanted text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Called by the functions beside it only: go on if the asker sees this copy and it can still be decided, and hold both
-- copies until the end. Whose it is not hears what who invents a key hears.
BEGIN
    PERFORM 1 FROM forum_request r
    WHERE r.id = request AND r.side = wanted AND r.audience_id = icse_national()
      AND r.audience_id = ANY (icse_audiences())
      AND (r.object_audience_id IS NULL OR r.object_audience_id = ANY (icse_audiences()));
    IF NOT FOUND THEN
        RAISE no_data_found USING MESSAGE = 'There is no such request.';
    END IF;
    PERFORM 1 FROM forum_request r WHERE r.id = request OR r.twin = request ORDER BY r.id FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT 1 FROM forum_request r WHERE r.id = request AND r.state IN ('waiting', 'asked_back')) THEN
        RAISE EXCEPTION USING ERRCODE = 'IC409', MESSAGE = 'This request has been decided or withdrawn already.';
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION icse_answer_request(request uuid, outcome text, words text, opened text, opened_key uuid)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- The owner asks back, accepts or declines. What was opened is named to the asker, who sees it only if it is so.
DECLARE
    one forum_request;
BEGIN
    PERFORM icse_own_request(request, 'received');
    SELECT * INTO one FROM forum_request r WHERE r.id = request;
    IF NOT (one.object_audience_id = ANY (icse_contributable())) THEN
        RAISE insufficient_privilege USING MESSAGE = 'You may look at what this is about, but not answer for it.';
    END IF;
    IF outcome NOT IN ('asked_back', 'accepted', 'declined') OR char_length(btrim(coalesce(words, ''))) > 2000
       OR outcome = 'asked_back' AND btrim(coalesce(words, '')) = '' THEN
        RAISE invalid_parameter_value USING MESSAGE = 'Write your question in at most 2,000 characters.';
    END IF;
    IF opened <> '' AND (outcome <> 'accepted' OR NOT EXISTS (
        SELECT 1 FROM (
            SELECT 'series' AS type, s.id, s.country_id, s.audience_id FROM series_series s WHERE s.id = opened_key
            UNION ALL
            SELECT 'item', i.id, i.country_id, i.audience_id FROM series_item i WHERE i.id = opened_key
            UNION ALL
            SELECT 'thread', t.id, t.country_id, t.audience_id FROM forum_thread t WHERE t.id = opened_key
        ) o
        WHERE o.type = opened AND o.country_id = icse_country() AND o.audience_id = ANY (icse_audiences())
    )) THEN
        RAISE invalid_parameter_value USING MESSAGE = 'Name what you open: a series, item or request of your own.';
    END IF;
    PERFORM icse_add_word(request, true, words);
    UPDATE forum_request r SET state = outcome, last_activity_at = clock_timestamp(), opened_type = opened,
           opened_key = CASE WHEN opened <> '' THEN icse_answer_request.opened_key END
    WHERE r.id = request OR r.twin = request;
END
$$;

CREATE OR REPLACE FUNCTION icse_reply_request(request uuid, words text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM icse_own_request(request, 'sent');
    IF NOT EXISTS (SELECT 1 FROM forum_request r WHERE r.id = request AND r.unit_id = icse_unit()) THEN
        RAISE insufficient_privilege USING MESSAGE = 'Only the unit that asked may do this.';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM forum_request r WHERE r.id = request AND r.state = 'asked_back') THEN
        RAISE EXCEPTION USING ERRCODE = 'IC409', MESSAGE = 'The owner has not asked back.';
    END IF;
    IF char_length(btrim(coalesce(words, ''))) NOT BETWEEN 1 AND 2000 THEN
        RAISE invalid_parameter_value USING MESSAGE = 'Write your answer in at most 2,000 characters.';
    END IF;
    PERFORM icse_add_word(request, false, words);
    UPDATE forum_request r SET state = 'waiting', last_activity_at = clock_timestamp()
    WHERE r.id = request OR r.twin = request;
END
$$;

CREATE OR REPLACE FUNCTION icse_withdraw_request(request uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM icse_own_request(request, 'sent');
    IF NOT EXISTS (SELECT 1 FROM forum_request r WHERE r.id = request AND r.unit_id = icse_unit()) THEN
        RAISE insufficient_privilege USING MESSAGE = 'Only the unit that asked may do this.';
    END IF;
    UPDATE forum_request r SET state = 'withdrawn', last_activity_at = clock_timestamp()
    WHERE r.id = request OR r.twin = request;
END
$$;

CREATE OR REPLACE FUNCTION icse_tell_request(requests uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- To each side that its own copy has changed: the asker holds one side's audiences only. Whoever sees a copy may say so.
-- What was received by nobody is told to the audience 0, which does not exist (an event for nobody would be for all).
BEGIN
    IF cardinality(requests) IS DISTINCT FROM (
        SELECT count(*)::int FROM forum_request r
        WHERE r.id = ANY (requests) AND r.audience_id = ANY (icse_audiences())
          AND (r.object_audience_id IS NULL OR r.object_audience_id = ANY (icse_audiences()))
    ) THEN
        RAISE no_data_found USING MESSAGE = 'There is no such request.';
    END IF;
    INSERT INTO core_event (id, key, at, type, about, audiences)
    SELECT 0, gen_random_uuid(), clock_timestamp(), 'request.changed', ARRAY[r.id],
           ARRAY(SELECT DISTINCT a FROM unnest(ARRAY[coalesce(r.audience_id, 0), r.object_audience_id]) a
                 WHERE a IS NOT NULL ORDER BY a)
    FROM forum_request r WHERE r.id = ANY (requests) OR r.twin = ANY (requests) ORDER BY r.side DESC;
END
$$;
