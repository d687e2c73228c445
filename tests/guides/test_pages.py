"""Every command of every guide, run in its order; what the page shows is what is answered."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.guides.conftest import Reader
from tests.guides.pages import ANSWERS, FENCED, PAGES, READ, RUN, blocks, is_shown
from tests.guides.running import printed_by
from tests.harness.programs import needs

NAMES = [page.name for page in PAGES]
TO_RUN = [
    pytest.param(page, language, id=f"{page.name}-{language}")
    for page in PAGES
    for language in RUN
    if any(block.language == language for block in blocks(page))
]


@needs("bash", "curl", "jq", "flock", untried="NO COMMAND OF A GUIDE WAS RUN")
@pytest.mark.parametrize(("page", "language"), TO_RUN)
def test_what_a_page_shows_is_what_is_answered(page: Path, language: str, reader: Reader) -> None:
    chosen = [block for block in blocks(page) if block.language == language]
    printed = printed_by(language, chosen, reader)
    wrong = [
        f"It says\n{block.answer}\nand it is{said}"
        for block, said in zip(chosen, printed, strict=True)
        if block.answer and not is_shown(block.answer, said)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_a_page_has_no_block_that_nobody_looks_at(page: Path) -> None:
    languages = [language for language, _ in FENCED.findall(page.read_text(encoding="utf-8"))]
    assert set(languages) <= {*RUN, *READ, *ANSWERS}
    asked = [block for block in blocks(page) if block.language in RUN]
    shown = [language for language in languages if language in ANSWERS]
    assert len(shown) == len([block for block in asked if block.answer])


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_no_sentence_stands_on_two_pages() -> None:
    told = Counter(sentence for page in PAGES for sentence in sentences(page))
    assert [sentence for sentence, times in told.items() if times > 1] == []


def sentences(page: Path) -> set[str]:
    """The sentences of a page that are long enough to be recognised."""
    prose = FENCED.sub("", page.read_text(encoding="utf-8"))
    found = re.split(r"(?<=[.:;?!])\s+|\n\n|\|", prose)
    packed = {" ".join(re.sub(r"[^\w ]", " ", sentence).split()).lower() for sentence in found}
    return {sentence for sentence in packed if len(sentence.split()) > 4}


@pytest.mark.parametrize(
    ("answer", "printed"),
    [
        ('{"a": 1, …}', '{"a":1,"b":2}'),
        ('{"a": 1,\n "b": 2}', '{"a":1,"b":2}'),
        ("1\n…3", "1\n2\n3\n"),
    ],
)
def test_an_answer_may_leave_out_and_be_laid_out(answer: str, printed: str) -> None:
    assert is_shown(answer, printed)


@pytest.mark.parametrize("answer", ['{"a": 2, …}', '{"b": 2, … "a": 1', '{"a": 1}', "3"])
def test_an_answer_that_is_not_what_was_printed_is_wrong(answer: str) -> None:
    assert not is_shown(answer, '{"a":1,"b":2}')
