"""The Erlang A queue in other programs, on the same customers: plain SimPy, Ciw, C."""

import ctypes
import shutil
import subprocess
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import simpy

from benchmarks.harness import SkippedError
from benchmarks.simulation_desks import AGENTS, ErlangA


def with_simpy(queue: ErlangA) -> np.ndarray:
    """Return the waits by the SimPy model that everybody writes: a resource, a process each."""
    env = simpy.Environment()
    desk = simpy.Resource(env, AGENTS)
    waits_s = np.empty(queue.gaps_s.size)
    works_s, patiences_s = queue.works_s.tolist(), queue.patiences_s.tolist()

    def customer(number: int) -> Any:
        arrival_s = env.now
        with desk.request() as turn:
            got = yield turn | env.timeout(patiences_s[number])
            waits_s[number] = env.now - arrival_s
            if turn in got:
                yield env.timeout(works_s[number])

    def source() -> Any:
        for number, gap_s in enumerate(queue.gaps_s.tolist()):
            yield env.timeout(gap_s)
            env.process(customer(number))

    env.process(source())
    env.run()
    return waits_s


def needs_ciw() -> None:
    """Skip a benchmark where Ciw is not installed: the project does not depend on it."""
    if find_spec("ciw") is None:
        raise SkippedError("Ciw is not installed (pip install ciw)")


def with_ciw(queue: ErlangA) -> np.ndarray:
    """Return the waits by Ciw's node with reneging."""
    import ciw

    class Given(ciw.dists.Distribution):
        """Numbers of the customers, or the gaps between them in turn."""

        def __init__(self, numbers: np.ndarray, *, of_customers: bool) -> None:
            self.numbers = numbers.tolist()
            self.rest = iter(self.numbers)
            self.of_customers = of_customers

        def sample(self, t: Any = None, ind: Any = None) -> float:  # noqa: ARG002 (Ciw names it)
            if self.of_customers:
                return float(self.numbers[ind.id_number - 1])
            return float(next(self.rest, float("inf")))

    network = ciw.create_network(
        arrival_distributions=[Given(queue.gaps_s, of_customers=False)],
        service_distributions=[Given(queue.works_s, of_customers=True)],
        number_of_servers=[AGENTS],
        reneging_time_distributions=[Given(queue.patiences_s, of_customers=True)],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(2 * float(queue.arrivals_s[-1]) + 1e6)
    waits_s = np.full(queue.gaps_s.size, np.nan)
    for record in simulation.get_all_records():
        waits_s[record.id_number - 1] = record.waiting_time
    return waits_s


def needs_compiler() -> None:
    """Skip a benchmark where there is no C compiler."""
    if shutil.which("cc") is None:
        raise SkippedError("no C compiler (cc)")


def with_c(queue: ErlangA) -> np.ndarray:
    """Return the waits by ``erlang_a.c``."""
    waits_s = np.empty(queue.gaps_s.size)
    columns = (queue.arrivals_s, queue.works_s, queue.patiences_s, waits_s)
    addresses = [column.ctypes.data_as(ctypes.c_void_p) for column in columns]
    _c_program().play(ctypes.c_int64(waits_s.size), ctypes.c_int32(AGENTS), *addresses)
    return waits_s


@cache
def _c_program() -> ctypes.CDLL:
    source = Path(__file__).with_name("erlang_a.c")
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "erlang_a.so"
        options = ("-O3", "-march=native", "-ffp-contract=off", "-shared", "-fPIC")
        subprocess.run(["cc", *options, str(source), "-o", str(library)], check=True)
        return ctypes.CDLL(str(library))
