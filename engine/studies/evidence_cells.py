"""A fit to tens of millions of contacts: counted by what they have in common, then fitted."""

from collections.abc import Mapping, Sequence

from engine.domain.records import RecordSource
from engine.domain.specification import Family, Specification, Transform
from engine.evidence.cells import fit_cells
from engine.evidence.fitted import FittedModel
from engine.metrics.counted_rows import Counting, counted_rows

ROWS_WORTH_COUNTING = 2_000_000


def cell_fit(
    source: RecordSource,
    specification: Specification,
    bins: Mapping[str, Sequence[float]] | None = None,
) -> FittedModel:
    """Return the fit of one specification to counted contacts.

    It equals the fit to the contacts where every term is a flag, a category, bands, or a number
    of few values; a metric with ``bins`` counts as the mean of its bin.

    Parameters
    ----------
    source
        A validated file of contacts, whatever its size.
    specification
        Logit, Poisson or linear.
    bins
        By column of a numeric term, ascending values between bins.

    Raises
    ------
    InputError
        ``metrics.too_many_values`` naming the metrics that need bands or bins;
        ``evidence.cells_family``; as :func:`engine.evidence.design.design`.
    MethodError
        As :func:`engine.evidence.regressions.fit`.
    """
    cuts = bins or {}
    averaged = specification.family is Family.LINEAR and specification.outcome_at_least is None
    counting = Counting(
        edges={name: edges for name, edges in _bands(specification).items() if name not in cuts},
        cuts=cuts,
        averaged=specification.outcome if averaged else "",
    )
    columns = fitted_columns(specification)
    return fit_cells(counted_rows(source, columns, counting, specification.filters), specification)


def fitted_columns(specification: Specification) -> tuple[str, ...]:
    """Return the columns that the fit itself reads, each once."""
    names = [specification.outcome, *(term.column for term in specification.terms)]
    names += [*specification.fixed_effects, specification.exposure]
    names += [specification.cluster, specification.second_cluster]
    return tuple(name for name in dict.fromkeys(names) if name)


def _bands(specification: Specification) -> dict[str, tuple[float, ...]]:
    """Return the edges of the columns that only bands read."""
    edges: dict[str, set[float]] = {}
    for term in specification.terms:
        if term.transform is Transform.BANDS:
            edges.setdefault(term.column, set()).update(term.edges)
    other = {t.column for t in specification.terms if t.transform is not Transform.BANDS}
    other.update(specification.fixed_effects)
    return {name: tuple(sorted(each)) for name, each in edges.items() if name not in other}
