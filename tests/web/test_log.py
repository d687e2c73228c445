"""Lines from elsewhere: joined to ours, without what they may quote."""

import io
import json
import logging
from typing import Any

import pytest

from app.settings import Settings
from app.web import log
from tests.web.toy import CANARY, Toy


@pytest.fixture
def lines(toy: Toy) -> Any:
    file = io.BytesIO()
    log.configure("info", file)
    return lambda: [json.loads(line) for line in file.getvalue().splitlines()]


def test_the_servers_own_sentences_are_kept(lines: Any) -> None:
    logging.getLogger("uvicorn.error").info("Started on %d", 8000)
    (line,) = lines()
    assert (line["message"], line["level"], line["logger"]) == (
        "Started on 8000",
        "info",
        "uvicorn.error",
    )


def test_a_strangers_sentence_is_not(lines: Any) -> None:
    logging.getLogger("stranger").warning("saw %s", CANARY)
    (line,) = lines()
    assert line["logger"] == "stranger"
    assert CANARY not in json.dumps(line)


def test_an_exception_is_its_class(lines: Any) -> None:
    error = ValueError(CANARY)
    logging.getLogger("uvicorn.error").error("failed", exc_info=error)
    (line,) = lines()
    assert line["errors"] == ["ValueError"]
    assert CANARY not in json.dumps(line)


def test_access_lines_of_the_server_are_off(lines: Any) -> None:
    logging.getLogger("uvicorn.access").info("GET /%s", CANARY)
    assert lines() == []


def test_configuring_twice_gives_each_line_once(lines: Any) -> None:
    log.configure("info", io.BytesIO())
    bridges = [h for h in logging.getLogger().handlers if type(h).__module__ == log.__name__]
    assert len(bridges) == 1


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPERVISION_MAX_BODY_BYTES", "2000")
    settings = Settings(_env_file=None)
    assert settings.max_body_bytes == 2000
    assert Settings(_env_file=None).database_url == "sqlite:///supervision.db"
