-- Expectations: one row for each stretch begun by today, as known now and as at today.
SELECT
    e.organisation_id,
    e.id AS expectation_id,
    e.from_on,
    e.rule,
    e.subject_type,
    e.subject_id,
    subject.reference AS subject_ref,
    e.record_type,
    e.record_id,
    about.reference AS record_ref,
    e.worker_id,
    worker.reference AS worker_ref,
    e.supervisor_id,
    supervisor.reference AS supervisor_ref,
    e.team_id,
    team.reference AS team_ref,
    CASE WHEN e.subject_type = 'case' THEN e.subject_id END AS case_id,
    CASE WHEN e.subject_type = 'case' THEN subject.reference END AS case_ref,
    e.plan_type,
    e.opened_on,
    e.due_on,
    e.due_at,
    e.breach_on,
    CASE WHEN e.met_on <= organisation.today THEN e.met_on END AS met_on,
    CASE WHEN e.met_on <= organisation.today THEN e.met_by END AS met_by,
    CASE WHEN e.met_on <= organisation.today THEN e.in_time END AS in_time,
    CASE WHEN e.ended_on <= organisation.today THEN e.ended_on END AS ended_on,
    CASE WHEN e.ended_on <= organisation.today THEN e.end_reason END AS end_reason,
    e.judgement,
    e.reason,
    e.policy_version,
    e.calendar_version,
    EXEMPT_ON(e.organisation_id, e.id, organisation.today) AS is_excused_today,
    EXEMPT_ON(e.organisation_id, e.id, e.due_on) AS is_excused_when_due,
    CASE
        WHEN e.ended_on <= organisation.today AND e.end_reason = 'changed' THEN 'ended'
        WHEN e.met_on <= organisation.today AND e.in_time THEN 'met'
        WHEN
            e.met_on <= organisation.today
            AND (
                EXEMPT_ON(e.organisation_id, e.id, organisation.today)
                OR EXEMPT_ON(e.organisation_id, e.id, e.due_on)
            )
            THEN 'excused'
        WHEN e.met_on <= organisation.today THEN 'met_late'
        WHEN e.ended_on <= organisation.today THEN 'ended'
        WHEN EXEMPT_ON(e.organisation_id, e.id, organisation.today) THEN 'excused'
        WHEN e.breach_on <= organisation.today THEN 'overdue'
        WHEN e.judgement = 'paused' THEN 'paused'
        WHEN e.judgement = 'cannot_judge' THEN 'cannot_judge'
        WHEN e.due_on IS NULL THEN 'not_yet_due'
        WHEN e.due_on < organisation.today THEN 'in_grace'
        WHEN e.due_on = organisation.today THEN 'due_today'
        WHEN e.due_on <= organisation.due_soon_until THEN 'due_soon'
        ELSE 'not_yet_due'
    END AS state_today,
    CASE
        WHEN e.ended_on <= organisation.today AND e.end_reason = 'changed' THEN NULL
        WHEN EXEMPT_ON(e.organisation_id, e.id, organisation.today) THEN NULL
        WHEN e.met_on <= organisation.today
            THEN CASE
                WHEN NOT e.in_time AND NOT EXEMPT_ON(e.organisation_id, e.id, e.due_on)
                    THEN DAYS_FROM(e.due_on, e.met_on)
            END
        WHEN e.ended_on <= organisation.today THEN NULL
        WHEN e.breach_on <= organisation.today THEN DAYS_FROM(e.due_on, organisation.today)
    END AS days_late,
    organisation.today
FROM expectation AS e
JOIN rpt_dim_organisation AS organisation ON organisation.organisation_id = e.organisation_id
LEFT JOIN record AS subject
    ON subject.organisation_id = e.organisation_id AND subject.id = e.subject_id
LEFT JOIN record AS about
    ON about.organisation_id = e.organisation_id AND about.id = e.record_id
LEFT JOIN record AS worker
    ON worker.organisation_id = e.organisation_id AND worker.id = e.worker_id
LEFT JOIN record AS supervisor
    ON supervisor.organisation_id = e.organisation_id AND supervisor.id = e.supervisor_id
LEFT JOIN record AS team ON team.organisation_id = e.organisation_id AND team.id = e.team_id
-- The number of a change that never comes: what is known now.
WHERE e.known_until = 4611686018427387904 AND e.from_on <= organisation.today
