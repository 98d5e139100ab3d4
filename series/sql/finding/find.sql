-- The one search: what is found by words, place, country or clue, newest first. Owned by icse_definer.

CREATE OR REPLACE FUNCTION icse_find(
    thing text, words text, close boolean, asked jsonb, before_at timestamptz, before_id uuid, at_most int,
    OUT key uuid, OUT at timestamptz, OUT is_end boolean
) RETURNS SETOF record
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off SET jit = off SET max_parallel_workers_per_gather = 0 SET work_mem = '64MB' AS $$
-- Returns keys; whoever asks reads the rows under the policies again. Looks through stretches of time, the newest first,
-- among the tokens (schema finding) of the audiences that are held, so that nothing hidden is read, counted or waited
-- for. What is read beside that is only filtered: not more than some ten thousand rows, and then a last row without a
-- key says how far it came, and that older ones have not been looked at.
DECLARE
    held CONSTANT int[] := coalesce(icse_audiences(), '{}');
    mine CONSTANT text := icse_country();
    enough CONSTANT int := 40000;
    at_once CONSTANT int := 300;
    about CONSTANT text := 'forum_threadseries l JOIN series_series s ON s.id = l.series_id WHERE l.thread_id = %s.id'
        ' AND l.thread_audience_id = ANY ($1) AND l.series_audience_id = ANY ($1)';
    state CONSTANT text := coalesce(asked ->> 'status', '');
    settled CONSTANT text := CASE state
        WHEN '' THEN '(s.active_for_victims OR s.active_for_offenders)' WHEN 'active' THEN 's.active_for_victims'
        WHEN 'offenders' THEN 's.active_for_offenders' WHEN 'claimed' THEN 's.being_verified'
        WHEN 'solved' THEN 'NOT (s.active_for_victims OR s.active_for_offenders)' ELSE 'true' END;
    home text; source text; tokens text; fits text; query text;
    term int[] := '{}'; days int[] := '{}'; texts text[] := '{}'; sets jsonb := '[]';
    fine int := CASE WHEN thing = 'item' THEN 200 ELSE 400 END;
    step int; upper_era int; lower_era int; oldest timestamptz; low timestamptz; high timestamptz;
    wide int := 1; most int; each int; terms int := 0; one text; looked int := 0; seen int; left_over int := least(at_most, 200);
    keys uuid[]; moments timestamptz[]; there int[]; alone text; is_there boolean;
    among CONSTANT text := CASE WHEN thing = 'item' THEN ' AND t.state IN (''ready'', ''duplicate'', ''refused'')' ELSE '' END;
    -- What only the own country is found by is written down as it is: a search for exactly this one word found none.
    is_left CONSTANT boolean := close AND asked ? 'found_none' AND cardinality(finding.words(coalesce(words, ''), true)) = 1;
BEGIN
    IF mine IS NULL OR cardinality(held) = 0 OR left_over < 1 THEN
        RETURN;
    END IF;
    fits := 'true';
    CASE thing
    WHEN 'series' THEN
        home := 'series_series'; source := 'hits t';
        tokens := 'finding.series_tokens(t.audience_id, t.created_at, t.country_id, t.title, t.summary)';
        fits := replace(settled, 's.', 't.') || ' AND t.merged_into_id IS NULL';
        IF asked ? 'clue' THEN
            fits := fits || ' AND EXISTS (SELECT 1 FROM forum_threadseries l JOIN forum_thread h ON h.id = l.thread_id '
                'WHERE l.series_id = t.id AND l.thread_audience_id = ANY ($1) AND l.series_audience_id = ANY ($1) '
                'AND h.kind_id = $2 ->> ''clue'')';
        END IF;
    WHEN 'subject' THEN
        home := 'series_subject'; source := 'hits t JOIN series_series s ON s.id = t.series_id';
        tokens := 'finding.subject_tokens(t.audience_id, t.created_at, t.country_id, t.label, t.known)';
        fits := CASE state WHEN 'claimed' THEN 't.status = ''claimed''' ELSE settled END;
    WHEN 'item' THEN
        home := 'series_item';
        -- For each item by itself: as a condition the planner would read all placements for it.
        source := format('hits t CROSS JOIN LATERAL (SELECT count(*) AS number, coalesce(bool_or(%s), false) AS fits, '
            'coalesce(bool_or(s.active_for_victims OR s.active_for_offenders), false) AS active '
            'FROM series_placement p JOIN series_series s ON s.id = p.series_id WHERE p.item_id = t.id '
            'AND p.item_audience_id = ANY ($1) AND p.series_audience_id = ANY ($1)) placed', settled);
        tokens := 'finding.item_tokens(t.audience_id, t.created_at, t.country_id, t.name, t.path, t.maker, t.model, '
            't.serial, t.kind, t.latitude, t.longitude)';
        fits := '(t.state = ''ready'' OR t.country_id = $3)' || CASE state
            WHEN 'all' THEN ''
            WHEN '' THEN ' AND (placed.number = 0 OR placed.active)'
            WHEN 'solved' THEN ' AND placed.number > 0 AND NOT placed.active'
            ELSE ' AND placed.fits' END;
        IF asked ->> 'kind' = 'picture' THEN
            fits := fits || ' AND t.kind = ''picture''';
        END IF;
        IF asked ? 'km' THEN
            fits := fits || ' AND 12742 * asin(least(1, sqrt(power(sind((t.latitude - ($2 ->> ''lat'')::float8) / 2), 2)'
                ' + cosd(t.latitude) * cosd(($2 ->> ''lat'')::float8) * power(sind((t.longitude - ($2 ->> ''lon'')::float8) / 2), 2))))'
                ' <= ($2 ->> ''km'')::float8';
        END IF;
    WHEN 'thread' THEN
        home := 'forum_thread'; source := 'hits t';
        tokens := 'finding.thread_tokens(t.audience_id, t.created_at, t.country_id, t.kind_id, t.question)';
        fits := CASE state WHEN '' THEN 't.is_active' WHEN 'active' THEN 't.is_active' WHEN 'solved' THEN 'NOT t.is_active'
            WHEN 'all' THEN 'true' ELSE format('EXISTS (SELECT 1 FROM %s AND %s)', format(about, 't'), settled) END;
    WHEN 'post' THEN
        home := 'forum_post'; source := 'hits t JOIN forum_thread h ON h.id = t.thread_id';
        tokens := 'finding.post_tokens(t.audience_id, t.created_at, t.country_id, t.body || '' '' || t.said_region || '' '' '
            '|| t.said_product || '' '' || t.said_source)';
        fits := CASE state WHEN '' THEN 'h.is_active' WHEN 'active' THEN 'h.is_active' WHEN 'solved' THEN 'NOT h.is_active'
            WHEN 'all' THEN 'true' ELSE format('EXISTS (SELECT 1 FROM %s AND %s)', format(about, 'h'), settled) END;
        IF asked ? 'clue' THEN
            fits := fits || ' AND h.kind_id = $2 ->> ''clue''';
        END IF;
    WHEN 'case' THEN
        home := 'series_case'; source := 'hits t';
        tokens := 'finding.case_tokens(t.audience_id, t.created_at, t.country_id, t.national_reference, t.exhibit, t.source)';
        fits := 't.country_id = $3';
    ELSE
        RAISE invalid_parameter_value USING MESSAGE = 'There is no such kind of thing.';
    END CASE;

    -- Each term is a set of alternatives, one of which a row must have.
    FOR one IN SELECT word FROM unnest(finding.words(coalesce(words, ''), true)) word LOOP
        terms := terms + 1;
        IF thing <> 'case' THEN
            IF close THEN
                SELECT texts || array_agg('w~' || near), days || array_agg(1600), term || array_agg(terms) INTO texts, days, term
                FROM unnest(finding.close(one)) near;
            ELSE
                texts := texts || ('w ' || one); days := days || fine; term := term || terms;
            END IF;
        END IF;
        IF thing = 'item' AND NOT is_left OR thing = 'case' AND NOT close THEN
            texts := texts || (mine || ' ' || one); days := days || fine; term := term || terms;
        ELSIF thing = 'case' THEN
            SELECT texts || array_agg(mine || '~' || near), days || array_agg(1600), term || array_agg(terms) INTO texts, days, term
            FROM unnest(finding.close(one)) near;
        END IF;
    END LOOP;
    -- Of one word of four letters or more the first seven are written down as well, for longer stretches.
    SELECT 'w~' || left(min(word), 7) INTO alone FROM unnest(finding.words(coalesce(words, ''), true)) word
        WHERE NOT close AND thing <> 'case' HAVING count(*) = 1 AND min(word) ~ '^[^0-9]{4,}$';
    FOR one IN SELECT 'country ' || (asked ->> 'country') WHERE asked ? 'country'
        UNION ALL SELECT 'kind ' || (asked ->> 'kind') WHERE thing = 'item' AND asked ->> 'kind' <> 'picture'
        UNION ALL SELECT 'clue ' || (asked ->> 'clue') WHERE thing = 'thread' AND asked ? 'clue' LOOP
        terms := terms + 1; texts := texts || ('f ' || one); days := days || fine; term := term || terms;
    END LOOP;
    IF thing = 'item' AND asked ? 'squares' THEN
        terms := terms + 1;
        SELECT texts || array_agg('f ' || square), days || array_agg(1600), term || array_agg(terms) INTO texts, days, term
        FROM jsonb_array_elements_text(asked -> 'squares') square;
    END IF;
    IF terms = 0 OR terms > 24 THEN
        RETURN;
    END IF;
    -- Many audiences hold nothing of a kind: cases are in the national one alone.
    SELECT array_agg(audience), min(since) INTO there, oldest FROM icse_held_since(thing, held);
    IF there IS NULL THEN
        RETURN;
    END IF;

    -- Tokens alone say which rows are read: beside other conditions the planner takes the indexes of these, and makes
    -- the tokens of every row anew.
    query := format('WITH hits AS MATERIALIZED (SELECT t.* FROM generate_subscripts($9, 1) part CROSS JOIN LATERAL ('
        'SELECT t.* FROM %s t WHERE %s%s AND t.audience_id OPERATOR(public.=*) ANY ($1)) t), '
        'found AS MATERIALIZED (SELECT t.id, t.created_at FROM %s WHERE %s AND t.created_at >= $4 AND t.created_at < $5 '
        'AND ($6 IS NULL OR (t.created_at, t.id) < ($6, $7)) ORDER BY t.created_at DESC, t.id DESC LIMIT $8) '
        'SELECT (SELECT count(*) FROM hits), (SELECT array_agg(id ORDER BY created_at DESC, id DESC) FROM found), '
        '(SELECT array_agg(created_at ORDER BY created_at DESC, id DESC) FROM found)',
        home,
        (SELECT string_agg(format('%s && $9[part][%s]::text::bigint[]', tokens, number), ' AND ') FROM generate_series(1, terms) number),
        among, source, fits);

    -- An index compares each alternative with each other: it is asked for some hundred at once, of some audiences.
    SELECT max(n) INTO each FROM (SELECT count(*) AS n FROM unnest(term) number GROUP BY number) sizes;
    most := greatest(30000 / cardinality(there) / each, 1);
    step := (SELECT max(d) FROM unnest(days) d);
    high := least(before_at + interval '1 microsecond', (asked ->> 'until')::timestamptz, now() + interval '1 day');
    oldest := greatest((asked ->> 'from')::timestamptz, oldest - interval '400 days');
    upper_era := finding.era(high, step);
    WHILE left_over > 0 AND high > oldest LOOP
        lower_era := greatest(upper_era - wide + 1, 0);
        low := greatest(timezone('UTC', ('2000-01-01'::date + lower_era * step)::timestamp), oldest);
        EXECUTE query INTO seen, keys, moments USING held, asked, mine, low, high, before_at, before_id, left_over, (
            SELECT array_agg(made.list ORDER BY made.part) FROM (
                SELECT part, array_agg(set ORDER BY number) AS list FROM (
                    SELECT (place - 1) / greatest(at_once / (each * (upper_era - lower_era + 1)), 1) AS part, number,
                        array_agg(hashtextextended(text COLLATE "C", finding.seed(audience, day, era)))::text AS set
                    FROM unnest(term, days, texts) alternative(number, day, text),
                        unnest(there) WITH ORDINALITY holds(audience, place),
                        generate_series(finding.era(low, day), finding.era(high, day)) era
                    GROUP BY 1, number
                ) alternatives GROUP BY part
            ) made
        );
        RETURN QUERY SELECT k, m, false FROM unnest(keys, moments) AS found(k, m);
        left_over := left_over - coalesce(cardinality(keys), 0);
        looked := looked + seen;
        high := low;
        upper_era := lower_era - 1;
        wide := least(wide * CASE WHEN seen < 1000 THEN 4 WHEN seen < 5000 THEN 2 ELSE 1 END, most);
        IF left_over > 0 AND looked > enough AND high > oldest THEN
            RETURN QUERY SELECT NULL::uuid, low, true;
            RETURN;
        END IF;
        -- Not among the newest: whether it is anywhere older is told by fewer tokens than what it is found by.
        IF alone IS NOT NULL AND seen = 0 AND high > oldest THEN
            EXECUTE format('SELECT EXISTS (SELECT FROM generate_subscripts($2, 1) part CROSS JOIN LATERAL ('
                'SELECT FROM %s t WHERE %s && $2[part]::text::bigint[]%s AND t.audience_id OPERATOR(public.=*) ANY ($1) LIMIT 1) t)',
                home, tokens, among
            ) INTO is_there USING held, (
                SELECT array_agg(list ORDER BY era DESC) FROM (
                    SELECT era, array_agg(hashtextextended(alone COLLATE "C", finding.seed(audience, 1600, era)))::text AS list
                    FROM unnest(there) audience, generate_series(finding.era(oldest, 1600), finding.era(high, 1600)) era GROUP BY era
                ) eras
            );
            EXIT WHEN NOT is_there AND thing <> 'item';
            IF NOT is_there THEN
                texts := texts[2:]; days := days[2:]; term := term[2:];
                SELECT max(n) INTO each FROM (SELECT count(*) AS n FROM unnest(term) number GROUP BY number) sizes;
            END IF;
        END IF;
        alone := NULL;
    END LOOP;
END
$$;

CREATE OR REPLACE FUNCTION icse_held_since(thing text, held int[], OUT audience int, OUT since timestamptz) RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
-- Which of these audiences hold such a thing, and about since when; the first key need not be the first moment.
    SELECT one.id, first.created_at FROM unnest(held) one(id) CROSS JOIN LATERAL (
        (SELECT created_at FROM series_series WHERE thing IN ('series', 'subject') AND audience_id = one.id ORDER BY id LIMIT 1)
        UNION ALL
        (SELECT created_at FROM series_item WHERE thing = 'item' AND audience_id = one.id ORDER BY id LIMIT 1)
        UNION ALL
        (SELECT created_at FROM series_case WHERE thing = 'case' AND audience_id = one.id ORDER BY id LIMIT 1)
        UNION ALL
        (SELECT created_at FROM forum_thread WHERE thing IN ('thread', 'post') AND audience_id = one.id ORDER BY id LIMIT 1)
    ) first
$$;
