"""Drafts a migration: what the tables in the code have that a freshly migrated database lacks."""

import sys
import tempfile
from pathlib import Path

from alembic import command

from app.db.migrate import configuration, upgrade


def main() -> None:
    """Takes what the migration does, in words, from the command line."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder, 'newest.db')}"
        upgrade(url)
        command.revision(configuration(url), message=sys.argv[1], autogenerate=True)


if __name__ == "__main__":
    main()
