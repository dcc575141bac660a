"""What a formula says of a queue."""

from engine.queueing.steady_state import Queue


def test_a_queue_without_a_limit_refuses_nobody() -> None:
    queue = Queue(0.1, 2.0, 0.95, 0.0, 0.8, 0.3, 0.01)

    assert queue.blocking == 0
