"""Fills an empty database with the invented authority, through the same services as any sender."""

from collections.abc import Iterable, Iterator

from app.db.database import Database
from app.db.unit_of_work import Client
from app.resources.agreements.schemas import AgreementPut
from app.resources.agreements.service import WRITER as AGREEMENTS
from app.resources.cases.schemas import CasePut
from app.resources.cases.service import WRITER as CASES
from app.resources.demonstration.authority import Sent
from app.resources.demonstration.telling import Part
from app.resources.operations.batch import Put, put_all
from app.resources.operations.writers import Writer
from app.resources.oversight.schemas import OversightNotePut
from app.resources.oversight.service import WRITER as NOTES
from app.resources.records.schemas import IncomingRecord
from app.resources.sessions.schemas import SessionPut
from app.resources.sessions.service import WRITER as SESSIONS
from app.resources.teams.schemas import TeamPut
from app.resources.teams.service import WRITER as TEAMS
from app.resources.workers.schemas import WorkerPut
from app.resources.workers.service import WRITER as WORKERS

WRITERS: dict[str, tuple[Writer, type[IncomingRecord]]] = {
    "teams": (TEAMS, TeamPut),
    "workers": (WORKERS, WorkerPut),
    "cases": (CASES, CasePut),
    "agreements": (AGREEMENTS, AgreementPut),
    "oversight-notes": (NOTES, OversightNotePut),
    "sessions": (SESSIONS, SessionPut),
}


def fill(database: Database, client: Client, parts: Iterable[Part]) -> Iterator[int]:
    """Put each part in one unit of work; say after each how many records that were."""
    for part in parts:
        database.write_now(client, put_all, [_put(client, sent) for sent in part])
        yield len(part)


def _put(client: Client, sent: Sent) -> Put:
    type, reference, fields = sent
    writer, schema = WRITERS[type]
    return Put(writer, client.source, reference, schema.model_validate(fields))
