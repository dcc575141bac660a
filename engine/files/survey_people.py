"""Who answered: the columns of a survey that tell of the respondent, and those that are ignored."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.domain.texts import Text
from engine.errors import Fault
from engine.files.responses_file import GREATEST_WEIGHT
from engine.files.survey_answers import normalised, plain_number
from engine.files.survey_labels import label, without_hint, without_number

# in order of preference: where a file has several, the first identifies the respondent
RESPONDENT = (
    "respondent", "respondent id", "respondent_id", "respondentid", "id", "受访者", "受访者编号",
    "受访者id", "专家", "专家编号", "工号", "答卷编号", "问卷编号", "编号", "序号", "no", "no.",
    "number", "expert", "party", "participant", "person", "user",
)  # fmt: skip
NAME = (
    "name", "姓名", "名字", "名称", "受访者姓名", "专家姓名", "填写人", "填写者", "提交人",
    "提交者",
)  # fmt: skip
NAME_ZH = ("name_zh", "中文名", "中文姓名")
NAME_EN = ("name_en", "英文名", "英文姓名")
ROLE = (
    "role", "岗位", "部门", "职位", "职务", "角色", "所在部门", "所在岗位", "所属部门", "position",
    "department", "team", "title", "job title",
)  # fmt: skip
WEIGHT = ("weight", "权重", "受访者权重", "专家权重")
# what survey platforms add of their own accord, and what else is asked about respondents
IGNORED = frozenset({
    "提交答卷时间", "提交时间", "所用时间", "答题时长", "来源", "来源详情", "来源渠道", "来自ip",
    "ip", "ip地址", "ip省份", "ip城市", "省份", "城市", "总分", "得分", "开始答题时间",
    "结束答题时间", "开始时间", "结束时间", "答题时间", "填写时间", "更新时间", "序号", "编号",
    "语言", "清洗数据结果", "智能清洗数据无效概率", "地理位置国家和地区", "地理位置省",
    "地理位置市", "ua", "referrer", "中断情况", "备注", "浏览器", "操作系统", "设备", "终端",
    "用户类型", "用户标识", "昵称", "微信昵称", "openid", "自定义字段", "答卷状态", "标签",
    "timestamp", "时间戳记", "start time", "end time", "submit time", "submitted", "startdate",
    "enddate", "duration", "completion time", "email", "start date", "end date", "答题状态",
    "提交时间(自动)", "性别", "年龄", "年龄段", "学历", "教育程度", "工作年限", "从业年限", "工龄",
    "职称", "单位", "公司", "联系方式", "联系电话", "电话", "手机", "手机号", "手机号码", "邮箱",
    "电子邮箱", "建议", "意见", "意见或建议", "意见与建议", "gender", "age", "education", "phone",
    "comment", "comments", "remarks", "notes",
})  # fmt: skip
# what stands beside figures that are nobody's answers
SUMMARY = frozenset({
    "合计", "总计", "小计", "汇总", "总和", "平均", "平均值", "平均分", "均值", "中位数", "标准差",
    "最大值", "最小值", "total", "totals", "subtotal", "sum", "mean", "average", "avg", "median",
    "grand total", "standard deviation",
})  # fmt: skip
_POLITE = re.compile(r"^(?:请(?:输入|填写|选择|问)?)?(?:您|你)?(?:的|所在的?)?")
_KINDS = (RESPONDENT, NAME, NAME_ZH, NAME_EN, ROLE, WEIGHT)


@dataclass(frozen=True, slots=True)
class Person:
    """A respondent as a row names him; without names, the id is the name."""

    respondent: str
    name: Text
    role: str
    weight: float


@dataclass(frozen=True, slots=True)
class PeopleColumns:
    """Where a table tells of the respondent: column numbers from 0, None where it does not."""

    respondent: int | None
    name: int | None
    name_zh: int | None
    name_en: int | None
    role: int | None
    weight: int | None
    ignored: tuple[int, ...]

    def sums_up(self, cells: Sequence[str]) -> bool:
        """Return whether a row says that it holds totals or means, not a respondent's answers."""
        told = (self.respondent, self.name, *self.ignored)
        marks = {label(cells[index]) for index in told if index is not None}
        return not marks.isdisjoint(SUMMARY) or label(cells[0]) in SUMMARY

    @property
    def all(self) -> frozenset[int]:
        """Every column that asks no pair."""
        told = (self.respondent, self.name, self.name_zh, self.name_en, self.role, self.weight)
        return frozenset(self.ignored) | {index for index in told if index is not None}


def people_columns(header: Sequence[str]) -> PeopleColumns:
    """Return which columns tell of the respondent and which a platform added."""
    called = [_called(name) for name in header]
    id_, name, name_zh, name_en, role, weight = (_first(called, kind) for kind in _KINDS)
    respondent = name if id_ is None else id_
    known = {respondent, name, name_zh, name_en, role, weight}
    ignored = tuple(
        index
        for index, name in enumerate(called)
        if index not in known and (name in IGNORED or name in RESPONDENT)
    )
    return PeopleColumns(respondent, name, name_zh, name_en, role, weight, ignored)


def person(
    columns: PeopleColumns, row: tuple[int, Sequence[str]], count: int, file: str
) -> tuple[Person, list[Fault]]:
    """Return whom a row tells of, and its faults: no id, a weight that is none.

    Parameters
    ----------
    row
        Row number and cells.
    count
        Which row of answers it is, from 1: the id where no column names respondents.
    """
    number, cells = row

    def told(index: int | None) -> str:
        return "" if index is None else " ".join(cells[index].split())

    faults = []
    id_ = told(columns.respondent) if columns.respondent is not None else str(count)
    if not id_:
        faults.append(Fault("survey.no_id", f"row {number}", "", {}, file))
    weight, wrong = 1.0, ""
    if columns.weight is not None:
        weight = _weight(told(columns.weight))
        wrong = "" if weight > 0 else told(columns.weight)
        if weight <= 0:
            faults.append(Fault("survey.weight", f"row {number}", wrong, {}, file))
    plain = told(columns.name) or id_
    name = Text(told(columns.name_zh) or plain, told(columns.name_en) or plain)
    return Person(id_, name, told(columns.role), weight), faults


def _weight(cell: str) -> float:
    """Return a weight in (0, 10], or 0 where the cell holds none."""
    weight = plain_number(normalised(cell)) or 0.0
    return weight if 0 < weight <= GREATEST_WEIGHT else 0.0


def _called(name: str) -> str:
    plain = label(without_number(without_hint(name))).rstrip(" :?。*")
    return plain if plain in IGNORED else _POLITE.sub("", plain) or plain


def _first(called: Sequence[str], names: Sequence[str]) -> int | None:
    return next((called.index(name) for name in names if name in called), None)
