"""A name means the leaf whose id or name it is, and no leaf where two share it."""

from engine.domain.texts import Text
from engine.files.weights_names import LeafNames

NAMED = {
    "frt": Text("首次响应", "First response"),
    "fcr": Text("解决", "Solved"),
    "aov": Text("解决", "Order value"),
}


def test_ids_and_names_are_understood_in_any_width_and_case() -> None:
    names = LeafNames(NAMED)

    assert [names.id(each) for each in ("FRT", "首次响应", "first response ", "Solved")] == [
        "frt", "frt", "frt", "fcr",
    ]  # fmt: skip


def test_a_name_of_two_leaves_means_neither() -> None:
    assert LeafNames(NAMED).id("解决") is None


def test_without_names_only_ids_are_known() -> None:
    names = LeafNames(("frt", "fcr"))

    assert names.id("首次响应") is None
    near, far = (names.fault("x.unknown", "row 2", each, "w.csv") for each in ("frr", "quality"))
    assert (near.code, near.values["known"], near.file) == ("x.unknown", "frt, fcr", "w.csv")
    assert (far.code, far.values) == ("x.unknown", {"name": "quality", "known": "frt, fcr"})


def test_names_like_the_unknown_one_stand_first() -> None:
    names = LeafNames(("conversion", "frt", "fcr"))

    assert names.fault("x.unknown", "row 2", "fcrr").values["known"] == "fcr, conversion, frt"
