-- A calendar: every day from 2015 to 2035, once for each organisation.
SELECT
    organisation.organisation_id,
    each.day,
    CAST(date_part('year', each.day) AS integer) AS year,
    CAST(date_part('quarter', each.day) AS integer) AS quarter,
    CAST(date_part('month', each.day) AS integer) AS month,
    to_char(each.day, 'YYYY-MM') AS year_month,
    CAST(date_part('year', each.april) AS integer) AS financial_year_from,
    to_char(each.april, 'YYYY') || '/' || to_char(each.april + interval '1 year', 'YY')
        AS financial_year,
    CAST(date_part('quarter', each.april) AS integer) AS financial_quarter,
    CAST(date_part('isoyear', each.day) AS integer) AS iso_year,
    CAST(date_part('week', each.day) AS integer) AS iso_week,
    CAST(date_part('isodow', each.day) AS integer) AS weekday,
    date_part('isodow', each.day) >= 6 AS is_weekend,
    each.day = organisation.today AS is_today
FROM rpt_dim_organisation AS organisation
CROSS JOIN (
    SELECT
        CAST(found AS date) AS day,
        -- April is the first month of the financial year: three months back, it is January.
        CAST(date_trunc('month', found) - interval '3 months' AS date) AS april
    FROM generate_series(
        timestamp '2015-01-01', timestamp '2035-12-31', interval '1 day'
    ) AS found
) AS each
