"""What the repository promises as a whole, whatever the service does."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.txt", "requirements-dev.txt")
MACHINE_PATH = re.compile(rb"(?<![\w.])/(?:root|home|Users|work)/[A-Za-z]")


def _kept_files() -> list[Path]:
    """What is committed or would be by `git add .`."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    paths = [ROOT / name for name in listed.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def _pins(lock: str) -> set[str]:
    return set(re.findall(r"^[\w.-]+==[^\s\\]+", (ROOT / lock).read_text(), re.MULTILINE))


def _dockerfile(instruction: str) -> list[str]:
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    return re.findall(rf"^{instruction}\s+(.+)$", text, re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    assert not re.findall(r".*(?:://|--index|--find|--trusted).*", (ROOT / lock).read_text())


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_package_with_a_hash(lock: str) -> None:
    entries = re.split(r"^(?=[\w.-]+==)", (ROOT / lock).read_text(), flags=re.MULTILINE)[1:]
    assert entries
    assert not [entry for entry in entries if "--hash=sha256:" not in entry]


def test_the_tests_run_on_the_packages_that_are_deployed() -> None:
    assert _pins("requirements.txt") <= _pins("requirements-dev.txt")


def test_no_file_names_a_folder_of_the_machine_it_was_written_on() -> None:
    assert not [str(path) for path in _kept_files() if MACHINE_PATH.search(path.read_bytes())]


def test_the_licence_is_there_in_full() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_the_script_of_continuous_integration_can_be_executed() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_image_leaves_its_build_stage_behind() -> None:
    stages = _dockerfile("FROM")
    assert len(stages) > 1
    assert [stage for stage in stages if " AS " not in stage] == stages[-1:]


def test_the_image_installs_only_what_the_lock_vouches_for() -> None:
    installs = [run for run in _dockerfile("RUN") if "pip install" in run]
    assert installs
    assert not [run for run in installs if not re.search("--require-hashes|--no-deps", run)]


def test_the_image_does_not_run_as_root() -> None:
    assert _dockerfile("USER")[-1] not in {"root", "0"}


def test_the_image_asks_itself_whether_it_is_ready() -> None:
    assert "/readyz" in _dockerfile("HEALTHCHECK")[0]
