-- A lead that a unit offers to another one. Owned by icse_definer: who takes it over ends the row of another country.

CREATE OR REPLACE FUNCTION icse_answer_lead(one uuid, accepts boolean) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- By an officer of the unit that it is offered to. Taken over, it ends, and begins in that unit's name with the same end;
-- returns the new one. Declined, it stays where it is.
DECLARE
    lead series_lead;
    made uuid := icse_uuid7();
BEGIN
    SELECT * INTO lead FROM series_lead l WHERE l.id = one AND l.audience_id = ANY (icse_audiences()) FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE no_data_found USING MESSAGE = 'There is no such lead.';
    END IF;
    IF NOT (lead.audience_id = ANY (icse_contributable())) THEN
        RAISE insufficient_privilege USING MESSAGE = 'Your country may look at this series, but not add to it.';
    END IF;
    IF lead.ended_at IS NOT NULL OR lead.ends_on < (now() AT TIME ZONE 'UTC')::date
       OR lead.offered_unit_id IS DISTINCT FROM icse_unit() THEN
        RAISE EXCEPTION USING ERRCODE = 'IC409', MESSAGE = 'This lead is not offered to your unit any more.';
    END IF;
    IF NOT accepts THEN
        UPDATE series_lead SET offered_unit_id = NULL WHERE id = one;
        RETURN NULL;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM series_series s WHERE s.id = lead.series_id AND (s.active_for_victims OR s.active_for_offenders)
    ) THEN
        RAISE EXCEPTION USING ERRCODE = 'IC409', MESSAGE = 'This series is solved. Nothing of it is sought any more.';
    END IF;
    UPDATE series_lead SET ended_at = clock_timestamp(), end_code = 'taken_over', offered_unit_id = NULL WHERE id = one;
    INSERT INTO series_lead (id, country_id, unit_id, officer_id, created_at, series_id, audience_id, kind, plan, ends_on,
                             keeper_id, earlier_id, end_code)
    VALUES (made, icse_country(), icse_unit(), icse_officer(), clock_timestamp(), lead.series_id, lead.audience_id,
            lead.kind, lead.plan, lead.ends_on, icse_officer(), one, '');
    RETURN made;
END
$$;
