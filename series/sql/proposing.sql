-- What may speak for a link now is written down for a worker, whoever changed it.

CREATE OR REPLACE FUNCTION icse_note_proposal_work() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- An item is ready or is put into a series; what is written of a series or of a subject changes, or it is merged.
BEGIN
    IF TG_TABLE_NAME = 'series_placement' THEN
        INSERT INTO series_proposalwork (id, what, key) VALUES (icse_uuid7(), 'item', NEW.item_id);
    ELSIF TG_TABLE_NAME = 'series_subject' THEN
        INSERT INTO series_proposalwork (id, what, key) VALUES (icse_uuid7(), 'series', NEW.series_id);
    ELSE
        INSERT INTO series_proposalwork (id, what, key) VALUES (icse_uuid7(), substr(TG_TABLE_NAME, 8), NEW.id);
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION icse_note_evidence_lost() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Before a placement goes, and with it what it was the evidence of: others may be evidence of the same.
BEGIN
    INSERT INTO series_proposalwork (id, what, key)
    SELECT icse_uuid7(), 'item', gone.key FROM (
        SELECT r.other_item_id AS key FROM series_linkreason r WHERE r.item_id = OLD.item_id AND r.series_id = OLD.series_id
        UNION
        SELECT r.item_id FROM series_linkreason r WHERE r.other_item_id = OLD.item_id AND r.other_id = OLD.series_id
        UNION
        SELECT OLD.item_id
    ) gone WHERE gone.key IS NOT NULL;
    RETURN OLD;
END
$$;
