"""A client in Python and one in TypeScript: generated, compiled, and used for a call."""

import compileall
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.clients.conftest import Served

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "docs" / "openapi.json"
PROGRAMS = Path(sys.executable).parent
LOCK = HERE / "package-lock.json"

needs_node = pytest.mark.skipif(
    not (shutil.which("node") and shutil.which("npm")),
    reason="NO CLIENT IN TYPESCRIPT WAS TRIED: node and npm are not installed here",
)


def run(command: Sequence[str | Path], folder: Path, **environment: str) -> str:
    """What a program prints; a failure of the test with all of it where the program fails."""
    path = f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": path, **environment},
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 0, f"{command}\n{ran.stdout}\n{ran.stderr}"
    return ran.stdout.strip()


def test_a_generated_python_client_makes_a_call(served: Served, tmp_path: Path) -> None:
    package = tmp_path / "supervision_client"
    generate = ["openapi-python-client", "generate", "--meta", "none", "--fail-on-warning"]
    run([*generate, "--path", DOCUMENT, "--output-path", package], tmp_path)
    assert compileall.compile_dir(package, quiet=1)
    call = [sys.executable, HERE / "call.py"]
    printed = run(call, tmp_path, PYTHONPATH=str(tmp_path), **served.environment)
    assert printed == "['Leaving Care'] True"


@needs_node
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
