"""Spectral, which most API teams lint with, has nothing to say of either document."""

import json
import re
import shutil
from pathlib import Path

from openapi_spec_validator import validate

from app.web.openapi import openapi_text, openapi_text_30
from tests.harness.programs import needs_node, run
from tests.walkers.operations import APP

HERE = Path(__file__).parent
LOCK = HERE / "package-lock.json"
FILES = (LOCK, HERE / "package.json", HERE / ".npmrc", HERE / "ruleset.json")


@needs_node("NEITHER OPENAPI DOCUMENT WAS LINTED")
def test_spectral_finds_nothing_in_either_document(tmp_path: Path) -> None:
    for file in FILES:
        shutil.copy(file, tmp_path)
    (tmp_path / "openapi.json").write_text(openapi_text(APP))
    (tmp_path / "openapi-3.0.json").write_text(openapi_text_30(APP))
    run(["npm", "ci", "--ignore-scripts"], tmp_path)
    printed = run(["npm", "run", "--silent", "lint"], tmp_path)
    assert "No results with a severity of 'hint' or higher found!" in printed


def test_the_documents_are_valid_and_say_their_versions() -> None:
    newer, older = json.loads(openapi_text(APP)), json.loads(openapi_text_30(APP))
    validate(newer)
    validate(older)
    assert (newer["openapi"], older["openapi"]) == ("3.1.0", "3.0.3")
    assert older["paths"].keys() == newer["paths"].keys()


def test_the_lock_names_no_address_and_pins_every_package_with_a_hash() -> None:
    assert not re.findall(r".*://.*", LOCK.read_text())
    packages = json.loads(LOCK.read_text())["packages"]
    locked = {name: package for name, package in packages.items() if name}
    assert locked
    assert [name for name in locked if "sha512-" not in locked[name]["integrity"]] == []
