"""One duration of every shape, with a mean of 600 s."""

from engine.domain.durations import Duration, Shape

DURATIONS = (
    Duration(Shape.DETERMINISTIC, 600.0, 0.0),
    Duration(Shape.EXPONENTIAL, 600.0),
    Duration(Shape.LOGNORMAL, 600.0, 1.3),
    Duration(Shape.LOGNORMAL, 600.0, 0.05),
    Duration(Shape.GAMMA, 600.0, 0.5),
    Duration(Shape.GAMMA, 600.0, 2.0),
    Duration(Shape.WEIBULL, 600.0, 0.4),
    Duration(Shape.WEIBULL, 600.0, 1.8),
    Duration(Shape.UNIFORM, 600.0, 0.5),
    Duration(Shape.HYPEREXPONENTIAL, 600.0, 1.6),
    Duration.phases((300.0, 1500.0), (3.0, 1.0)),
    Duration.empirical((1400.0, 400.0, 500.0), (1.0, 3.0, 2.0)),
)


def name(duration: Duration) -> str:
    """Return what a test is called by."""
    return f"{duration.shape.value}-{duration.cv:.2g}"
