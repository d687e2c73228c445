"""SIGKILL in the middle of writes: nothing that was acknowledged is lost, nothing is doubled."""

import random
import time
from collections import Counter

from benchmarks.faults.trial import Trial, checked, let, writing
from benchmarks.faults.writers import acknowledged, total

SHORTEST, LONGEST = 0.3, 1.5


def kill_again_and_again(trial: Trial, kills: int, seed: int) -> None:
    """Start, let eight writers write, kill, start again, look; so many times."""
    chance = random.Random(seed)
    lost: Counter[str] = Counter()
    with writing(trial) as writers:
        for _ in range(kills):
            with trial.service() as process:
                lost.update(checked(trial, writers).lost)
                let(writers, send=True)
                time.sleep(chance.uniform(SHORTEST, LONGEST))
                process.kill()
                let(writers, send=False)
        with trial.service():
            lost.update(checked(trial, writers).lost)
            let(writers, send=True)
            time.sleep(LONGEST)
            for writer in writers:
                writer.shall_stop.set()
            for writer in writers:
                writer.join(30)
            let(writers, send=False)
            audited = checked(trial, writers)
    counts = ", ".join(f"{count} {name}" for name, count in sorted(total(writers).items()))
    trial.tell(f"{kills} kills (seed {seed}): {acknowledged(writers)} acknowledged: {counts}")
    trial.none("kill -9: acknowledged, and missing after a restart", len(lost))
    trial.judge("kill -9", audited)
