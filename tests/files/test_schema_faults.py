"""Findings of pydantic in Heng's codes, at key paths that people can read."""

from typing import Annotated, Literal

import pytest
from pydantic import Field, ValidationError

from engine.files.schema_faults import model_at, own_findings, shortened, translated
from engine.files.schemas import FileModel, Id, Share, TableModel


class LeafTable(TableModel):
    id: Id
    share: Share
    optional: Id | Literal[""] = ""


class TreeFile(FileModel):
    leaves: tuple[LeafTable, ...] = ()
    by_name: dict[str, LeafTable] = Field(default_factory=dict)
    count: Annotated[int, Field(ge=1, lt=10)] = 1
    word: str = ""
    flag: bool = True
    one: LeafTable | None = None
    few: Annotated[tuple[float, ...], Field(min_length=2)] = (1, 2)


def only_fault(text: str) -> tuple[str, tuple[str | int, ...]]:
    with pytest.raises(ValidationError) as caught:
        TreeFile.model_validate_json(text, strict=True)
    (detail,) = caught.value.errors()
    code, path, _, _ = translated(detail, TreeFile)
    return code, path


@pytest.mark.parametrize(
    ("values", "code", "path"),
    [
        ('"count": "1"', "document.whole_number", ("count",)),
        ('"count": 1.5', "document.whole_number", ("count",)),
        ('"count": true', "document.whole_number", ("count",)),
        ('"count": 0', "document.at_least", ("count",)),
        ('"count": 100', "document.less_than", ("count",)),
        ('"word": 3', "document.text", ("word",)),
        ('"flag": "yes"', "document.flag", ("flag",)),
        ('"leaves": 3', "document.list", ("leaves",)),
        ('"leaves": [3]', "document.table", ("leaves", 0)),
        ('"one": 3', "document.table", ("one",)),
        ('"few": [1]', "document.too_short", ("few",)),
        ('"cuont": 3', "document.unknown_key_near", ("cuont",)),
        ('"zzz": 3', "document.unknown_key", ("zzz",)),
        ('"leaves": [{"id": "a"}]', "document.missing_key", ("leaves", 0, "share")),
        ('"leaves": [{"id": "a", "share": 85}]', "document.per_cent", ("leaves", 0, "share")),
        ('"leaves": [{"id": "a", "share": 850}]', "document.share", ("leaves", 0, "share")),
        ('"leaves": [{"id": "A b", "share": 1}]', "document.id", ("leaves", 0, "id")),
        ('"one": {"id": "a", "shaer": 1, "share": 1}', "document.unknown_key_near",
         ("one", "shaer")),
    ],
)  # fmt: skip
def test_findings_become_codes_at_key_paths(
    values: str, code: str, path: tuple[str | int, ...]
) -> None:
    assert only_fault('{"schema_version": 1, ' + values + "}") == (code, path)


def test_a_value_of_several_types_keeps_a_path_that_people_can_read() -> None:
    text = '{"schema_version": 1, "leaves": [{"id": "a", "share": 1, "optional": "A b"}]}'

    with pytest.raises(ValidationError) as caught:
        TreeFile.model_validate_json(text, strict=True)

    paths = {translated(detail, TreeFile)[1] for detail in caught.value.errors()}
    assert paths == {("leaves", 0, "optional")}


def test_models_are_found_through_lists_tables_and_options() -> None:
    assert model_at(TreeFile, ("leaves", 0)) is LeafTable
    assert model_at(TreeFile, ("by_name", "x")) is LeafTable
    assert model_at(TreeFile, ("one",)) is LeafTable
    assert model_at(TreeFile, ("count",)) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "true"), (0.1, "0.1"), (None, ""), ({"a": 1}, "{a}"), ("a\nb", "a b"), (3, "3")],
)
def test_values_are_shown_as_written(value: object, text: str) -> None:
    assert shortened(value) == text


def test_long_values_are_cut_at_80_characters() -> None:
    assert len(shortened("长" * 200)) == 80


@pytest.mark.parametrize(
    ("few", "kinds"),
    [('[1, "2"]', ["float_type"]), ("[1]", ["too_short"]), ('["2"]', ["float_type"])],
)
def test_a_list_whose_entries_are_wrong_is_not_too_short(few: str, kinds: list[str]) -> None:
    with pytest.raises(ValidationError) as caught:
        TreeFile.model_validate_json(f'{{"schema_version": 1, "few": {few}}}', strict=True)

    assert [detail["type"] for detail in own_findings(caught.value.errors())] == kinds


class AliasTable(TableModel):
    class_: Annotated[Id, Field(alias="class")]


class AliasFile(FileModel):
    one: AliasTable


def test_a_key_is_told_as_the_file_spells_it() -> None:
    text = '{"schema_version": 1, "one": {"class": "a", "clas": "b"}}'
    with pytest.raises(ValidationError) as caught:
        AliasFile.model_validate_json(text, strict=True)
    (detail,) = caught.value.errors()

    _, _, _, values = translated(detail, AliasFile)

    assert (values["nearest"], values["known"]) == ("class", "class")
