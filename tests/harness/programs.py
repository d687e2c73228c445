"""Programs beside the service: run to their end, or skipped in words where there are none."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

_PROGRAMS = Path(sys.executable).parent


def needs(*programs: str, untried: str) -> pytest.MarkDecorator:
    """Skips a test where a program is not installed, and says what was not tried."""
    missing = [program for program in programs if not shutil.which(program)]
    reason = f"{untried}: {' and '.join(missing)} not installed here"
    return pytest.mark.skipif(bool(missing), reason=reason)


def needs_node(what: str) -> pytest.MarkDecorator:
    """The same for what Node runs."""
    return needs("node", "npm", untried=what)


def run(command: Sequence[str | Path], folder: Path, **environment: str) -> str:
    """What a program prints; a failure of the test with all of it where the program fails."""
    ran = subprocess.run(
        command,
        cwd=folder,
        env=_environment(environment),
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 0, f"{command}\n{ran.stdout}\n{ran.stderr}"
    return ran.stdout.strip()


def started(command: Sequence[str | Path], **environment: str) -> "subprocess.Popen[bytes]":
    """A program that runs beside the test; what it prints is of no interest."""
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        command, env=_environment(environment), stdout=quiet, stderr=quiet, stdin=quiet
    )


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    path = f"{_PROGRAMS}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, **more}
