"""A guide as its reader sees it: commands in order, and what each of them is said to answer."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "integrating"
PAGES = tuple(sorted(FOLDER.glob("*.md")))
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
RUN = ("sh", "python")
ANSWERS = ("json", "text", "csv")
READ = ("powershell", "powerquery")
"""Languages that nothing here can run; they are parsed, and their calls made."""

LEFT_OUT = "…"


@dataclass(frozen=True)
class Block:
    """A fenced block; `answer` is what the page shows below it."""

    language: str
    text: str
    answer: str | None = None


def blocks(page: Path) -> list[Block]:
    """The blocks of a page, each answer with the block that it belongs to."""
    found = [Block(*match) for match in FENCED.findall(page.read_text(encoding="utf-8"))]
    return [
        replace(block, answer=after.text if after.language in ANSWERS else None)
        for block, after in pairwise([*found, Block("", "")])
        if block.language not in ANSWERS
    ]


def written_in(language: str) -> list[str]:
    """The blocks of all pages in a language."""
    return [block.text for page in PAGES for block in blocks(page) if block.language == language]


def is_shown(answer: str, printed: str) -> bool:
    """Whether what was printed holds all that an answer shows, in its order; `…` left some out."""
    parts = [_packed(part) for part in answer.split(LEFT_OUT)]
    return re.search(".*".join(map(re.escape, parts)), _packed(printed), re.DOTALL) is not None


def _packed(text: str) -> str:
    return "".join(text.split())
