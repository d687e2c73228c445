"""PostgreSQL crashes and comes back under load: nothing is lost, and the service is well again."""

import time

from benchmarks.faults.trial import Trial, checked, let, writing
from benchmarks.faults.writers import Writer, acknowledged, total

BETWEEN_SECONDS = 2.0
BACK_SECONDS = 30.0


def restart_again_and_again(trial: Trial, times: int) -> None:
    """Crash the database under eight writers, so many times; the service is never restarted."""
    server = trial.stage.server
    if server is None:
        return
    waits = []
    with trial.service(), writing(trial) as writers:
        let(writers, send=True)
        for _ in range(times):
            time.sleep(BETWEEN_SECONDS)
            server.restart(immediate=True)
            waits.append(_until_success(writers, time.monotonic()))
        time.sleep(BETWEEN_SECONDS)
        for writer in writers:
            writer.shall_stop.set()
        for writer in writers:
            writer.join(60)
        let(writers, send=False)
        audited = checked(trial, writers)
    counts = ", ".join(f"{count} {name}" for name, count in sorted(total(writers).items()))
    shown = ", ".join(f"{1000 * wait:.0f}" for wait in waits)
    trial.tell(f"{times} crashes: first success {shown} ms after the database was back")
    trial.tell(f"{times} crashes: {acknowledged(writers)} acknowledged: {counts}")
    trial.judge("database crash", audited)


def _until_success(writers: list[Writer], back_at: float) -> float:
    """Seconds from when the database was back until the first write was acknowledged."""
    while time.monotonic() < back_at + BACK_SECONDS:
        first = min(
            (at for writer in writers for at in writer.ledger.successes_at[-50:] if at > back_at),
            default=None,
        )
        if first is not None:
            return first - back_at
        time.sleep(0.01)
    raise RuntimeError(f"no success within {BACK_SECONDS:.0f} s after the database was back")
