"""Runs the migrations on the database that the settings, or the caller, name."""

from typing import Literal

from alembic import context
from sqlalchemy import Connection, create_engine, pool
from sqlmodel import SQLModel

import app.db.tables  # noqa: F401  # the tables make themselves known
from app.db.base import Utc
from app.settings import Settings


def run() -> None:
    """Migrate in one transaction; SQLite's foreign keys rest meanwhile, as batch mode needs."""
    settings = Settings()
    url = (
        context.config.attributes.get("url") or settings.admin_database_url or settings.database_url
    )
    engine = create_engine(url, poolclass=pool.NullPool, hide_parameters=True)
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            # Else a table that views read could not be built anew under its own name.
            connection.exec_driver_sql("PRAGMA legacy_alter_table=ON")
            connection.commit()
        _migrate(connection)


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        compare_type=True,
        compare_server_default=True,
        render_item=_rendered,
    )
    with context.begin_transaction():
        context.run_migrations()


def _rendered(kind: str, item: object, _: object) -> str | Literal[False]:
    """Our own type by what it is to the database: a migration outlives the code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Utc) else False


run()
