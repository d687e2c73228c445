"""Runs `supervision verify`, which works everything out from nothing, on a database."""

import subprocess
import time
from pathlib import Path

from benchmarks import server

PATIENCE_SECONDS = 1800


def verified(url: str, folder: Path) -> tuple[bool, str]:
    """Whether it found no difference, and what it said."""
    began = time.monotonic()
    done = subprocess.run(
        [server.service_command(0)[0], "verify"],
        env=server.service_environment(url),
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
    )
    said = (done.stdout + done.stderr).strip()[-1000:]
    return done.returncode == 0, f"{said} ({time.monotonic() - began:.0f} s)"
