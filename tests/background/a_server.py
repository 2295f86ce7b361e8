"""A server in a process of its own: it trains, prints the worker's pid and the race's id, and waits for its end."""

import sys

from background import COMMAND, LIMITS, race, shown

from playground.background.api import Jobs


def main(kind, folder, results):
    jobs = Jobs(folder, results=results, limits=LIMITS, command=COMMAND)
    job = jobs.submit(race(kind, steps=100_000, sleep=0.02), "ann")
    shown(jobs, job, 3 if kind == "good" else 1)
    print(jobs._workers.slots[0].child.pid, job, flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    main(*sys.argv[1:])
