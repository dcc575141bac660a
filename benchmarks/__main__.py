"""Run every benchmark: ``python -m benchmarks [NAME ...]`` (``make bench``)."""

import sys
from importlib import import_module
from pathlib import Path

from benchmarks.harness import DUELS, Outcome, SkippedError, run


def main() -> None:
    """Print a line for every benchmark, or for those whose name holds a word asked for."""
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        import_module(f"benchmarks.{path.stem}")

    wanted = sys.argv[1:]
    print(f"{'benchmark':<58}{'ours':>10}{'other':>10}{'ratio':>8}")
    for entry in DUELS:
        if not wanted or any(word in entry.name for word in wanted):
            try:
                print(_line(run(entry)), flush=True)
            except SkippedError as reason:
                print(f"{entry.name:<58}skipped: {reason}")


def _line(outcome: Outcome) -> str:
    times = f"{outcome.ours_s * 1e3:>8.1f}ms{outcome.other_s * 1e3:>8.1f}ms"
    return f"{outcome.name:<58}{times}{outcome.ratio:>7.2f}x"


if __name__ == "__main__":  # worker processes import this file again
    main()
