"""Runs the peers, checks that they compute what we compute, and prints their times beside ours.

Usage: compare.py OURS.txt [DRAWS]; OURS.txt is what `cargo bench --bench peers` prints: `name seconds` a line.
"""
import sys
import time

import numpy as np

import peer_numba
import peer_numpy
from scenario import draws, layout, load, scalars

ITEMS = ["stockout_day", "gap_day", "fill_rate", "stockout_weeks", "domestic", "porting", "halt", "dual", "power",
         "domestic_outlay", "controlled", "shortfall"]
LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95]


def check(out, expected):
    """Draw 0 is the central case: it must be the worked example."""
    for f, firm in enumerate(expected):
        for i, item in enumerate(ITEMS):
            want = firm[item] if item in firm else firm["cost_usd"][item]
            want, found = np.inf if want is None else want, out[f, i, 0]
            same = found == want or abs(found - want) <= 1e-6 * max(abs(want), 1e-3)
            assert same, f"{firm['name']} {item}: {found}, expected {want}"


def whole(run, world, lay, count, seed):
    """Sampling, all draws, quantiles of what a screen shows."""
    p = scalars(world, draws(world, count, seed))
    weeks = (np.arange(1, 101) * world["weeks"] + 99) // 100 - 1
    out, series = run(world, lay, p, 0, weeks)
    # "none" is +inf and may meet itself in the interpolation.
    with np.errstate(invalid="ignore"):
        np.quantile(series, LEVELS, axis=2)
        np.quantile(out, LEVELS, axis=2)
    return out


def main():
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 4096
    ours = dict(line.rsplit(" ", 1) for line in open(sys.argv[1]).read().splitlines() if line)
    world, expected = load()
    lay = layout(world)
    print(f"{count} draws, 5 firms, {world['weeks']} weeks: sampling, simulation, quantiles of 300 rows and of outcomes")
    times, medians = {}, {}
    for name, peer, runs in (("numpy", peer_numpy, 3), ("numba", peer_numba, 9)):
        check(whole(peer.run, world, lay, 64, 1), expected)
        best = []
        for seed in range(runs):
            start = time.perf_counter()
            out = whole(peer.run, world, lay, count, seed)
            best.append(time.perf_counter() - start)
        times[name] = sorted(best)[len(best) // 2]
        medians[name] = np.median(out[0, 2])
        print(f"{name:30} {times[name] * 1e3:9.1f} ms   median fill rate of the first firm {medians[name]:.4f}")
    for name, seconds in ours.items():
        seconds = float(seconds)
        if name.startswith("median"):
            print(f"{name:30} {seconds:.4f}")
            continue
        ratios = "   ".join(f"{times[p] / seconds:6.1f}x {p}" for p in times)
        print(f"{name:30} {seconds * 1e3:9.2f} ms   {ratios}")


if __name__ == "__main__":
    main()
