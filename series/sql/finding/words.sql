-- How texts are cut into words that are looked for, and how these are written down in indexes. Made by a migration and
-- not changed afterwards: indexes hold what these functions gave. Changed ones get new names, and their indexes too.

CREATE FUNCTION finding.fold(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
-- Without case, accents, vowel points of Arabic and Hebrew, and marks that are not seen. Some letters are one.
    SELECT CASE WHEN octet_length(words) = length(words) THEN lower(words) ELSE
        replace(replace(replace(replace(translate(
            regexp_replace(lower(normalize(words, NFKD)),
                '[\u0300-\u036F\u0591-\u05C7\u0610-\u061A\u0640\u064B-\u065F\u0670\u06D6-\u06ED\u093C\u00AD\u034F\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFE00-\uFE0F\uFEFF]+',
                '', 'g'),
            'øđłıħŧðىةکی٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९',
            'odlihtdيهكي012345678901234567890123456789'
        ), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')
    END
$$;

CREATE FUNCTION finding.words(words text, asked boolean) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
-- The words of a text, without the article of Arabic. Of scripts that are written without spaces: each two letters beside each other; of what is
-- written down, single ones too. Of "camera2" the letters and the number are written down as well.
    SELECT coalesce(array_agg(DISTINCT cut.word COLLATE "C"), '{}') FROM (
        SELECT run[1] AS dense, run[2] AS word FROM regexp_matches(finding.fold(words),
            '([\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u2E80-\u2FDF\u3040-\u30FF\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\U00020000-\U0003FFFF]+)'
            '|([^\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00BF\u00D7\u00F7\u060C\u061B\u061F\u066A-\u066D\u06D4\u0964\u0965\u0E00-\u0EFF\u1000-\u109F\u1680\u1780-\u17FF\u2000-\u2BFF\u2E00-\u2FDF\u3000-\u30FF\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\uFFF9-\uFFFF\U00020000-\U0003FFFF]+)',
            'g') run
    ) runs CROSS JOIN LATERAL (
        SELECT regexp_replace(left(runs.word, 60), '^ال(?=.{3})', '') AS word WHERE runs.word IS NOT NULL
        UNION ALL
        SELECT part[1] FROM regexp_matches(left(runs.word, 60), '[0-9]+|[^0-9]+', 'g') part
            WHERE NOT asked AND runs.word ~ '[0-9]' AND runs.word ~ '[^0-9]'
        UNION ALL
        SELECT substr(runs.dense, place, size) FROM generate_series(1, length(runs.dense)) place, (VALUES (1), (2)) sizes(size)
            WHERE runs.dense IS NOT NULL AND place + size <= length(runs.dense) + 1
              AND (NOT asked OR size = least(2, length(runs.dense)))
    ) cut
$$;

CREATE FUNCTION finding.close(word text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
-- Two words are close when these have something in common: the first seven letters as they are, and each time without
-- one of them. So they differ in one letter that is wrong, missing, too much, or has changed places with the next.
    SELECT CASE WHEN length(word) < 4 OR word ~ '[0-9]' THEN ARRAY[word] ELSE (
        SELECT array_agg(left(word, place - 1) || substr(left(word, 7), place + 1)) FROM generate_series(1, least(length(word), 7) + 1) place
    ) END
$$;

CREATE FUNCTION finding.era(at timestamptz, days int) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
-- In which stretch of so many days a row was made.
    SELECT greatest((timezone('UTC', at)::date - '2000-01-01'::date) / days, 0)
$$;

CREATE FUNCTION finding.seed(audience int, days int, era int) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (audience::bigint * 1000 + days) * 10000 + era
$$;

CREATE FUNCTION finding.tokens(
    audience int, at timestamptz, days int, country text, shown text, own text, own_close boolean, facets text[]
) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 100000 AS $$
-- What a row is found by. Each token holds the audience and the time as well, so that whoever looks reads what is in
-- the audiences that are held, the newest first, and nothing else. ``own`` is found by the own country alone.
    WITH written AS MATERIALIZED (
        SELECT 'w' AS space, word, true AS close FROM unnest(finding.words(shown, false)) word WHERE shown <> ''
        UNION ALL SELECT country, word, own_close FROM unnest(finding.words(own, false)) word WHERE own <> ''
    ), seeds AS MATERIALIZED (
        SELECT finding.seed(audience, days, finding.era(at, days)) AS fine,
               finding.seed(audience, 1600, finding.era(at, 1600)) AS wide
    )
    SELECT array_agg(DISTINCT found.token) FROM (
        SELECT hashtextextended(space || ' ' || word COLLATE "C", (SELECT fine FROM seeds)) AS token FROM written
        UNION ALL SELECT hashtextextended('f ' || facet COLLATE "C", (
            SELECT CASE WHEN facet ~ '^(near|wide) ' THEN wide ELSE fine END FROM seeds
        )) FROM unnest(facets) facet
        UNION ALL SELECT hashtextextended(space || '~' || near COLLATE "C", (SELECT wide FROM seeds))
            FROM written, unnest(finding.close(word)) near WHERE close
    ) found
$$;
