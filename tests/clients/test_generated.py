"""A client in Python and one in TypeScript: generated, compiled, and used for a call."""

import compileall
import json
import re
import shutil
import sys
from pathlib import Path

from tests.clients.conftest import Served
from tests.harness.programs import needs_node, run

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "docs" / "openapi.json"
LOCK = HERE / "package-lock.json"


def test_a_generated_python_client_makes_a_call(served: Served, tmp_path: Path) -> None:
    package = tmp_path / "supervision_client"
    generate = ["openapi-python-client", "generate", "--meta", "none", "--fail-on-warning"]
    generate += ["--config", HERE / "python.yaml"]
    run([*generate, "--path", DOCUMENT, "--output-path", package], tmp_path)
    assert compileall.compile_dir(package, quiet=1)
    call = [sys.executable, HERE / "call.py"]
    printed = run(call, tmp_path, PYTHONPATH=str(tmp_path), **served.environment)
    assert printed == "['Leaving Care'] True"


@needs_node("NO CLIENT IN TYPESCRIPT WAS TRIED")
def test_a_generated_typescript_client_makes_a_call(served: Served, tmp_path: Path) -> None:
    for file in (DOCUMENT, LOCK, HERE / "package.json", HERE / ".npmrc", HERE / "call.ts"):
        shutil.copy(file, tmp_path)
    run(["npm", "ci", "--ignore-scripts"], tmp_path)
    run(["npm", "run", "generate"], tmp_path)
    run(["npm", "run", "build"], tmp_path)
    printed = run(["npm", "run", "--silent", "call"], tmp_path, **served.environment)
    assert printed == '["Leaving Care"] true'


def test_the_lock_of_the_typescript_client_names_no_address() -> None:
    assert not re.findall(r".*://.*", LOCK.read_text())


def test_the_lock_of_the_typescript_client_pins_every_package_with_a_hash() -> None:
    packages = json.loads(LOCK.read_text())["packages"]
    locked = {name: package for name, package in packages.items() if name}
    assert locked
    assert [name for name in locked if "sha512-" not in locked[name]["integrity"]] == []
