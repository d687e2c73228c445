-- Reviews of earlier actions: one row for each action that a session reviewed; none of its words.
SELECT
    r.organisation_id,
    r.session_id,
    record.reference AS session_ref,
    s.day AS reviewed_on,
    r.action_id,
    action_record.reference AS action_ref,
    r.outcome,
    r.completed_on,
    r.new_due_on,
    action_record.deleted_at IS NOT NULL AS is_action_entered_in_error
FROM actionreview AS r
JOIN supervisionsession AS s
    ON s.organisation_id = r.organisation_id AND s.id = r.session_id
JOIN record ON record.organisation_id = r.organisation_id AND record.id = r.session_id
JOIN record AS action_record
    ON action_record.organisation_id = r.organisation_id AND action_record.id = r.action_id
