"""Replications on a Dask cluster (extra ``cluster``): this computer's, or one reached by TLS.

A scheduler runs whatever code it is sent, so that it must never listen to a network without
certificates: plain connections go to this computer only.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from engine.errors import InputError
from engine.simulation.executors import Attempt, Chunk, Progress, chunks_of, run_chunk, run_chunks

if TYPE_CHECKING:
    from distributed import Client, LocalCluster
    from distributed.security import Security

Result = TypeVar("Result")

LOCAL = "local"
CONNECT_WITHIN_S = 10
HERE = "127.0.0.1"
_LOOPBACK = re.compile(r"tcp://(127\.0\.0\.1|localhost|\[::1\]):\d{1,5}")
_ENCRYPTED = "tls://"


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where replications are sent.

    ``address`` is ``local`` (workers are started here for the time of the run), a scheduler on
    this computer (``tcp://127.0.0.1:8786``), or one reached by TLS (``tls://host:8786``), which
    needs the three PEM files.
    """

    address: str = LOCAL
    ca_file: str = ""
    certificate_file: str = ""
    key_file: str = ""

    def __post_init__(self) -> None:
        encrypted = self.address.startswith(_ENCRYPTED)
        if encrypted and not all(self.files):
            raise InputError("simulation.tls_missing", address=self.address)
        if not (self.address == LOCAL or _LOOPBACK.fullmatch(self.address) or encrypted):
            raise InputError("simulation.cluster_open", address=self.address)

    @property
    def files(self) -> tuple[str, str, str]:
        """The authority's certificate, our own and its key."""
        return self.ca_file, self.certificate_file, self.key_file

    def check_files(self) -> None:
        """Refuse PEM files that are not there (``simulation.cluster_file``)."""
        for file in self.files if self.address.startswith(_ENCRYPTED) else ():
            if not Path(file).is_file():
                raise InputError("simulation.cluster_file", file=Path(file).name)


def run_on_cluster(
    replicate: Callable[[int], Result],
    numbers: Sequence[int],
    cluster: Cluster,
    *,
    workers: int,
    progress: Progress | None = None,
) -> list[Result]:
    """Return the result of each replication, in the order of ``numbers``.

    Parameters
    ----------
    replicate
        Pure function of the replication's number; picklable.
    workers
        Started here for a local cluster; parts are sized for as many on any other.

    Raises
    ------
    InputError
        ``simulation.workers`` if fewer than 1; ``simulation.cluster_missing`` without the extra,
        ``simulation.cluster_file``, ``simulation.cluster_unreachable``.
    InternalError
        ``simulation.workers_lost`` when workers died more than three times.
    """
    if workers < 1:
        raise InputError("simulation.workers", workers=workers)
    found: dict[int, Result] = {}

    def note(part: dict[int, Result]) -> None:
        found.update(part)
        if progress is not None:
            progress(len(found), len(numbers))

    with _client(cluster, workers) as client:
        run_chunks(
            chunks_of(numbers, workers), lambda waiting: _attempt(client, replicate, waiting), note
        )
    return [found[number] for number in numbers]


def _attempt(
    client: "Client", replicate: Callable[[int], Result], chunks: list[Chunk]
) -> Attempt[Result]:
    """Yield each part with its results, or None when its workers died again and again."""
    from distributed import KilledWorker, as_completed

    sent = {client.submit(run_chunk, replicate, chunk, pure=False): chunk for chunk in chunks}
    for future in as_completed(list(sent)):
        try:
            yield sent[future], future.result()
        except KilledWorker:
            yield sent[future], None


@contextmanager
def _client(cluster: Cluster, workers: int) -> Iterator["Client"]:
    """Connect to a cluster; one of our own lives as long as the run."""
    try:
        from distributed import Client
    except ImportError as missing:
        raise InputError("simulation.cluster_missing") from missing
    with ExitStack() as closing:
        if cluster.address == LOCAL:
            client = Client(closing.enter_context(local_cluster(workers)))
        else:
            security = _security(cluster)
            try:
                client = Client(cluster.address, timeout=CONNECT_WITHIN_S, security=security)
            except OSError as refused:
                raise InputError(
                    "simulation.cluster_unreachable", address=cluster.address
                ) from refused
        yield closing.enter_context(client)


def local_cluster(workers: int) -> "LocalCluster":
    """Return workers of this computer, of which nothing listens to another one."""
    from distributed import LocalCluster

    return LocalCluster(
        n_workers=workers, threads_per_worker=1, host=HERE, dashboard_address=f"{HERE}:0"
    )


def _security(cluster: Cluster) -> "Security | None":
    from distributed.security import Security

    if not cluster.address.startswith(_ENCRYPTED):
        return None
    cluster.check_files()
    return Security(
        tls_ca_file=cluster.ca_file,
        tls_client_cert=cluster.certificate_file,
        tls_client_key=cluster.key_file,
        require_encryption=True,
    )
