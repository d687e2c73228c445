"""An organisation's policies and calendars for the rules; read once for each pair of versions."""

import json
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from app.db.clients import ORGANISATION
from app.db.tables import CalendarVersion, Organisation, PolicyVersion
from app.db.unit_of_work import UnitOfWork, owned
from app.rules.calendar import Calendar
from app.rules.policy import Policy, RuleBook, shipped
from app.resources.expectations.versions import current_versions

POLICIES = owned(PolicyVersion)
CALENDARS = owned(CalendarVersion)
REMEMBERED: dict[tuple[UUID, int, int], RuleBook] = {}
