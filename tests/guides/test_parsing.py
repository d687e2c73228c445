"""Scripts in languages that do not run here are at least well formed, those on the pages as well.

Power Query is parsed by Microsoft's own parser, PowerShell by a grammar made for editors. Neither
is run by these tests.
"""

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.guides.pages import FOLDER, written_in
from tests.harness.programs import needs_node, run

HERE = Path(__file__).parent
LOCK = HERE / "package-lock.json"
ENDINGS = {"powerquery": "pq", "powershell": "ps1"}


@pytest.fixture
def parser(tmp_path: Path) -> Path:
    for file in (LOCK, HERE / "package.json", HERE / ".npmrc", HERE / "parse.cjs"):
        shutil.copy(file, tmp_path)
    run(["npm", "ci", "--ignore-scripts"], tmp_path)
    return tmp_path


@needs_node("NEITHER POWER QUERY NOR POWERSHELL WAS PARSED")
def test_every_script_is_well_formed(parser: Path) -> None:
    names = [shutil.copy(file, parser) for file in sorted(FOLDER.glob("supervision.p*"))]
    for language, ending in ENDINGS.items():
        for place, text in enumerate(written_in(language)):
            names.append(parser / f"{language}-{place}.{ending}")
            names[-1].write_text(text, encoding="utf-8")
    printed = run(["npm", "run", "--silent", "parse", "--", *names], parser)
    assert len(names) > len(ENDINGS)
    assert printed.splitlines() == [f"{name}: parsed" for name in names]


@needs_node("THAT FAULTS ARE FOUND WAS NOT TRIED")
@pytest.mark.parametrize(
    ("name", "text"),
    [("a.pq", "let a = 1 n a"), ("a.ps1", "function A {\n  param([string] $B\n  $B\n}\n")],
)
def test_a_script_that_is_not_is_found(parser: Path, name: str, text: str) -> None:
    (parser / name).write_text(text)
    with pytest.raises(AssertionError, match="npm"):
        run(["npm", "run", "--silent", "parse", "--", name], parser)


def test_the_lock_names_no_address_and_pins_every_package_with_a_hash() -> None:
    assert not re.findall(r".*://.*", LOCK.read_text())
    packages = json.loads(LOCK.read_text())["packages"]
    locked = {name: package for name, package in packages.items() if name}
    assert locked
    assert [name for name in locked if "sha512-" not in locked[name]["integrity"]] == []
