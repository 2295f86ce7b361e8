"""Data sets whose downloads go well, go wrong, die or never end."""

import os
import time
from types import SimpleNamespace


def good(folder, progress):
    while not os.path.exists(os.path.join(folder, "go on")):
        progress(50, 100)
        time.sleep(0.02)
    progress(100, 100)
    with open(os.path.join(folder, "fetched"), "w", encoding="utf-8") as file:
        file.write("data")


def bad(folder, progress):
    progress(10, 100)
    raise OSError("The server of the digits does not answer; try again later.")


def dead(folder, progress):
    os._exit(7)


def broken(folder, progress):
    raise KeyError("a mistake of ours")


def endless(folder, progress):
    progress(1, 100)
    time.sleep(600)


SPECS = {f.__name__: SimpleNamespace(fetch=f) for f in (good, bad, dead, broken, endless)}
