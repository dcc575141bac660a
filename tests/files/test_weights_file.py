"""Weights keep their figures whatever form they are in, and are refused where that is unsure."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.texts import Language, Text
from engine.domain.weights import Origin, WeightSet
from engine.errors import InputError
from engine.files.locations import scenarios_folder
from engine.files.weights_file import ReadWeights, read_weights, weights_text
from engine.i18n.translate import LANGUAGES, render_error, render_sentence

LEAVES = ("frt", "fcr", "aov")
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return how to write a document, or a text, as a file."""

    def written(content: object, name: str = "weights.json") -> Path:
        path = tmp_path / name
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")
        return path

    return written


def codes(path: Path, origin: Origin = Origin.JUDGED, leaves: Sequence[str] = LEAVES) -> set[str]:
    with pytest.raises(InputError) as caught:
        read_weights(path, origin, leaves)
    return {fault.code.removeprefix("weights_file.") for fault in caught.value.faults}


def keys(read: ReadWeights) -> list[str]:
    return [each.sentence.key.removeprefix("finding.weights_file.") for each in read.findings]


@pytest.mark.parametrize(
    "document",
    [
        {"indicators": ["fcr", "frt", "aov"], "shares": [0.3, 0.5, 0.2]},
        {"items": ["fcr", "frt", "aov"], "weights": [0.3, 0.5, 0.2]},
        {"weights": {"fcr": 0.3, "frt": 0.5, "aov": 0.2}},
        {"weights": [{"indicator": "fcr", "share": 0.3}, {"indicator": "frt", "weight": 0.5},
                     {"indicator": "aov", "share": 0.2}]},
    ],
)  # fmt: skip
def test_every_form_of_json_gives_the_shares_in_the_leaves_order(
    write: Write, document: object
) -> None:
    read = read_weights(write(document), Origin.JUDGED, LEAVES)

    assert read.set.indicators == LEAVES
    assert read.set.shares.tolist() == pytest.approx([0.5, 0.3, 0.2], abs=1e-15)
    assert read.set.origin is Origin.JUDGED
    assert (read.low, read.high) == (None, None)


def test_without_leaves_the_file_says_which_there_are(write: Write) -> None:
    read = read_weights(write({"weights": {"b": 0.25, "a": 0.75}}), Origin.JUDGED)

    assert read.set.indicators == ("b", "a")


def test_toml_and_tables_are_read_too(write: Write) -> None:
    toml = write("[weights]\nfrt = 0.5\nfcr = 0.3\naov = 0.2\n", "w.toml")
    table = write("", "x.csv")
    table.write_bytes(
        "指标;权重(%);下限;上限\nＦＲＴ;50;４0;60\n首次解决;30;-;-\naov;20;10;30\n".encode(
            "gb18030"
        )
    )
    names = {"frt": Text("首响", "x"), "fcr": Text("首次解决", "y"), "aov": Text("客单价", "z")}

    by_toml = read_weights(toml, Origin.INCUMBENT, LEAVES)
    by_table = read_weights(table, Origin.INCUMBENT, names)

    assert by_toml.set.shares.tolist() == [0.5, 0.3, 0.2]
    assert by_table.set.shares.tolist() == [0.5, 0.3, 0.2]
    assert by_table.low is not None
    assert by_table.low.tolist() == pytest.approx([0.4, np.nan, 0.1], nan_ok=True)
    assert keys(by_table) == ["form_table", "per_cent"]


def test_cells_with_a_per_cent_sign_are_shares(write: Write) -> None:
    path = write("indicator,weight\nfrt,50%\nfcr,30％\naov,0.2\n", "w.csv")

    read = read_weights(path, Origin.JUDGED, LEAVES)

    assert read.set.shares.tolist() == pytest.approx([0.5, 0.3, 0.2], abs=1e-15)
    assert keys(read) == ["form_table"]


@pytest.mark.parametrize(
    ("shares", "told"),
    [
        ([0.5, 0.3, 0.2], []),
        ([50, 30, 20], ["per_cent"]),
        ([33.3, 33.3, 33.3], ["per_cent", "rescaled"]),
        ([0.333, 0.333, 0.333], ["rescaled"]),
    ],
)
def test_per_cents_and_roundings_are_told(
    write: Write, shares: list[float], told: list[str]
) -> None:
    read = read_weights(write({"indicators": LEAVES, "shares": shares}), Origin.JUDGED, LEAVES)

    assert keys(read) == ["form_shares", *told]
    assert abs(read.set.shares.sum() - 1) < 1e-15
    assert read.set.shares == pytest.approx(np.array(shares) / sum(shares), abs=1e-15)


@pytest.mark.parametrize("total", [0.98, 1.02, 0.9985, 99.5, 100.5, 10, 1000])
def test_any_other_sum_is_refused_with_the_sum(write: Write, total: float) -> None:
    path = write({"weights": {"frt": total - 0.2, "fcr": 0.1, "aov": 0.1}})

    with pytest.raises(InputError) as caught:
        read_weights(path, Origin.JUDGED, LEAVES)

    (fault,) = caught.value.faults
    assert (fault.code, fault.value) == ("weights_file.sum", f"{total:.10g}")


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"weights": {"frt": -0.1, "fcr": 0.9, "aov": 0.2}}, "negative"),
        ({"weights": {"frt": True, "fcr": 0.5, "aov": 0.5}}, "number"),
        ({"weights": {"frt": "0.5", "fcr": 0.3, "aov": 0.2}}, "number"),
        ({"weights": {"frt": None, "fcr": 0.5, "aov": 0.5}}, "number"),
        ('{"weights": {"frt": NaN, "fcr": 0.5, "aov": 0.5}}', "number"),
        ('{"weights": {"frt": 1e999, "fcr": 0.5, "aov": 0.5}}', "number"),
        ({"weights": {"frt": 0.5, "fcr": 0.3, "aow": 0.2}}, "unknown"),
        ({"weights": {"frt": 0.5, "fcr": 0.5}}, "missing"),
        ({"weights": {}}, "none"),
        ({"weights": 3}, "form"),
        ({"shares": [1.0]}, "form"),
        ({"policy": "p"}, "form"),
        ({"indicators": ["frt", "fcr"], "shares": [0.5, 0.3, 0.2]}, "length"),
        ({"indicators": ["frt", "fcr", "frt"], "shares": [0.5, 0.3, 0.2]}, "twice"),
        ({"indicators": ["frt", 3, "aov"], "shares": [0.5, 0.3, 0.2]}, "name"),
        ({"weights": [{"share": 1.0}]}, "name"),
        ({"weights": [{"indicator": "frt", "share": 1.0, "low": 0.6, "high": 0.5}]}, "interval"),
        ({"weights": [{"indicator": "frt", "share": 1.0, "low": 0.6}]}, "interval"),
        ({"weights": [{"indicator": "frt", "share": 100, "low": 0.9, "high": 1}]}, "interval_unit"),
        ({"weights": [{"indicator": "frt", "share": 1, "low": 90, "high": 100}]}, "interval_unit"),
        ({"weights": [{"indicator": "frt", "share": 1.0, "weight": 0.9}]}, "both"),
        ({"weights": [{"indicator": "frt", "share": 1.0, "lo": 0.9}]}, "key"),
        ({"indicators": ["frt"], "shares": [1], "weights": {"fcr": 1}}, "both"),
        ({"indicators": ["fcr"], "items": ["frt"], "weights": [1]}, "both"),
        ({"indicators": ["frt", "fcr"], "shares": [0.5, 0.5], "intervals": [[0, 1]]}, "length"),
        ({"indicators": ["frt", "fcr"], "shares": [0.5, 0.5], "low": [0.1, 0.1]}, "length"),
        ({"indicators": ["frt"], "shares": [1], "low": 0.1, "high": 1}, "length"),
        (f'{{"weights": {{"frt": {10**400}}}}}', "number"),
        ({"items": ["frt", "fcr", "aov"], "weights": [1, 1, 1], "matrices": []}, "key"),
        ({"weights": {"R1": 0.5, "R2": 0.5}, "items": ["a", "b"], "matrices": {}}, "key"),
        ({"weights": {"frt": 0.5, "fcr": 0.3, "aov": 0.2}, "draws": [[1, 2, 3]]}, "draws"),
        ({"weights": {"frt": 0.5, "fcr": 0.3, "aov": 0.2}, "draws": [[0.5, 0.5]]}, "draws"),
        ({"weights": {"frt": 0.5, "fcr": 0.3, "aov": 0.2}, "draws": 7}, "draws"),
    ],
)  # fmt: skip
def test_a_slip_is_refused(write: Write, document: object, code: str) -> None:
    assert code in codes(write(document))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"weights": {"frt": 0.5, "frt": 0.5}}', "judgement_file.duplicate_key"),
        ("{", "judgement_file.syntax"),
        ("[1]", "no_object"),
        ("{}", "empty"),
    ],
)
def test_what_is_no_such_json_is_refused(write: Write, text: str, code: str) -> None:
    assert code in codes(write(text))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("indicator,score\nfrt,1\n", "columns"),
        ("indicator,weight,low\nfrt,1,0.5\n", "one_end"),
        ("indicator,weight,权重\nfrt,1,0.5\n", "column_twice"),
        ("indicator,weight\nfrt,50%\nfcr,49\naov,50.5\n", "unit_mixed"),
        ("indicator,weight,low,high\nfrt,50,0.4,0.6\nfcr,50,0.4,0.6\n", "interval_unit"),
        ("indicator,weight\nfrt,half\n", "number"),
        ("indicator,weight\nfrt,\n", "number"),
        ("indicator,weight\nfrt,0.5\n首响,0.5\n", "unknown"),
        ("indicator,weight\nfrt,0.5\nFRT,0.5\n", "twice"),
        ("indicator,weight\n", "none"),
        ("indicator,weight\nfrt,=1+1\n", "number"),
    ],
)
def test_a_slip_in_a_table_is_refused(write: Write, text: str, code: str) -> None:
    assert code in codes(write(text, "w.csv"))


def test_another_table_beside_the_weights_is_refused_in_toml(write: Write) -> None:
    path = write("[weights]\nfrt = 1.0\n[low]\nfrt = 0.9\n", "w.toml")

    assert codes(path) == {"key"}


def test_a_share_of_minus_nought_is_nought(write: Write) -> None:
    read = read_weights(write({"weights": {"frt": -0.0, "fcr": 1.0}}), Origin.EVIDENCE, LEAVES)

    assert np.copysign(1, read.set.share("frt")) == 1


def test_all_faults_are_said_at_once_with_their_places(write: Write) -> None:
    path = write("indicator,weight\nfrt,x\nfcr,-1\n", "w.csv")

    with pytest.raises(InputError) as caught:
        read_weights(path, Origin.JUDGED, LEAVES)

    assert [(f.code, f.place, f.value) for f in caught.value.faults] == [
        ("weights_file.number", "row 2, column weight", "x"),
        ("weights_file.negative", "row 3, column weight", "-1"),
    ]
    assert {fault.file for fault in caught.value.faults} == {str(path)}


def test_evidence_may_speak_on_some_leaves_only(write: Write) -> None:
    path = write(
        {
            "origin": "evidence",
            "level": 0.9,
            "indicators": ["aov", "frt"],
            "shares": [0.25, 0.75],
            "intervals": [[0.1, 0.4], [0.6, 0.9]],
            "states": {"frt": "evidence", "fcr": "judged", "aov": "evidence"},
            "grades": {"frt": "B"},
            "reasons": {"fcr": ["finding.weights.few"]},
            "draws": [[0.2, 0.8], [0.3, 0.7]],
        }
    )

    read = read_weights(path, Origin.EVIDENCE, LEAVES)

    assert read.set.indicators == ("frt", "aov")
    assert read.set.shares.tolist() == [0.75, 0.25]
    assert read.set.draws is not None
    assert read.set.draws.tolist() == [[0.8, 0.2], [0.7, 0.3]]
    assert read.low is not None
    assert read.high is not None
    assert (read.low.tolist(), read.high.tolist()) == ([0.6, 0.1], [0.9, 0.4])
    assert read.states == {"frt": "evidence", "fcr": "judged", "aov": "evidence"}
    assert keys(read) == ["form_evidence"]


def test_rows_of_evidence_without_a_share_are_silent(write: Write) -> None:
    rows = [
        {"indicator": "frt", "state": "evidence", "share": 1.0, "ci": [0.8, 1.0]},
        {"indicator": "fcr", "state": "judged", "share": None, "ci": None},
        {"indicator": "aov", "state": "contradicted", "share": 0.0, "ci": [0.0, 0.0]},
    ]

    read = read_weights(write({"fits": [], "weights": rows}), Origin.EVIDENCE, LEAVES)

    assert read.set.indicators == ("frt", "aov")
    assert read.states["fcr"] == "judged"


def test_evidence_that_is_silent_on_everything_is_no_weight(write: Write) -> None:
    rows = [{"indicator": "frt", "state": "judged", "share": None, "ci": None}]

    assert codes(write({"weights": rows}), Origin.EVIDENCE) == {"none"}


def test_draws_stand_in_for_intervals(write: Write) -> None:
    draws = [[0.4 + 0.001 * i, 0.6 - 0.001 * i] for i in range(101)]
    document = {"indicators": ["frt", "fcr"], "shares": [0.45, 0.55], "draws": draws}

    read = read_weights(write(document), Origin.JUDGED)

    assert read.low is not None
    assert read.low[0] == pytest.approx(0.405, abs=1e-12)


def test_a_share_outside_its_interval_is_told(write: Write) -> None:
    row = {"indicator": "frt", "share": 0.5, "low": 0.6, "high": 0.7}
    document = {"weights": [row, {"indicator": "fcr", "share": 0.5}]}

    read = read_weights(write(document), Origin.JUDGED)

    assert keys(read) == ["form_rows", "outside"]
    assert read.findings[1].sentence.values["indicators"] == "frt"


def test_a_share_outside_its_draws_is_not_said_to_lie_outside_a_stated_interval(
    write: Write,
) -> None:
    draws = [[0.5, 0.5], [0.6, 0.4]]
    document = {"indicators": ["frt", "fcr"], "shares": [0.3, 0.7], "draws": draws}

    read = read_weights(write(document), Origin.JUDGED)

    assert keys(read) == ["form_shares", "outside_draws"]
    assert read.findings[1].sentence.values["indicators"] == "frt, fcr"
    assert read.findings[1].sentence.values["draws"] == 2


def test_weights_of_another_origin_are_told(write: Write) -> None:
    document = {"origin": "evidence", "indicators": ["frt"], "shares": [1.0]}

    read = read_weights(write(document), Origin.JUDGED)

    assert keys(read) == ["form_shares", "other_origin_judged"]


def test_what_heng_optimise_printed_is_read_as_the_weights_in_force(write: Write) -> None:
    document = {
        "heng": {"version": "0"},
        "feasible": True,
        "weights": {"frt": 0.6, "fcr": 0.4},
        "draws": 200,
        "indicators": [
            {"id": "fcr", "interval": [0.3, 0.5]},
            {"id": "frt", "interval": [0.5, 0.7]},
        ],
    }

    read = read_weights(write(document), Origin.INCUMBENT, ("frt", "fcr"))

    assert read.set.shares.tolist() == [0.6, 0.4]
    assert read.low is not None
    assert read.low.tolist() == [0.5, 0.3]
    assert keys(read) == ["form_optimise"]


@pytest.mark.parametrize("by_id", [True, False])
def test_a_scheme_gives_the_weights_it_publishes(by_id: bool) -> None:
    file = scenarios_folder() / "schemes" / "performance-scheme.toml"

    read = read_weights(Path(file.stem) if by_id else file, Origin.INCUMBENT)

    assert read.set.share("conversion") > 0
    assert keys(read) == ["form_scheme"]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for name in ("w.json", "w.csv", "w.toml", "w"):
        with pytest.raises(InputError):
            read_weights(tmp_path / name, Origin.JUDGED)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(parts=st.lists(st.floats(0.001, 1), min_size=1, max_size=8), drawn=st.booleans())
def test_what_is_written_reads_back(
    tmp_path_factory: pytest.TempPathFactory, parts: list[float], drawn: bool
) -> None:
    shares = np.array(parts) / np.sum(parts)
    ids = tuple(f"w{i}" for i in range(len(parts)))
    draws = np.vstack([shares, shares]) if drawn else None
    low, high = 0.9 * shares, np.minimum(1.1 * shares, 1)
    low[0] = high[0] = np.nan
    path = tmp_path_factory.mktemp("round") / "weights.json"
    written = WeightSet(Origin.RECOMMENDED, ids, shares, draws)

    path.write_text(weights_text(written, low, high, heng={"seed": 1}, draws=True))
    read = read_weights(path, Origin.RECOMMENDED, ids)

    assert read.set.indicators == ids
    assert read.set.shares == pytest.approx(shares, abs=1e-15)
    assert (read.set.draws is None) == (draws is None)
    if len(ids) > 1:
        assert read.low == pytest.approx(low, abs=1e-15, nan_ok=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_faults_and_findings_are_said_in_both_languages(write: Write, language: Language) -> None:
    with pytest.raises(InputError) as caught:
        read_weights(write({"wieghts": {}}), Origin.JUDGED)
    read = read_weights(write({"weights": {"a": 33.3, "b": 66.6}}), Origin.JUDGED)

    assert '{"weights": {"frt": 0.6' in render_error(caught.value, language)
    assert "0.999" in " ".join(render_sentence(each.sentence, language) for each in read.findings)


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        ({"weights": [{"indicator": "frt", "share": 1.0, "low": 0.6, "high": 0.4}]}, "interval",
         "weights[0].low, weights[0].high"),
        ({"indicators": ["frt"], "shares": [1.0], "low": [0.6], "high": [0.4]}, "interval",
         "low[0], high[0]"),
        ({"indicators": ["frt"], "shares": [1.0], "draws": [[1.0], [0.5, 0.5]]}, "draws",
         "draws[1]"),
        ({"indicators": ["frt"], "shares": [1.0], "draws": [[1.0], [float("nan")]]}, "draws",
         "draws[1]"),
    ],
)  # fmt: skip
def test_a_fault_of_an_interval_or_a_draw_says_where_it_stands(
    tmp_path: Path, content: object, code: str, place: str
) -> None:
    path = tmp_path / "w.json"
    path.write_text(json.dumps(content), encoding="utf-8")

    with pytest.raises(InputError) as refused:
        read_weights(path, Origin.JUDGED)

    assert [(f.code, f.place) for f in refused.value.faults] == [(f"weights_file.{code}", place)]
