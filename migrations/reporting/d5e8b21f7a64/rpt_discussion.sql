-- Discussions: one row for each case that a session discussed; none of its words.
SELECT
    d.organisation_id,
    d.id AS discussion_id,
    d.session_id,
    record.reference AS session_ref,
    d.case_id,
    child.reference AS case_ref,
    d.day,
    s.kind,
    s.status,
    d.recorded_on,
    d.plan_progress,
    d.analysis_words,
    d.decided AS has_decision,
    d.reasoned AS has_rationale,
    d.contingency AS has_contingency
FROM discussion AS d
JOIN supervisionsession AS s
    ON s.organisation_id = d.organisation_id AND s.id = d.session_id
JOIN record ON record.organisation_id = d.organisation_id AND record.id = d.session_id
LEFT JOIN record AS child ON child.organisation_id = d.organisation_id AND child.id = d.case_id
