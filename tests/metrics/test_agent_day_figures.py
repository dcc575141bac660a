"""Which columns of an export make which value of a period."""

import pytest

from engine.files.header_maps import IDENTITIES, HeaderMap
from engine.files.header_schema import shipped_header_maps
from engine.metrics.agent_day_figures import LEVELS, Figure, Key, Method, figures

CONTACTS: Key = ("throughput", "", "total")
RECEIVED: Key = ("rating_rate", "", "numerator")


def made(*keys: Key) -> dict[str, Figure]:
    return {figure.name: figure for figure in figures(keys)}


def test_counts_are_summed() -> None:
    assert made(CONTACTS)["throughput"].method is Method.SUMMED


@pytest.mark.parametrize(("role", "complement"), [("numerator", False), ("complement", True)])
def test_a_count_with_its_denominator_is_a_ratio(role: str, complement: bool) -> None:
    per: Key = ("rate_3min", "", "denominator")

    figure = made(("rate_3min", "8-23", role), per)["rate_3min:8-23"]

    assert (figure.method, figure.below, figure.complement) == (Method.RATIO, (per,), complement)


def test_a_ratio_of_counts_goes_before_a_stated_rate() -> None:
    keys: list[Key] = [("conversion", "final", role) for role in ("rate", "numerator")]

    figure = made(*keys, ("conversion", "", "denominator"))["conversion:final"]

    assert (figure.method, figure.above) == (Method.RATIO, ((keys[1], 1.0),))


def test_a_stated_rate_goes_before_a_ratio_over_a_guessed_count() -> None:
    rate: Key = ("reply_rate", "", "rate")

    figure = made(("reply_rate", "", "complement"), rate, CONTACTS)["reply_rate"]

    assert (figure.method, figure.above, figure.below) == (
        Method.WEIGHTED, ((rate, 1.0),), (CONTACTS,),
    )  # fmt: skip


def test_a_numerator_without_a_denominator_is_over_the_count_of_the_catalogue() -> None:
    figure = made(("transfer", "out", "numerator"), CONTACTS)["transfer:out"]

    assert (figure.method, figure.below) == (Method.RATIO, (CONTACTS,))


@pytest.mark.parametrize(
    ("role", "name"), [("numerator", "dispute:count"), ("complement", "dispute:missed")]
)
def test_a_count_over_nothing_known_is_a_sum_under_a_name_of_its_own(role: str, name: str) -> None:
    assert made(("dispute", "", role))[name].method is Method.SUMMED


@pytest.mark.parametrize(
    ("variant", "counts", "weight"),
    [
        ("", ["", "valid", "customers"], ""),
        ("8-23", ["valid", "", "8-23"], "8-23"),
        ("8-23", ["customers", ""], ""),
        ("customer", ["", "customers"], "customers"),
        ("contact", ["customers", ""], ""),
        ("", ["customers"], "customers"),
    ],
)
def test_a_mean_is_weighted_by_the_count_that_fits_it_best(
    variant: str, counts: list[str], weight: str
) -> None:
    keys: list[Key] = [("throughput", each, "total") for each in counts]

    (figure,) = [
        f for f in figures([("rate_3min", variant, "rate"), *keys]) if f.indicator == "rate_3min"
    ]

    assert (figure.method, figure.below) == (Method.WEIGHTED, (("throughput", weight, "total"),))


def test_a_mean_without_any_count_is_a_mean_of_days() -> None:
    figure = made(("return", "", "rate"))["return"]

    assert (figure.method, figure.below) == (Method.MEAN_OF_DAYS, ())


def test_ratings_of_a_block_are_weighted_within_the_block() -> None:
    invited: Key = ("rating_rate", "invited", "numerator")

    found = made(("csat_rate", "invited", "rate"), ("csat_rate", "", "rate"), RECEIVED, invited)

    assert found["csat_rate:invited"].below == (invited,)
    assert found["csat_rate"].below == (RECEIVED,)


def test_levels_give_the_mean_and_the_satisfied() -> None:
    keys: list[Key] = [("csat_score", "", level) for level in LEVELS]

    found = made(*keys)

    assert [factor for _, factor in found["csat_score"].above] == [1, 2, 3, 4, 5]
    assert [factor for _, factor in found["csat_rate"].above] == [0, 0, 0, 1, 1]
    assert found["csat_rate"].below == tuple(keys)


def test_levels_with_one_missing_give_nothing() -> None:
    assert made(*[("csat_score", "", level) for level in LEVELS[1:]]) == {}


@pytest.mark.parametrize("each", shipped_header_maps(), ids=lambda each: each.id)
def test_every_figure_of_every_layout_has_a_method(each: HeaderMap) -> None:
    targets = [t for t in each.headers.values() if t.role]
    keys = [(t.column, t.variant, t.role) for t in targets if t.column not in IDENTITIES]

    found = figures(keys)

    told = {column for figure in found for column, _ in figure.above}
    told |= {column for figure in found for column in figure.below}
    stated = {f.name for f in found}
    left = {key for key in keys if key not in told and key[2] != "denominator"}
    assert all(f"{i}:{v}" in stated or i in stated for i, v, _ in left)
