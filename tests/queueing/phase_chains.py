"""Exact M/G/c queues of two phases, as sparse Markov chains: oracles for the approximations."""

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import spsolve

States = list[tuple[int, int]]


def mean_wait_erlang_two(load: float, agents: int, greatest: int) -> float:
    """Return the mean wait in handle times of M/E2/c, cut at ``greatest`` present."""

    def moves(present: int, first: int) -> list[tuple[int, int, float]]:
        second = min(present, agents) - first
        starts = 1 if present < agents else 0
        ends = 1 if present > agents else 0
        return [
            (present + 1, first + starts, load),
            (present, first - 1, 2.0 * first),
            (present - 1, first + ends, 2.0 * second),
        ]

    return _mean_wait(load, agents, greatest, moves)


def mean_wait_two_branches(load: float, agents: int, cv: float, greatest: int) -> float:
    """Return the mean wait in handle times of M/H2/c with balanced means."""
    share = (1 + ((cv**2 - 1) / (cv**2 + 1)) ** 0.5) / 2
    quick, slow = 2 * share, 2 * (1 - share)

    def moves(present: int, first: int) -> list[tuple[int, int, float]]:
        second = min(present, agents) - first
        if present < agents:
            found = [
                (present + 1, first + 1, load * share),
                (present + 1, first, load - load * share),
            ]
        else:
            found = [(present + 1, first, load)]
        if present <= agents:
            return [
                *found,
                (present - 1, first - 1, quick * first),
                (present - 1, first, slow * second),
            ]
        return [
            *found,
            (present - 1, first - 1, quick * first * (1 - share)),
            (present - 1, first, quick * first * share + slow * second * (1 - share)),
            (present - 1, first + 1, slow * second * share),
        ]

    return _mean_wait(load, agents, greatest, moves)


def _mean_wait(load: float, agents: int, greatest: int, moves: object) -> float:
    assert callable(moves)
    states = [(n, i) for n in range(greatest + 1) for i in range(min(n, agents) + 1)]
    place = {state: index for index, state in enumerate(states)}
    rows, columns, rates = [], [], []
    for state, index in place.items():
        for present, first, rate in moves(*state):
            target = place.get((present, first))
            if rate > 0 and target is not None:
                rows += [target, index]
                columns += [index, index]
                rates += [rate, -rate]
    balance = coo_matrix((rates, (rows, columns)), shape=(len(states),) * 2).tolil()
    balance[0, :] = 1.0
    right = np.zeros(len(states))
    right[0] = 1.0
    shares = spsolve(balance.tocsc(), right)
    waiting = np.maximum(np.array([n for n, _ in states]) - agents, 0)
    return float(shares @ waiting) / load
