from app.rules.catalogue import CATALOGUE, RULES, Block, evaluate
from app.rules.policy import DEFAULT_POLICY
from app.vocabulary import SubjectType
from tests.rules import make
from tests.rules.make import book, case_stream, day, discussion, held, stream

TABLE = [
    "personal-timescale",
    "personal-duration",
    "check-in",
    "feedback-time",
    "feedback-sought",
    "feedback-two-way",
    "low-score-followed-up",
    "previous-actions-reviewed",
    "reflection-recorded",
    "appreciation-recorded",
    "record-not-copied",
    "identity-explored",
    "record-on-time",
    "record-shared",
    "record-signed",
    "cancellation-rearranged",
    "agreement-signed",
    "agreement-reviewed",
    "case-timescale",
    "case-first",
    "plan-progress",
    "contingency-set",
    "decision-reasoned",
    "action-owned-and-dated",
    "action-completed",
    "action-drift",
    "oversight-gap",
    "oversight-recorded",
    "oversight-independent",
]


def test_the_rules_stand_in_reporting_order():
    assert [rule.code for rule in CATALOGUE] == TABLE


def test_every_rule_has_parameters_in_the_policy_and_the_other_way_round():
    assert set(RULES) == set(DEFAULT_POLICY.rules)


def test_a_number_always_says_where_it_comes_from():
    numbered = [rule for rule in CATALOGUE if {"interval", "threshold"} & set(rule.parameters)]
    assert all(rule.basis.number for rule in numbered)


def test_only_cadences_and_deadlines_have_grace():
    graceful = {rule.block for rule in CATALOGUE if "grace" in rule.parameters}
    assert graceful == {Block.CADENCE, Block.DEADLINE}


def test_the_subjects_are_those_whose_streams_a_rule_reads():
    assert RULES["personal-timescale"].subjects == (SubjectType.WORKER,)
    assert RULES["record-on-time"].subjects == (SubjectType.WORKER, SubjectType.CASE)


def test_rows_come_in_the_order_of_the_catalogue():
    agreed = make.action(held(day("01-05")), day("01-20"))
    found = evaluate(stream(held(day("01-05")), actions=(agreed,)), book())
    codes = [row.rule for row in found]
    assert codes == sorted(codes, key=TABLE.index)


def test_a_case_has_rows_of_its_own():
    session = held(day("01-05"), discussions=(discussion(),))
    found = evaluate(case_stream(session), book())
    assert {(row.subject_type, row.subject_id) for row in found} == {(SubjectType.CASE, make.CASE)}


def test_nobody_and_nothing_expects_nothing():
    assert evaluate(make.WorkerStream(make.Worker(make.WORKER)), book()) == []


def test_a_worker_without_sessions_owes_the_first_one_and_a_look_at_identity():
    owed = [row.rule for row in evaluate(stream(), book())]
    assert owed == ["personal-timescale", "identity-explored"]
