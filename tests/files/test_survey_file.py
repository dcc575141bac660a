"""Whole surveys: real layouts, real slips, every fault at once."""

import csv
from collections import Counter
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.hierarchy import ItemTree
from engine.domain.survey import Coding, Survey
from engine.errors import InputError
from engine.files.survey_answers import Reading
from engine.files.survey_file import answers_kind, read_survey
from engine.i18n.translate import LANGUAGES, render_error, render_sentence
from tests.files.questionnaire_samples import TREE, filled

DATA = Path(__file__).parents[1] / "cases" / "ahp-data"
ABC = ItemTree({"goal": ("a", "b", "c")}, {})


def survey_of(folder: Path, text: str, tree: ItemTree | None = None, **reading: object) -> Survey:
    path = folder / "survey.csv"
    path.write_text(text, encoding="utf-8")
    return read_survey([path], tree, Reading(**reading))  # type: ignore[arg-type]  # by name


def faults_of(folder: Path, text: str, tree: ItemTree | None = None) -> list[tuple[str, str, str]]:
    with pytest.raises(InputError) as caught:
        survey_of(folder, text, tree)
    for language in LANGUAGES:
        render_error(caught.value, language)
    return [(fault.code, fault.place, fault.value) for fault in caught.value.faults]


def upper(survey: Survey, respondent: str, node: str = "goal") -> list[float]:
    (values,) = [
        response.judgements[node].values
        for response in survey.panel.responses
        if response.respondent == respondent
    ]
    return values[np.triu_indices(len(values), 1)].tolist()


def keys(survey: Survey) -> list[str]:
    return [finding.sentence.key.removeprefix("survey.") for finding in survey.findings]


class TestPublishedSurveys:
    def test_nish_177_lists_30_blanks_and_8_respondents_beyond_the_scale(self) -> None:
        survey = read_survey([DATA / "nish_177_survey.csv"])

        told = Counter(note.treatment.value for note in survey.notes)
        assert survey.tree.items == {"goal": ("BL", "ST", "GP", "QL", "BB")}
        assert survey.coding is Coding.RATIO
        assert told["blank"] == 30
        beyond = {note.respondent for note in survey.notes if note.why.key.endswith("out_of_scale")}
        assert beyond == {"1", "53", "54", "58", "107", "110", "117", "167"}
        # respondent 1 wrote 0.11 for 1/9, which is repaired; respondent 52 answered nothing
        rejected = {note.respondent for note in survey.notes if note.treatment.value == "rejected"}
        assert rejected == beyond - {"1"} | {"52"}
        assert len(survey.panel.responses) == len(survey.as_written.responses) == 176

    def test_nish_177_as_written_holds_every_printed_number(self) -> None:
        survey = read_survey([DATA / "nish_177_survey.csv"])
        lines = list(csv.DictReader((DATA / "nish_177_survey.csv").read_text("utf-8").splitlines()))

        written = {r.respondent: r.judgements["goal"] for r in survey.as_written.responses}

        for line in lines:
            for column, cell in line.items():
                if column != "respondent" and cell:
                    matrix = written[line["respondent"]]
                    i, j = (matrix.items.index(item) for item in column.split("_vs_"))
                    assert matrix.values[i, j] == float(cell)
        assert sum(matrix.missing for matrix in written.values()) + 10 == 30

    def test_city200_reads_as_signed_with_the_negative_side_left(self) -> None:
        survey = read_survey([DATA / "city200_simulated.csv"])

        assert survey.coding is Coding.SIGNED
        assert keys(survey) == ["signed_left", "numbered"]
        # first row: 2,-2,2,-6,-4,-4,-8,4,-3,-8
        expected = [1 / 2, 2, 1 / 2, 6, 4, 4, 8, 1 / 4, 3, 8]
        assert upper(survey, "1") == expected
        assert survey.notes == ()

    def test_histopark_reads_one_answer_a_row(self) -> None:
        survey = read_survey([DATA / "histopark_3experts.csv"])

        assert survey.tree.items == {"goal": ("DUV", "IUV", "PUV", "EV", "BV")}
        assert upper(survey, "PSOE") == [3, 5, 8, 6, 3, 5, 4, 3, 2, 1 / 3]
        assert [r.respondent for r in survey.panel.responses] == ["PSOE", "PP", "PAR"]


class TestPlatformLayout:
    """As wjx.cn and Tencent export: their own columns, Chinese questions, numbers 9..1..9."""

    HEADER = (
        "序号,提交答卷时间,所用时间,来源,来自IP,1、您的姓名,2、您的部门,3、满意率比首次响应时间,"
    )
    HEADER += (
        "4、首次响应时间—一次解决率,5、请比较：一次解决率与满意率,6、服务结果和服务行为相比,总分\n"
    )

    def test_is_read_with_the_scheme(self, tmp_path: Path) -> None:
        text = self.HEADER + "1,2026/1/1 10:00,95秒,微信,1.2.3.4,甲,客服部,3,1/5,0.33,左2,9\n"

        survey = survey_of(tmp_path, text, TREE)

        assert upper(survey, "1", "service") == [3, 3, 1 / 5]
        assert upper(survey, "1") == [2]
        (response,) = survey.panel.responses
        assert (response.name.zh, response.role) == ("甲", "客服部")
        assert keys(survey) == ["columns_ignored"]
        assert "来自IP" in str(survey.findings[0].sentence.values["columns"])
        assert [note.why.key for note in survey.notes] == ["survey.repaired"]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_reads_the_same_in_every_encoding_and_with_every_delimiter(
        self, tmp_path: Path, encoding: str, delimiter: str
    ) -> None:
        text = self.HEADER + "1,2026,95秒,微信,1.2.3.4,甲,客服部,3,1/5,0.33,左2,9\n"
        path = tmp_path / "s.csv"
        path.write_bytes(text.replace(",", delimiter).encode(encoding))

        survey = read_survey([path], TREE)

        assert upper(survey, "1", "service") == [3, 3, 1 / 5]

    def test_reads_the_same_from_excel(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        book.active.append(self.HEADER.strip().split(","))
        book.active.append(
            [1, "x", "y", "微信", "1.2.3.4", "甲", "客服部", 3, "1/5", 0.33, "左2", 9]
        )
        book.save(tmp_path / "s.xlsx")

        survey = read_survey([tmp_path / "s.xlsx"], TREE)

        assert upper(survey, "1", "service") == [3, 3, 1 / 5]

    def test_positions_are_read_when_stated(self, tmp_path: Path) -> None:
        text = "序号,a比b,b比c\n1,1,17\n2,9,12\n"

        survey = survey_of(tmp_path, text, coding=Coding.POSITION)

        assert upper(survey, "1")[::2] == [9, 1 / 9]
        assert upper(survey, "2")[::2] == [1, 1 / 4]

    def test_positions_are_never_guessed(self, tmp_path: Path) -> None:
        text = "序号,a比b,b比c\n1,1,17\n2,9,12\n"

        assert faults_of(tmp_path, text) == [("survey.coding", "file", "")]


class TestCoding:
    @pytest.mark.parametrize(("negative", "first"), [("left", 3), ("right", 1 / 3)])
    def test_the_negative_side_may_be_turned(
        self, tmp_path: Path, negative: str, first: float
    ) -> None:
        survey = survey_of(tmp_path, "id,a_vs_b,b_vs_c\nR,-3,2\nS,2,-4\n", negative=negative)

        assert upper(survey, "R")[0] == first
        assert keys(survey)[0] == f"signed_{negative}"

    def test_a_stated_coding_needs_no_caution(self, tmp_path: Path) -> None:
        survey = survey_of(tmp_path, "id,a_vs_b,b_vs_c\nR,-3,2\n", coding=Coding.SIGNED)

        assert keys(survey) == []

    def test_answers_that_all_lean_left_are_a_caution(self, tmp_path: Path) -> None:
        rows = "".join(f"R{n},3,{n}\n" for n in range(1, 7))

        assert "one_sided" in keys(survey_of(tmp_path, f"id,a_vs_b,b_vs_c\n{rows}"))

    @pytest.mark.parametrize("greatest", [1.5, float("inf"), float("nan")])
    def test_a_scale_needs_an_end(self, tmp_path: Path, greatest: float) -> None:
        with pytest.raises(InputError, match=r"survey\.greatest"):
            survey_of(tmp_path, "id,a_vs_b\nR,3\n", greatest=greatest)

    def test_values_between_those_of_the_scale_are_counted(self, tmp_path: Path) -> None:
        survey = survey_of(tmp_path, "id,a_vs_b,b_vs_c\nR,2.5,0.6\n")

        assert keys(survey) == ["between_scale_values"]
        assert survey.findings[0].sentence.values == {"count": 2, "example": "2.5"}

    @pytest.mark.parametrize(("answers", "doubt"), [("-3,2", True), ("-4,2", False)])
    def test_codes_for_no_answer_are_a_caution(
        self, tmp_path: Path, answers: str, doubt: bool
    ) -> None:
        survey = survey_of(tmp_path, f"id,a_vs_b,b_vs_c\nR,{answers}\nS,{answers}\n")

        assert ("skips" in keys(survey)) is doubt

    def test_steps_from_equal_are_never_guessed(self, tmp_path: Path) -> None:
        text = "id,a_vs_b,b_vs_c\nR,-8,0\n"

        assert faults_of(tmp_path, text) == [("survey.coding_steps", "file", "0")]
        assert survey_of(tmp_path, text, coding=Coding.SIGNED).notes[0].given == "0"


class TestFaults:
    def test_all_are_named_at_once_over_all_files(self, tmp_path: Path) -> None:
        one, other = tmp_path / "one.csv", tmp_path / "other.csv"
        one.write_text("id,a_vs_b,b_vs_c,b_vs_d,weight\nR1,3,2,1,1\n,3,2,1,0\n", encoding="utf-8")
        other.write_text("id,a_vs_b\nR1,3\n", encoding="utf-8")

        with pytest.raises(InputError) as caught:
            read_survey([one, other], ABC)

        assert [(f.code, Path(f.file).name, f.place) for f in caught.value.faults] == [
            ("survey.column_unknown", "one.csv", "row 1, column b_vs_d"),
            ("survey.no_id", "one.csv", "row 3"),
            ("survey.weight", "one.csv", "row 3"),
            ("survey.respondent_twice", "one.csv", "row 2"),
            ("survey.respondent_twice", "other.csv", "row 2"),
        ]

    def test_items_that_no_column_links_are_named_by_group(self, tmp_path: Path) -> None:
        text = "id,a_vs_b,c_vs_d\nR,3,2\n"

        assert faults_of(tmp_path, text) == [("survey.unlinked", "row 1", "a, b | c, d")]

    def test_a_node_of_the_scheme_that_was_not_asked_is_named(self, tmp_path: Path) -> None:
        text = "id,csat_vs_frt,frt_vs_fcr\nR,3,2\n"

        assert faults_of(tmp_path, text, TREE) == [
            ("survey.unlinked", "row 1", "service | conduct")
        ]

    def test_a_note_column_is_not_read_as_a_pair(self, tmp_path: Path) -> None:
        text = "id,a_vs_b,remark\nR,3,fine\n"

        (fault,) = faults_of(tmp_path, text)
        assert fault == ("survey.column_unknown", "row 1, column remark", "remark")

    def test_files_that_cannot_be_read_are_named_together(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("x", encoding="utf-8")

        with pytest.raises(InputError) as caught:
            read_survey([tmp_path / "a.txt", tmp_path / "nowhere.csv"])

        assert [fault.code for fault in caught.value.faults] == [
            "sheet.ending",
            "document.not_found",
        ]

    def test_one_file_that_cannot_be_read_keeps_its_error(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"sheet\.invalid"):
            read_survey([tmp_path / "nowhere.csv"])

    def test_no_file_is_an_error(self) -> None:
        with pytest.raises(InputError, match=r"survey\.no_files"):
            read_survey([])


class TestOthersGoOn:
    @pytest.mark.parametrize(
        "text",
        ["序号,a比b,b比c\n1,3,1/2\n2,5,1/3\n合计,8,0.83\n平均,4,0.42\n",
         "respondent,left,right,value\n1,a,b,3\n1,b,c,1/2\n2,a,b,5\n2,b,c,1/3\n合计,a,b,8\n"],
    )  # fmt: skip
    def test_totals_are_nobodys_answers(self, tmp_path: Path, text: str) -> None:
        survey = survey_of(tmp_path, text)

        assert [response.respondent for response in survey.panel.responses] == ["1", "2"]
        assert [response.respondent for response in survey.as_written.responses] == ["1", "2"]
        assert keys(survey) == ["rows_summing_up"]
        assert survey.notes == ()

    def test_a_contradiction_in_another_row_is_named_by_row(self, tmp_path: Path) -> None:
        text = "id,left,right,value\nR,a,b,3\nR,b,c,2\nR,a,b,5\n"

        survey = survey_of(tmp_path, text)

        assert [(note.place, note.why.key, note.why.values) for note in survey.notes] == [
            ("row 2, column value", "survey.contradicts_row", {"other": "5", "row": "4"}),
            ("row 4, column value", "survey.contradicts_row", {"other": "3", "row": "2"}),
        ]

    def test_a_file_of_totals_has_no_respondent(self, tmp_path: Path) -> None:
        assert faults_of(tmp_path, "序号,a比b\n合计,8\n") == [("survey.no_rows", "row 2", "")]

    def test_sheets_that_were_not_read_are_named(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        for name, rows in (("data", [["id", "a_vs_b"], ["R", 3]]), ("more", [["x"]])):
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        book.save(tmp_path / "s.xlsx")

        survey = read_survey([tmp_path / "s.xlsx"])

        assert upper(survey, "R") == [3]
        assert survey.findings[0].sentence.values == {"file": "s.xlsx", "sheets": "more"}

    def test_who_gave_no_usable_answer_is_left_out_and_noted(self, tmp_path: Path) -> None:
        survey = survey_of(tmp_path, "id,a_vs_b,b_vs_c\nR1,99,\nR2,3,1/2\n")

        assert [response.respondent for response in survey.panel.responses] == ["R2"]
        assert [response.respondent for response in survey.as_written.responses] == ["R1", "R2"]
        assert [note.why.key for note in survey.notes] == [
            "survey.out_of_scale",
            "survey.blank",
            "survey.nothing_usable",
        ]

    def test_every_note_and_finding_reads_in_both_languages(self, tmp_path: Path) -> None:
        text = "id,a_vs_b,b_vs_a,b_vs_c\nR1,0.14,7,x\nR2,3,3,2026-01-05\nR3,0,-1,0.11\nR4,12,0.6,\n"

        survey = survey_of(tmp_path, text)

        sentences = [note.why for note in survey.notes]
        sentences += [finding.sentence for finding in survey.findings]
        for language in LANGUAGES:
            assert all(render_sentence(sentence, language) for sentence in sentences)
        assert {note.file for note in survey.notes} == {"survey.csv"}


class TestOwnQuestionnaires:
    def test_several_files_are_one_panel(self, tmp_path: Path) -> None:
        first = filled(tmp_path, "zh", "one.xlsx")
        second = filled(tmp_path, "en", "two.xlsx")
        book = openpyxl.load_workbook(second)
        cover = book.worksheets[0]
        next(row for row in cover.iter_rows() if row[0].value == "respondent")[3].value = "R2"
        book.save(second)

        survey = read_survey([first, second])

        assert [response.respondent for response in survey.panel.responses] == ["R1", "R2"]
        assert upper(survey, "R1", "service") == pytest.approx(
            upper(survey, "R2", "service"), rel=0, nan_ok=True
        )

    def test_the_same_respondent_twice_is_refused(self, tmp_path: Path) -> None:
        paths = [filled(tmp_path, "zh", "one.xlsx"), filled(tmp_path, "en", "two.xlsx")]

        with pytest.raises(InputError) as caught:
            read_survey(paths)

        assert [fault.code for fault in caught.value.faults] == ["survey.respondent_twice"] * 2

    def test_who_did_not_say_who_he_is_is_told(self, tmp_path: Path) -> None:
        path = filled(tmp_path)
        book = openpyxl.load_workbook(path)
        for row in book.worksheets[0].iter_rows():
            if row[0].value in {"respondent", "name"}:
                row[3].value = None
        book.save(path)

        assert "named_by_file" in keys(read_survey([path]))

    def test_tables_may_stand_beside_them(self, tmp_path: Path) -> None:
        table = tmp_path / "t.csv"
        table.write_text("id,满意率与首次响应时间\nR9,5\n", encoding="utf-8")

        survey = read_survey([filled(tmp_path), table])

        assert np.isnan(upper(survey, "R9", "service")[1])
        assert upper(survey, "R9", "service")[0] == 5


@settings(derandomize=True, deadline=None, max_examples=40)
@given(st.data())
def test_order_and_direction_of_columns_do_not_matter(data: st.DataObject) -> None:
    tree = ItemTree({"goal": ("a", "b", "c", "d"), "a": ("x", "y")}, {})
    pairs = [(node, one, two) for node, items in tree.asked.items()
             for i, one in enumerate(items) for two in items[i + 1 :]]  # fmt: skip
    answers = {pair: data.draw(st.integers(1, 9)) for pair in pairs}
    columns = {}
    for node, one, two in data.draw(st.permutations(pairs)):
        size, turned = answers[node, one, two], data.draw(st.booleans())
        written = f"1/{size}" if turned else str(size)
        form = data.draw(
            st.sampled_from(["{n}:{a}|{b}", "{a}_vs_{b}", "{a}比{b}", "Q1_{a} vs {b}"])
        )
        first, second = (two, one) if turned else (one, two)
        columns[form.format(n=node, a=first, b=second)] = written
    text = StringIO()
    csv.writer(text).writerows([["id", *columns], ["R1", *columns.values()]])

    with TemporaryDirectory() as folder:
        survey = survey_of(Path(folder), text.getvalue(), tree)

    for node, items in tree.asked.items():
        matrix = survey.panel.responses[0].judgements[node]
        for i, one in enumerate(items):
            for j in range(i + 1, len(items)):
                assert matrix.values[i, j] == answers[node, one, items[j]]


def test_the_kind_of_a_file_of_answers_is_told(tmp_path: Path) -> None:
    texts = {"wide": "序号,A比B\n1,3\n", "long": "id,left,right,value\nR,a,b,3\n",
             "other": "agent,frt_s\nA,12\n", "empty": ""}  # fmt: skip
    for name, text in texts.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")

    kinds = {name: answers_kind(tmp_path / f"{name}.csv") for name in texts}

    assert kinds == {"wide": "answers", "long": "answers", "other": "", "empty": ""}
    assert answers_kind(filled(tmp_path)) == "questionnaire"
    assert answers_kind(tmp_path / "nowhere.csv") == ""
