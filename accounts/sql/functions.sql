-- Who is asking, and what do they hold. Owned by icse_definer, who reads the grant tables; see accounts/visibility.py.

CREATE OR REPLACE FUNCTION icse_officer() RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- The officer of the signed fact (icse.core.facts), or NULL: no fact, a forged one, an old one, another connection's.
DECLARE
    parts text[] := string_to_array(current_setting('icse.fact', true), '.');
    pads core_factkey;
    message bytea;
    computed text;
BEGIN
    IF parts IS NULL OR array_length(parts, 1) IS DISTINCT FROM 4 THEN
        RETURN NULL;
    END IF;
    IF parts[2] !~ '^[0-9]{1,12}$' OR parts[2]::bigint < extract(epoch FROM clock_timestamp()) THEN
        RETURN NULL;
    END IF;
    IF parts[3] IS DISTINCT FROM pg_backend_pid()::text THEN
        RETURN NULL;
    END IF;
    SELECT * INTO pads FROM core_factkey WHERE id = 1;
    message := convert_to(parts[1] || '.' || parts[2] || '.' || parts[3], 'UTF8');
    computed := encode(sha256(pads.outer_pad || sha256(pads.inner_pad || message)), 'hex');
    IF computed IS DISTINCT FROM parts[4] THEN
        RETURN NULL;
    END IF;
    RETURN parts[1]::uuid;
EXCEPTION WHEN invalid_text_representation THEN
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION icse_country() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT o.country_id FROM accounts_officer o WHERE o.id = icse_officer()
$$;

CREATE OR REPLACE FUNCTION icse_unit() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT o.unit_id FROM accounts_officer o WHERE o.id = icse_officer()
$$;

CREATE OR REPLACE FUNCTION icse_national() RETURNS int
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT a.id FROM accounts_audience a WHERE a.kind = 'national' AND a.owner_id = (SELECT icse_country())
$$;

CREATE OR REPLACE FUNCTION icse_stamp_created() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- When an officer made a row: the application's clock may be a little off, an invented time is replaced. (The system
-- may date back.)
BEGIN
    IF NEW.created_at NOT BETWEEN clock_timestamp() - interval '5 minutes' AND clock_timestamp() + interval '5 seconds'
    THEN
        NEW.created_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION icse_stamp_activity() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.created_at NOT BETWEEN clock_timestamp() - interval '5 minutes' AND clock_timestamp() + interval '5 seconds'
    THEN
        NEW.created_at := clock_timestamp();
    END IF;
    NEW.last_activity_at := NEW.created_at;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION icse_stamp_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.at := clock_timestamp();
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION icse_events_in_order() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Whoever writes events waits for whoever wrote before to commit: ids are in commit order.
BEGIN
    PERFORM pg_advisory_xact_lock(7243002);
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION icse_number_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- The number and the time are the database's word: an invented number would block others or end the news.
BEGIN
    NEW.id := nextval('icse_event_ids');
    NEW.at := clock_timestamp();
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION icse_marking_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- TLP:RED is for the eyes of named persons (FIRST, TLP 2.0), so that its audience holds named officers only.
BEGIN
    IF current_setting('role') = 'icse_app' AND NOT (NEW.audience_id = ANY (icse_audiences())) THEN
        RETURN NEW;  -- the policy refuses, and does not say what kind of audience it is
    END IF;
    IF NOT EXISTS (SELECT 1 FROM accounts_audience a WHERE a.id = NEW.audience_id AND a.named_only) THEN
        RAISE check_violation USING
            MESSAGE = 'TLP:RED needs an audience of named officers.', CONSTRAINT = 'red_is_for_named_officers';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION icse_interest_ends() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Interest is shown to one audience. Kept for the next, it would tell who of the one is also in the other.
BEGIN
    NEW.seen_at := NULL;
    NEW.present_until := NULL;
    NEW.working_since := NULL;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION icse_permission_ends() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- A permission that was withdrawn is given anew, with a record, or not at all.
BEGIN
    RAISE check_violation USING MESSAGE = 'This permission was withdrawn. Give it anew.',
        CONSTRAINT = 'permission_ends_once';
END
$$;

CREATE OR REPLACE FUNCTION icse_audiences_of(asking uuid, needed text) RETURNS int[]
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- The one rule: granted to the officer, the unit or the country; and only while the officer is active and certified,
-- the country connected, and the role one that holds content at all.
    WITH entitled AS (
        SELECT o.id, u.group_id AS unit_group, c.group_id AS country_group
        FROM accounts_officer o
        JOIN accounts_unit u ON u.id = o.unit_id
        JOIN accounts_country c ON c.code = o.country_id
        WHERE o.id = asking AND o.is_active AND o.certified_until >= current_date AND c.is_connected
          AND o.role IN ('analyst', 'supervisor')
    ), wanted AS (
        SELECT p.id FROM auth_permission p JOIN django_content_type t ON t.id = p.content_type_id
        WHERE t.app_label = 'accounts' AND t.model = 'audience' AND p.codename = needed
    )
    SELECT coalesce(array_agg(DISTINCT held.audience ORDER BY held.audience), '{}')
    FROM (
        SELECT g.content_object_id AS audience FROM entitled e
        JOIN accounts_audiencegroupgrant g ON g.group_id IN (e.unit_group, e.country_group)
        WHERE g.permission_id = (SELECT id FROM wanted)
        UNION ALL
        SELECT g.content_object_id FROM entitled e
        JOIN accounts_audienceusergrant g ON g.user_id = e.id
        WHERE g.permission_id = (SELECT id FROM wanted)
    ) held
$$;

CREATE OR REPLACE FUNCTION icse_audiences() RETURNS int[]
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT icse_audiences_of(icse_officer(), 'view_audience')
$$;

CREATE OR REPLACE FUNCTION icse_contributable() RETURNS int[]
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Contributing without seeing does not exist.
    SELECT coalesce(array_agg(a), '{}')
    FROM unnest(icse_audiences_of(icse_officer(), 'contribute_audience')) a
    WHERE a = ANY ((SELECT icse_audiences_of(icse_officer(), 'view_audience'))::int[])
$$;

CREATE OR REPLACE FUNCTION icse_officers_who_see(audience int) RETURNS SETOF uuid
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- The inverse of icse_audiences(), through the same function, so that the two cannot disagree.
    SELECT o.id FROM accounts_officer o WHERE audience = ANY (icse_audiences_of(o.id, 'view_audience'))
$$;

CREATE OR REPLACE FUNCTION icse_sign_in(address text, OUT officer uuid, OUT hash text)
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Before anybody is known: the one officer with exactly this address (in any case), and what the password must match.
    SELECT o.id, o.password FROM accounts_officer o WHERE lower(o.email) = lower(address) AND o.is_active LIMIT 1
$$;

CREATE OR REPLACE FUNCTION icse_uuid7() RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- A key as icse.core.ids.uuid7 makes it. Called by the definer's functions only.
    SELECT encode(set_byte(stamped, 6, get_byte(stamped, 6) & 15 | 112), 'hex')::uuid
    FROM (
        SELECT overlay(
            uuid_send(gen_random_uuid())
            PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6
        ) AS stamped
    ) made
$$;

CREATE OR REPLACE FUNCTION icse_record_refused_sign_in(address_digest text, code text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Nobody is known, so nobody can write. Known codes and digests only, and of each pair at most ten in a quarter of an
-- hour: who tries on adds nothing to what is known.
    INSERT INTO core_auditentry (id, at, action, officer_id, reason, object_type, object_id, facts)
    SELECT icse_uuid7(), clock_timestamp(),
           'officer.sign_in_refused', NULL, 'sign-in', 'address', address_digest, jsonb_build_object('code', code)
    WHERE address_digest ~ '^[0-9a-f]{64}$' AND code IN ('refused', 'locked_out', 'network_locked_out') AND 10 > (
        SELECT count(*) FROM core_auditentry e
        WHERE e.object_id = address_digest AND e.action = 'officer.sign_in_refused'
          AND e.facts ->> 'code' = code AND e.at > clock_timestamp() - interval '15 minutes'
    )
$$;

CREATE OR REPLACE FUNCTION icse_officer_of_token(token_digest text) RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT t.officer_id FROM accounts_apitoken t JOIN accounts_officer o ON o.id = t.officer_id
    WHERE t.digest = token_digest AND t.revoked_at IS NULL AND t.expires_at > clock_timestamp() AND o.is_active
$$;

CREATE OR REPLACE FUNCTION icse_events_after(after bigint, at_most int)
RETURNS TABLE (id bigint, type text, audiences int[])
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- For the listener of a web process, which sorts events to open streams. No objects, no content. Of requests,
-- referrals and outcomes not even the audiences: whoever sent a request with a reference heard of could read from them
-- whether it reached an owner, and anybody which countries took part in what was solved. Every stream then looks for
-- itself.
    SELECT e.id, e.type, CASE WHEN e.type IN ('request.changed', 'referral.changed', 'outcome.told') THEN '{}'
                              ELSE e.audiences END
    FROM core_event e WHERE e.id > after ORDER BY e.id LIMIT least(at_most, 1000)
$$;

CREATE OR REPLACE FUNCTION icse_event_id(cursor_key uuid) RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Where a stream's opaque cursor stands; NULL where it is too old or invented. A null key asks for the newest.
    SELECT CASE WHEN cursor_key IS NULL THEN (SELECT coalesce(max(e.id), 0) FROM core_event e)
                ELSE (SELECT e.id FROM core_event e WHERE e.key = cursor_key) END
$$;
