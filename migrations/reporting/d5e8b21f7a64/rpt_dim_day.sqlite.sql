-- A calendar: every day from 2015 to 2035, once for each organisation.
WITH RECURSIVE
every (day) AS (
    -- No row, but it makes `day` the kind of day that tables hold: a join on it needs no long search.
    SELECT due_on FROM expectation WHERE FALSE
    UNION ALL
    SELECT date('2015-01-01')
    UNION ALL
    SELECT date(every.day, '+1 day') FROM every WHERE every.day < '2035-12-31'
),
parts AS (
    SELECT
        every.day,
        CAST(strftime('%Y', every.day) AS integer) AS year,
        CAST(strftime('%m', every.day) AS integer) AS month,
        -- April is the first month of the financial year: three months back, it is January.
        date(every.day, 'start of month', '-3 months') AS april,
        -- A week belongs to the year of its Thursday.
        date(every.day, '-3 days', 'weekday 4') AS thursday,
        (CAST(strftime('%w', every.day) AS integer) + 6) % 7 + 1 AS weekday
    FROM every
)
SELECT
    organisation.organisation_id,
    parts.day,
    parts.year,
    (parts.month + 2) / 3 AS quarter,
    parts.month,
    strftime('%Y-%m', parts.day) AS year_month,
    CAST(strftime('%Y', parts.april) AS integer) AS financial_year_from,
    strftime('%Y', parts.april) || '/' || substr(strftime('%Y', parts.april, '+1 year'), 3)
        AS financial_year,
    (CAST(strftime('%m', parts.april) AS integer) + 2) / 3 AS financial_quarter,
    CAST(strftime('%Y', parts.thursday) AS integer) AS iso_year,
    (CAST(strftime('%j', parts.thursday) AS integer) + 6) / 7 AS iso_week,
    parts.weekday,
    parts.weekday >= 6 AS is_weekend,
    parts.day = organisation.today AS is_today
FROM rpt_dim_organisation AS organisation
CROSS JOIN parts
