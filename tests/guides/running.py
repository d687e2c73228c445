"""Runs the commands of a page as one reader does, one after the other in one shell."""

import sys
from collections.abc import Sequence

from tests.guides.conftest import Reader
from tests.guides.pages import Block
from tests.harness.programs import run

PARTING = "--- the next block ---"
HOW = {
    "sh": (["bash", "-c"], "set -euo pipefail\n", f"\nprintf '%s\\n' '{PARTING}'\n"),
    "python": ([sys.executable, "-W", "error", "-c"], "", f"\nprint({PARTING!r})\n"),
}


def printed_by(language: str, chosen: Sequence[Block], reader: Reader) -> list[str]:
    """What each block prints; where one fails, those before it are in the message."""
    command, begin, end = HOW[language]
    script = begin + end.join(block.text for block in chosen)
    printed = run([*command, script], reader.folder, **reader.environment)
    return printed.split(PARTING)
