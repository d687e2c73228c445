"""Brings a database to the newest shape: one chain of migrations for both kinds."""

from pathlib import Path

from alembic import command
from alembic.config import Config

ROOT = Path(__file__).resolve().parents[2]


def configuration(url: str) -> Config:
    """Alembic's configuration for a database, wherever the command was started."""
    config = Config(str(ROOT / "alembic.ini"))
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Apply what is missing."""
    command.upgrade(configuration(url), "head")


def difference(url: str) -> None:
    """Raise where the tables in code and in the database differ."""
    command.check(configuration(url))
