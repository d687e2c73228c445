-- Actions: one row each, as it stands after its reviews; none of its words.
SELECT
    a.organisation_id,
    a.id AS action_id,
    record.reference AS action_ref,
    record.source,
    a.session_id,
    session_record.reference AS session_ref,
    a.note_id AS oversight_note_id,
    note.reference AS oversight_note_ref,
    a.supervisee_id,
    supervisee.reference AS supervisee_ref,
    a.case_id,
    child.reference AS case_ref,
    a.owner_id,
    owner.reference AS owner_ref,
    a.agreed_on,
    a.due_on,
    a.current_due_on,
    NULLIF(a.settled_on, '9999-12-31') AS settled_on,
    a.status,
    a.carried_forward,
    (
        SELECT COUNT(*) FROM actionreview AS r
        WHERE r.organisation_id = a.organisation_id AND r.action_id = a.id
    ) AS reviews,
    COALESCE(a.status = 'open' AND a.current_due_on < organisation.today, FALSE)
        AS is_past_due_today,
    CASE
        WHEN a.status = 'open' AND a.current_due_on < organisation.today
            THEN DAYS_FROM(a.current_due_on, organisation.today)
    END AS days_past_due
FROM action AS a
JOIN rpt_dim_organisation AS organisation ON organisation.organisation_id = a.organisation_id
JOIN record ON record.organisation_id = a.organisation_id AND record.id = a.id
LEFT JOIN record AS session_record
    ON session_record.organisation_id = a.organisation_id AND session_record.id = a.session_id
LEFT JOIN record AS note ON note.organisation_id = a.organisation_id AND note.id = a.note_id
LEFT JOIN record AS supervisee
    ON supervisee.organisation_id = a.organisation_id AND supervisee.id = a.supervisee_id
LEFT JOIN record AS child ON child.organisation_id = a.organisation_id AND child.id = a.case_id
LEFT JOIN record AS owner ON owner.organisation_id = a.organisation_id AND owner.id = a.owner_id
