"""Every table, so that one import knows the whole schema."""

from app.db.tables.action import Action, ActionReview, FormerReview
from app.db.tables.bulk_import import Import, ImportRow
from app.db.tables.case import Allocation, CaseFile, OversightNote, Plan
from app.db.tables.edition import Edition
from app.db.tables.expectation import ExpectationRow
from app.db.tables.feedback import Feedback
from app.db.tables.flag import Acknowledgement, Exemption
from app.db.tables.frozen_return import FrozenReturn
from app.db.tables.job import Job
from app.db.tables.lease import LeaseRow
from app.db.tables.organisation import ApiKey, Caller, Organisation
from app.db.tables.people import Absence, Agreement, Post, Team, Worker
from app.db.tables.policy import CalendarVersion, PolicyVersion
from app.db.tables.record import (
    Change,
    IdempotencyKey,
    LineHead,
    ReadLog,
    Record,
    RecordVersion,
)
from app.db.tables.session import Discussion, SessionPerson, SupervisionSession
from app.db.tables.webhook import Webhook, WebhookDelivery, WebhookReceipt

__all__ = [
    "Absence",
    "Acknowledgement",
    "Action",
    "ActionReview",
    "Agreement",
    "Allocation",
    "ApiKey",
    "CalendarVersion",
    "Caller",
    "CaseFile",
    "Change",
    "Discussion",
    "Edition",
    "Exemption",
    "ExpectationRow",
    "Feedback",
    "FormerReview",
    "FrozenReturn",
    "IdempotencyKey",
    "Import",
    "ImportRow",
    "Job",
    "LeaseRow",
    "LineHead",
    "Organisation",
    "OversightNote",
    "Plan",
    "PolicyVersion",
    "Post",
    "ReadLog",
    "Record",
    "RecordVersion",
    "SessionPerson",
    "SupervisionSession",
    "Team",
    "Webhook",
    "WebhookDelivery",
    "WebhookReceipt",
    "Worker",
]
