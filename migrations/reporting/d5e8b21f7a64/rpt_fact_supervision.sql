-- The fact of the star: one row for each stretch begun by today, counted as /v1/compliance counts.
SELECT
    counted.*,
    CASE WHEN counted.counted_as IN ('met', 'met_late', 'overdue') THEN 1 ELSE 0 END AS expected,
    CASE WHEN counted.counted_as = 'met' THEN 1 ELSE 0 END AS met,
    CASE WHEN counted.counted_as = 'met_late' THEN 1 ELSE 0 END AS met_late,
    CASE WHEN counted.counted_as = 'overdue' THEN 1 ELSE 0 END AS overdue,
    CASE WHEN counted.counted_as = 'in_grace' THEN 1 ELSE 0 END AS in_grace,
    CASE WHEN counted.counted_as IN ('due_today', 'due_soon') THEN 1 ELSE 0 END AS due_soon,
    CASE WHEN counted.counted_as = 'not_yet_due' THEN 1 ELSE 0 END AS not_yet_due,
    CASE WHEN counted.counted_as = 'paused' THEN 1 ELSE 0 END AS paused,
    CASE WHEN counted.counted_as = 'excused' THEN 1 ELSE 0 END AS excused,
    CASE WHEN counted.counted_as = 'cannot_judge' THEN 1 ELSE 0 END AS cannot_judge
FROM (
    SELECT
        e.organisation_id,
        e.expectation_id,
        e.from_on,
        e.rule,
        e.worker_id,
        e.supervisor_id,
        e.team_id,
        e.case_id,
        e.plan_type,
        e.due_on,
        e.met_on,
        e.ended_on,
        e.days_late,
        CASE
            -- Without a due day it is never expected; it waits, or says why it cannot be judged.
            -- What only waited for its due day and has got one counts where it was due.
            WHEN e.due_on IS NULL
                THEN CASE
                    WHEN e.ended_on IS NOT NULL AND e.judgement = 'judged' THEN NULL
                    WHEN e.met_on IS NULL AND e.ended_on IS NULL AND e.is_excused_today
                        THEN 'excused'
                    WHEN e.judgement IN ('paused', 'cannot_judge') THEN e.judgement
                    ELSE 'not_yet_due'
                END
            -- It did not stand on its due day: another stretch did, or nothing was expected.
            WHEN e.due_on < e.from_on OR e.ended_on <= e.due_on THEN NULL
            WHEN e.met_on IS NOT NULL
                THEN CASE
                    WHEN e.in_time THEN 'met'
                    WHEN e.is_excused_today OR e.is_excused_when_due THEN 'excused'
                    ELSE 'met_late'
                END
            WHEN e.ended_on IS NOT NULL
                THEN CASE
                    -- It ended in its days of grace: it was never a breach.
                    WHEN e.breach_on IS NULL OR e.breach_on >= e.ended_on THEN NULL
                    WHEN e.is_excused_when_due THEN 'excused'
                    ELSE 'overdue'
                END
            ELSE e.state_today
        END AS counted_as
    FROM rpt_expectation AS e
) AS counted
