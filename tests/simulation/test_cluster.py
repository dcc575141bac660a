"""A Dask cluster gives the same numbers, even when a worker dies; nothing listens in the open."""

import os
import sys
from pathlib import Path

import pytest
from psutil import CONN_LISTEN, Process

from engine.errors import InputError
from engine.simulation.cluster import Cluster, local_cluster, run_on_cluster
from engine.simulation.executors import run_replications
from engine.simulation.replications import Machinery, simulate
from tests.simulation.desks import desk, kind

Client = pytest.importorskip("distributed", reason="extra cluster").Client
NUMBERS = range(8)


class DiesTwice:
    """Kills its process at number 3 the first two times."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, number: int) -> int:
        if number == 3:
            deaths = len(list(self.folder.iterdir()))
            if deaths < 2:
                (self.folder / str(deaths)).touch()
                os._exit(1)
        return number * number


def test_an_open_cluster_is_refused() -> None:
    for address in (
        "tcp://10.0.0.5:8786",
        "10.0.0.5",
        "tcp://127.0.0.1:8786@10.0.0.5:8786",
        "tcp://localhost:8786.example.org:1",
    ):
        with pytest.raises(InputError, match=r"simulation\.cluster_open"):
            Cluster(address)


def test_this_computer_and_certificates_are_accepted() -> None:
    assert Cluster().address == "local"
    assert Cluster("tcp://127.0.0.1:8786").address
    assert Cluster("tls://host:8786", "ca.pem", "cert.pem", "key.pem").key_file


@pytest.mark.slow
@pytest.mark.full
def test_the_replications_of_a_lost_worker_are_run_again(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    (tmp_path / "deaths").mkdir()
    dies = DiesTwice(tmp_path / "deaths")

    found = run_on_cluster(
        dies, NUMBERS, Cluster(), workers=2, progress=lambda done, all_: told.append((done, all_))
    )

    assert found == run_replications(dies, NUMBERS, workers=1)
    assert told[-1] == (8, 8)
    assert len(list((tmp_path / "deaths").iterdir())) == 2


@pytest.mark.slow
def test_a_local_cluster_listens_to_this_computer_only_and_gives_identical_bytes() -> None:
    scenario = desk(kinds=[kind(rate_per_h=30.0, patience_s=60.0)])
    with local_cluster(1) as here, Client(here) as client:
        ours = Process()
        listening = {
            connection.laddr.ip
            for process in (ours, *ours.children(recursive=True))
            for connection in process.net_connections()
            if connection.status == CONN_LISTEN
        }
        cluster = Cluster(client.scheduler.address)
        shared = simulate(scenario, 5, 4, Machinery(workers=1, cluster=cluster))

    assert listening == {"127.0.0.1"}
    assert shared.table.tobytes() == simulate(scenario, 5, 4).table.tobytes()


def test_without_the_extra_the_way_to_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(InputError, match=r"simulation\.cluster_missing"):
        run_on_cluster(abs, NUMBERS, Cluster(), workers=1)


def test_certificates_that_are_not_there_are_named() -> None:
    cluster = Cluster("tls://127.0.0.1:9", "none/ca.pem", "none/cert.pem", "none/key.pem")

    with pytest.raises(InputError, match=r"simulation\.cluster_file.*ca\.pem"):
        run_on_cluster(abs, NUMBERS, cluster, workers=1)


def test_no_workers_are_refused() -> None:
    with pytest.raises(InputError, match=r"simulation\.workers"):
        run_on_cluster(abs, NUMBERS, Cluster(), workers=0)


def test_nobody_at_the_address_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.simulation.cluster.CONNECT_WITHIN_S", 1)

    with pytest.raises(InputError, match=r"simulation\.cluster_unreachable"):
        run_on_cluster(abs, NUMBERS, Cluster("tcp://127.0.0.1:9"), workers=1)


def test_a_cluster_by_tls_asks_for_its_files() -> None:
    with pytest.raises(InputError, match=r"simulation\.tls_missing"):
        Cluster("tls://10.0.0.5:8786")
    with pytest.raises(InputError, match=r"simulation\.tls_missing"):
        Cluster("tls://10.0.0.5:8786", "ca.pem")
