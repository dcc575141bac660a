"""Columns and aggregates of definitions, as SQL."""

from engine.metrics.aggregates import QUANTILE_POINTS, measured_columns, numbers
from engine.metrics.definitions import DEFINITIONS, Kind


def test_quantiles_of_one_column_share_it() -> None:
    made = measured_columns([DEFINITIONS["frt"], DEFINITIONS["frt_p50"], DEFINITIONS["frt_p90"]])

    assert made.select == ['(frt_s)::DOUBLE AS "frt.x"']
    assert set(made.x.values()) == {'"frt.x"'}


def test_share_is_counted() -> None:
    definition = DEFINITIONS["rating_rate"]
    made = measured_columns([definition])

    assert made.select == ['CASE WHEN invited THEN (rated)::BOOLEAN END AS "rating_rate.x"']
    assert numbers(definition, made) == [
        'count("rating_rate.x") AS "rating_rate.n"',
        'count_if("rating_rate.x") AS "rating_rate.sum"',
    ]


def test_ratio_counts_rows_whose_both_parts_are_known() -> None:
    x, y = measured_columns([DEFINITIONS["staged"]]).select

    assert x.startswith("CASE WHEN staged_due > 0 AND (staged_due)::DOUBLE IS NOT NULL")
    assert "(staged_on_time)::DOUBLE IS NOT NULL" in y


def test_value_comes_first_for_people() -> None:
    definition = DEFINITIONS["qa_session"]
    first = numbers(definition, measured_columns([definition]), valued=True)[0]

    assert first == (
        'sum("qa_session.x"::DOUBLE * "qa_session.y") / sum("qa_session.y") AS "qa_session"'
    )


def test_every_quantile_has_a_point_to_either_side() -> None:
    for definition in DEFINITIONS.values():
        if definition.kind is Kind.QUANTILE:
            position = QUANTILE_POINTS.index(definition.at)
            assert 0 < position < len(QUANTILE_POINTS) - 1
