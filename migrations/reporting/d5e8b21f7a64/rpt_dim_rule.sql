-- Rules: one row for each rule of this version, once for each organisation.
SELECT
    organisation.id AS organisation_id,
    rules.rule,
    rules.title,
    rules.severity,
    rules.block,
    rules.place
FROM organisation
CROSS JOIN (
    SELECT
        'personal-timescale' AS rule,
        'Personal supervision to timescale' AS title,
        'breach' AS severity,
        'cadence' AS block,
        1 AS place
    UNION ALL SELECT 'personal-duration', 'Protected time', 'warning', 'content', 2
    UNION ALL SELECT 'check-in', 'Check-in', 'warning', 'content', 3
    UNION ALL SELECT 'feedback-time', 'Time for feedback', 'warning', 'content', 4
    UNION ALL SELECT 'feedback-sought', 'Feedback sought', 'warning', 'deadline', 5
    UNION ALL SELECT 'feedback-two-way', 'Feedback in both directions', 'query', 'content', 6
    UNION ALL SELECT 'low-score-followed-up', 'Low scores followed up', 'query', 'deadline', 7
    UNION ALL SELECT 'previous-actions-reviewed', 'Previous actions reviewed', 'breach', 'content', 8
    UNION ALL SELECT 'reflection-recorded', 'Reflection recorded', 'query', 'content', 9
    UNION ALL SELECT 'appreciation-recorded', 'Appreciation recorded', 'query', 'content', 10
    UNION ALL SELECT 'record-not-copied', 'Records are not copied', 'query', 'content', 11
    UNION ALL SELECT 'identity-explored', 'Identity explored', 'query', 'cadence', 12
    UNION ALL SELECT 'record-on-time', 'Record on time', 'warning', 'deadline', 13
    UNION ALL SELECT 'record-shared', 'Record shared', 'warning', 'deadline', 14
    UNION ALL SELECT 'record-signed', 'Record signed', 'warning', 'deadline', 15
    UNION ALL SELECT 'cancellation-rearranged', 'Cancellation rearranged', 'warning', 'deadline', 16
    UNION ALL SELECT 'agreement-signed', 'Agreement signed', 'warning', 'deadline', 17
    UNION ALL SELECT 'agreement-reviewed', 'Agreement reviewed', 'warning', 'cadence', 18
    UNION ALL SELECT 'case-timescale', 'Cases discussed to timescale', 'breach', 'cadence', 19
    UNION ALL SELECT 'case-first', 'First discussion after allocation', 'warning', 'deadline', 20
    UNION ALL SELECT 'plan-progress', 'Progress of the plan', 'warning', 'content', 21
    UNION ALL SELECT 'contingency-set', 'Contingency set', 'warning', 'content', 22
    UNION ALL SELECT 'decision-reasoned', 'Decisions reasoned', 'warning', 'content', 23
    UNION ALL SELECT 'action-owned-and-dated', 'Actions owned and dated', 'breach', 'content', 24
    UNION ALL SELECT 'action-completed', 'Actions completed', 'breach', 'deadline', 25
    UNION ALL SELECT 'action-drift', 'Actions do not drift', 'warning', 'content', 26
    UNION ALL SELECT 'oversight-gap', 'Management oversight', 'warning', 'cadence', 27
    UNION ALL SELECT 'oversight-recorded', 'Oversight recorded', 'warning', 'deadline', 28
    UNION ALL SELECT 'oversight-independent', 'Oversight is independent', 'breach', 'content', 29
) AS rules
