-- Group audiences: made, changed and looked into by the unit that owns them. Owned by icse_definer, who writes grants.

CREATE OR REPLACE FUNCTION icse_owned_audiences() RETURNS int[]
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- The groups that the asking officer's unit made, as far as the officer may contribute to them: an audience of named
-- officers belongs to those of the unit who are in it, and a colleague cannot put himself there.
    SELECT coalesce(array_agg(a.id ORDER BY a.id), '{}')
    FROM accounts_audience a JOIN accounts_officer o ON o.unit_id = a.unit_id
    WHERE o.id = (SELECT icse_officer()) AND a.kind = 'group' AND a.id = ANY ((SELECT icse_contributable())::int[])
$$;

CREATE OR REPLACE FUNCTION icse_write_grant(audience int, kind text, member text, level text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Called by the functions beside it only. What was granted before is replaced; ``level``: none, view, contribute.
DECLARE
    codes text[] := CASE level WHEN 'contribute' THEN ARRAY['view_audience', 'contribute_audience']
                               WHEN 'view' THEN ARRAY['view_audience'] ELSE '{}' END;
    permissions int[] := ARRAY(
        SELECT p.id FROM auth_permission p JOIN django_content_type t ON t.id = p.content_type_id
        WHERE t.app_label = 'accounts' AND t.model = 'audience' AND p.codename = ANY (codes)
    );
    who uuid;
    receiving int;
BEGIN
    -- A country that is being removed (accounts/actions/members.py) is gone before its place is looked up, or after.
    PERFORM pg_advisory_xact_lock_shared(7243004);
    IF kind = 'officer' THEN
        SELECT o.id INTO who FROM accounts_officer o
        WHERE lower(o.email) = lower(member) AND (o.is_active OR level = 'none');
        IF who IS NULL THEN
            RAISE no_data_found USING MESSAGE = 'No officer has this address.';
        END IF;
        DELETE FROM accounts_audienceusergrant g WHERE g.content_object_id = audience AND g.user_id = who;
        INSERT INTO accounts_audienceusergrant (user_id, permission_id, content_object_id)
        SELECT who, p, audience FROM unnest(permissions) p;
        RETURN;
    END IF;
    SELECT CASE kind WHEN 'country' THEN c.group_id ELSE u.group_id END INTO receiving
    FROM accounts_country c LEFT JOIN accounts_unit u ON kind = 'unit' AND u.country_id = c.code AND u.id::text = member
    WHERE CASE kind WHEN 'country' THEN c.code = member ELSE u.id IS NOT NULL END
      AND (level = 'none' OR (c.is_connected AND c.code <> 'XG'));
    IF receiving IS NULL THEN
        RAISE no_data_found USING MESSAGE = 'This country or unit does not take part.';
    END IF;
    DELETE FROM accounts_audiencegroupgrant g WHERE g.content_object_id = audience AND g.group_id = receiving;
    INSERT INTO accounts_audiencegroupgrant (group_id, permission_id, content_object_id)
    SELECT receiving, p, audience FROM unnest(permissions) p;
END
$$;

CREATE OR REPLACE FUNCTION icse_make_audience(called text, named boolean, lists boolean) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- A country always holds every audience it uses; one of named officers is held by its maker first.
DECLARE
    maker accounts_officer;
    made int;
BEGIN
    IF cardinality(icse_contributable()) = 0 THEN
        RAISE insufficient_privilege USING MESSAGE = 'You may not make audiences.';
    END IF;
    SELECT * INTO maker FROM accounts_officer o WHERE o.id = icse_officer();
    INSERT INTO accounts_audience (key, kind, name, owner_id, unit_id, named_only, lists_members)
    VALUES (gen_random_uuid(), 'group', called, maker.country_id, maker.unit_id, named, lists) RETURNING id INTO made;
    IF named THEN
        PERFORM icse_write_grant(made, 'officer', maker.email, 'contribute');
    ELSE
        PERFORM icse_write_grant(made, 'country', maker.country_id, 'contribute');
    END IF;
    RETURN made;
END
$$;

CREATE OR REPLACE FUNCTION icse_change_audience(audience int, kinds text[], members text[], levels text[])
RETURNS TABLE (unit uuid, country text, gained int, lost int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Change who is in it, and tell how many officers of which units gain and lose sight: the rule itself is asked before
-- and after. A preview is the same call, undone. One change of an audience at a time, so that both counts are true.
DECLARE
    one accounts_audience;
    before uuid[];
BEGIN
    PERFORM pg_advisory_xact_lock(7243003, audience);
    IF (audience = ANY (icse_owned_audiences())) IS NOT TRUE THEN
        RAISE insufficient_privilege USING MESSAGE = 'Only the unit that made the audience may change it.';
    END IF;
    SELECT * INTO one FROM accounts_audience a WHERE a.id = audience;
    before := ARRAY(SELECT icse_officers_who_see(audience));
    FOR place IN 1 .. cardinality(kinds) LOOP
        IF (kinds[place] IN ('country', 'unit', 'officer') AND levels[place] IN ('none', 'view', 'contribute')
            AND members[place] IS NOT NULL) IS NOT TRUE THEN
            RAISE invalid_parameter_value USING MESSAGE = 'Choose a country, a unit or an officer, and a level.';
        END IF;
        IF one.named_only AND kinds[place] <> 'officer' THEN
            RAISE invalid_parameter_value USING MESSAGE = 'This audience is for named officers only.';
        END IF;
        IF NOT one.named_only AND kinds[place] = 'country' AND members[place] = one.owner_id
           AND levels[place] <> 'contribute' THEN
            RAISE invalid_parameter_value USING MESSAGE = 'A country always keeps the audiences that it owns.';
        END IF;
        PERFORM icse_write_grant(audience, kinds[place], members[place], levels[place]);
    END LOOP;
    IF one.named_only AND NOT EXISTS (
        SELECT 1 FROM accounts_officer o
        WHERE o.unit_id = one.unit_id AND audience = ANY (icse_audiences_of(o.id, 'contribute_audience'))
    ) THEN
        RAISE invalid_parameter_value USING MESSAGE = 'An officer of your unit must stay in it, as a contributor.';
    END IF;
    RETURN QUERY
        WITH now_seeing AS (SELECT seeing FROM icse_officers_who_see(audience) seeing)
        SELECT o.unit_id, o.country_id::text, (count(*) FILTER (WHERE o.id <> ALL (before)))::int,
               (count(*) FILTER (WHERE o.id = ANY (before)))::int
        FROM accounts_officer o
        WHERE (o.id = ANY (before)) IS DISTINCT FROM (o.id IN (SELECT n.seeing FROM now_seeing n))
        GROUP BY o.unit_id, o.country_id ORDER BY o.country_id, o.unit_id;
END
$$;

CREATE OR REPLACE FUNCTION icse_audience_members(audience int)
RETURNS TABLE (kind text, member text, unit uuid, country text, level text)
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Who is in a group: all of it to its owners, officers by the address by which they were named; to others who hold it
-- only if the owner lists members, and then no officer but the unit.
    WITH one AS (
        SELECT a.id, a.id = ANY ((SELECT icse_owned_audiences())::int[]) AS mine FROM accounts_audience a
        WHERE a.id = audience AND a.kind = 'group' AND a.id = ANY ((SELECT icse_audiences())::int[])
          AND (a.lists_members OR a.id = ANY ((SELECT icse_owned_audiences())::int[]))
    ), granted AS (
        SELECT 'country' AS kind, c.code::text AS member, NULL::uuid AS unit, c.code::text AS country, g.permission_id
        FROM one JOIN accounts_audiencegroupgrant g ON g.content_object_id = one.id
        JOIN accounts_country c ON c.group_id = g.group_id
        UNION ALL
        SELECT 'unit', u.id::text, u.id, u.country_id::text, g.permission_id
        FROM one JOIN accounts_audiencegroupgrant g ON g.content_object_id = one.id
        JOIN accounts_unit u ON u.group_id = g.group_id
        UNION ALL
        SELECT 'officer', CASE WHEN one.mine THEN o.email ELSE o.unit_id::text END, o.unit_id, o.country_id::text,
               g.permission_id
        FROM one JOIN accounts_audienceusergrant g ON g.content_object_id = one.id
        JOIN accounts_officer o ON o.id = g.user_id
    )
    SELECT g.kind, g.member, g.unit, g.country,
           CASE WHEN bool_or(p.codename = 'contribute_audience') THEN 'contribute' ELSE 'view' END
    FROM granted g JOIN auth_permission p ON p.id = g.permission_id
    GROUP BY g.kind, g.member, g.unit, g.country ORDER BY g.kind, g.country, g.member
$$;

CREATE OR REPLACE FUNCTION icse_tell_sight_changed(units uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- An event for the officers of one country, of whom the asking officer may hold no audience. It says nothing but that
-- they should look again, and names units of that country and nothing else.
DECLARE
    theirs text;
BEGIN
    SELECT min(u.country_id) INTO theirs FROM accounts_unit u WHERE u.id = ANY (units)
    HAVING count(DISTINCT u.country_id) = 1 AND count(*) = cardinality(units);
    IF theirs IS NULL OR cardinality(icse_contributable()) = 0 THEN
        RAISE insufficient_privilege USING MESSAGE = 'Units of one country, told by an officer who works.';
    END IF;
    INSERT INTO core_event (id, key, at, type, about, audiences)
    SELECT 0, gen_random_uuid(), clock_timestamp(), 'sight.changed', units, ARRAY[a.id]
    FROM accounts_audience a WHERE a.kind = 'national' AND a.owner_id = theirs;
END
$$;

CREATE OR REPLACE FUNCTION icse_members_known(audience int) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Whether the asking officer may know who is in an audience: it is held, and is built in, owned, or lists its members.
    SELECT EXISTS (
        SELECT 1 FROM accounts_audience a
        WHERE a.id = audience AND a.id = ANY ((SELECT icse_audiences())::int[])
          AND (a.kind <> 'group' OR a.lists_members OR a.id = ANY ((SELECT icse_owned_audiences())::int[]))
    )
$$;

CREATE OR REPLACE FUNCTION icse_sight_between(before int, after int)
RETURNS TABLE (unit uuid, country text, gained int, lost int)
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- How many officers of which units gain and lose sight of what goes from one audience to another, by the rule itself.
-- The difference of two audiences tells of both (what a hidden group lacks of all members is who is in it), so that of
-- other countries nothing is told unless the members of both may be known. Of an audience that only lists its members,
-- officers named one by one are not counted: NULL stands for "some".
DECLARE
    own text := icse_country();
    told boolean := icse_members_known(before) AND icse_members_known(after);
BEGIN
    IF NOT ARRAY[before, after] <@ icse_audiences() THEN
        RAISE insufficient_privilege USING MESSAGE = 'You may compare only audiences that you hold.';
    END IF;
    RETURN QUERY
        WITH was AS (SELECT seeing FROM icse_officers_who_see(before) seeing),
        will AS (SELECT seeing FROM icse_officers_who_see(after) seeing),
        singly AS (
            SELECT DISTINCT o.unit_id FROM accounts_audienceusergrant g JOIN accounts_officer o ON o.id = g.user_id
            WHERE g.content_object_id IN (before, after) AND g.content_object_id <> ALL (icse_owned_audiences())
        ), moved AS (
            SELECT o.unit_id, o.country_id::text AS code,
                   (count(*) FILTER (WHERE was.seeing IS NULL))::int AS more,
                   (count(*) FILTER (WHERE was.seeing IS NOT NULL))::int AS fewer
            FROM accounts_officer o LEFT JOIN was ON was.seeing = o.id LEFT JOIN will ON will.seeing = o.id
            WHERE (was.seeing IS NULL) <> (will.seeing IS NULL) AND (told OR o.country_id = own)
            GROUP BY o.unit_id, o.country_id
        )
        SELECT m.unit_id, m.code,
               CASE WHEN m.more = 0 OR m.code = own OR s.unit_id IS NULL THEN m.more END,
               CASE WHEN m.fewer = 0 OR m.code = own OR s.unit_id IS NULL THEN m.fewer END
        FROM moved m LEFT JOIN singly s ON s.unit_id = m.unit_id ORDER BY m.code, m.unit_id;
END
$$;
