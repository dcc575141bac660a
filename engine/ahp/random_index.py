"""Random indices: the mean consistency index of matrices filled at random from the scale."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from engine.ahp.incomplete_index import incomplete_random_index
from engine.errors import InputError

FIRST = 3  # below three items every reciprocal matrix is consistent
LARGEST = 30
DEFAULT = "simulated"


class Basis(StrEnum):
    """Which random matrices an index is the mean of: without gaps, or with as many as there are."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class RandomIndex:
    """A named table of random indices.

    ``values`` maps the number of items (>= 3) to the index; between two entries the index is
    interpolated linearly, beyond the last one there is none. ``knows_gaps`` tells whether the
    table goes on for matrices with gaps; the published tables do not, and the literature divides
    by their values for complete matrices all the same, which flatters a matrix with gaps.
    """

    name: str
    source: str
    values: Mapping[int, float]
    knows_gaps: bool = False

    def basis(self, missing: int) -> Basis:
        """Return which random matrices a matrix with this many gaps is compared with."""
        return Basis.INCOMPLETE if missing and self.knows_gaps else Basis.COMPLETE

    def value(self, items: int, missing: int = 0) -> float:
        """Return the index for a number of items and of gaps: 0 for fewer than three items.

        It is also 0 for a table that knows gaps when the answers only just link all items:
        nothing can contradict then.

        Raises
        ------
        InputError
            ``ahp.random_index_range`` beyond the table's last entry; ``ahp.too_many_gaps`` when
            the answers cannot link all items.
        """
        complete = self._complete(items)
        if self.basis(missing) is Basis.COMPLETE:
            return complete
        return incomplete_random_index(items, missing, complete)

    def _complete(self, items: int) -> float:
        if items < FIRST:
            return 0.0
        if items in self.values:
            return self.values[items]
        known = sorted(self.values)
        if items > known[-1]:
            raise InputError(
                "ahp.random_index_range", name=self.name, items=items, largest=known[-1]
            )
        below = max(entry for entry in known if entry < items)
        above = min(entry for entry in known if entry > items)
        step = (self.values[above] - self.values[below]) / (above - below)
        return self.values[below] + step * (items - below)


def random_index_table(name: str) -> RandomIndex:
    """Return the table of this name.

    Raises
    ------
    InputError
        ``ahp.unknown_random_index`` naming the tables there are.
    """
    if name not in RANDOM_INDICES:
        raise InputError("ahp.unknown_random_index", name=name, known=", ".join(RANDOM_INDICES))
    return RANDOM_INDICES[name]


def _from_three(*values: float) -> Mapping[int, float]:
    return MappingProxyType(dict(enumerate(values, FIRST)))


_TABLES = (
    RandomIndex(
        "simulated",
        "Heng: n = 3 exact over all 17^3 matrices; n = 4 to 30 the mean of 60,000 to 4,000,000 "
        "matrices, each entry above the diagonal one of the 17 values 1/9..9 with equal "
        "probability; standard errors at most 0.0005; with gaps see engine.ahp.incomplete_index",
        _from_three(
            *(0.5245, 0.8837, 1.1088, 1.2487, 1.3409, 1.4045, 1.4505, 1.4857, 1.5136, 1.5362),
            *(1.5548, 1.5706, 1.5838, 1.5940, 1.6050, 1.6143, 1.6216, 1.6294, 1.6357, 1.6414),
            *(1.6456, 1.6510, 1.6554, 1.6595, 1.6632, 1.6664, 1.6691, 1.6724),
        ),
        knows_gaps=True,
    ),
    RandomIndex(
        "saaty1980",
        "Saaty, T. L. (1980), The Analytic Hierarchy Process, McGraw-Hill, p. 21",
        _from_three(
            *(0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
        ),
    ),
    RandomIndex(
        "saaty2005",
        "Saaty, T. L. (2005), Theory and Applications of the Analytic Network Process, RWS, p. 31",
        _from_three(
            *(0.52, 0.89, 1.11, 1.25, 1.35, 1.40, 1.45, 1.49, 1.52, 1.54, 1.56, 1.58, 1.59)
        ),
    ),
    RandomIndex(
        "donegan_dodd",
        "Donegan, H. A., Dodd, F. J. (1991), A note on Saaty's random indexes, Mathematical and "
        "Computer Modelling 15(10), 135-137",
        MappingProxyType(
            {
                **_from_three(0.4914, 0.8286, 1.0591, 1.1797, 1.2519, 1.3171, 1.3733, 1.4055),
                11: 1.4213,
                12: 1.4497,
                13: 1.4643,
                14: 1.4822,
                15: 1.4969,
                16: 1.5078,
                17: 1.5153,
                18: 1.5262,
                19: 1.5313,
                20: 1.5371,
                25: 1.5619,
                30: 1.5772,
            }
        ),
    ),
    RandomIndex(
        "alonso_lamata",
        "Alonso, J. A., Lamata, M. T. (2006), Consistency in the analytic hierarchy process: a new "
        "approach, Int. J. Uncertainty, Fuzziness and Knowledge-Based Systems 14(4), 445-459",
        _from_three(
            *(0.5245, 0.8815, 1.1086, 1.2479, 1.3417, 1.4056, 1.4499, 1.4854, 1.5141, 1.5365),
            *(1.5551, 1.5713, 1.5838),
        ),
    ),
    RandomIndex(
        "alonso_lamata_fit",
        "Alonso and Lamata (2006), the line lambda_max = 2.7699 n - 4.3513 through their table",
        MappingProxyType({n: (1.7699 * n - 4.3513) / (n - 1) for n in range(FIRST, LARGEST + 1)}),
    ),
)

RANDOM_INDICES: Mapping[str, RandomIndex] = MappingProxyType(
    {table.name: table for table in _TABLES}
)
