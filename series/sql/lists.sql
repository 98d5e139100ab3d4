-- Lists of hashes: whose they are. Owned by icse_definer.

CREATE OR REPLACE FUNCTION icse_administered() RETURNS int
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- The audience of all members, to an administrator; nothing to anybody else. Administrators hold no audience: they see
-- and make lists for all, never what is on them, nor what is shown to all.
    SELECT a.id FROM accounts_audience a
    WHERE a.kind = 'members' AND EXISTS (
        SELECT 1 FROM accounts_officer o JOIN accounts_country c ON c.code = o.country_id
        WHERE o.id = icse_officer() AND o.role = 'administrator' AND o.is_active
          AND o.certified_until >= current_date AND c.is_connected
    )
$$;

CREATE OR REPLACE FUNCTION icse_stamp_decision() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Who decides about what was set aside, and when, is the database's word.
BEGIN
    NEW.officer_id := icse_officer();
    NEW.unit_id := icse_unit();
    NEW.decided_at := clock_timestamp();
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION icse_ends_once() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- A list that was removed is imported anew, and a vote that was withdrawn is cast anew, with a record.
BEGIN
    RAISE check_violation USING MESSAGE = 'This has ended. Begin anew.', CONSTRAINT = 'ends_once';
END
$$;
