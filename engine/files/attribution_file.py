"""Attribution files to policies: a shop's own rule, or one that a tool is said to use."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from engine.domain.attribution import AttributionPolicy
from engine.files.documents import Faults, load_toml, validate
from engine.files.schemas import FileModel, FilledText, Id, OptionalDate, TextModel

MOST_VALIDITY_H = 24 * 90
MOST_AFTERSALE_DAYS = 365
MOST_WITHIN_DAYS = 90


class AttributionFile(FileModel):
    """One rule; ``aftersale_days`` 0 leaves it to the contacts' own mark ``presale``.

    ``within_days`` absent: ``validity_h`` alone decides. ``source``, ``source_date`` and
    ``grade`` (a the owner's own page, to d one page, or memory) stand together or not at all.
    """

    id: Id
    name: TextModel
    event: Literal["ordered", "paid", "order_first", "shipped"]
    agent: Literal["first", "last", "recorded"]
    validity_h: Annotated[float, Field(gt=0, le=MOST_VALIDITY_H)]
    aftersale_days: Annotated[int, Field(ge=0, le=MOST_AFTERSALE_DAYS)]
    within_days: Annotated[int, Field(ge=0, le=MOST_WITHIN_DAYS)] | None = None
    net_of_refunds: bool = False
    source: FilledText | None = None
    source_date: OptionalDate = ""
    grade: Literal["a", "b", "c", "d"] | None = None
    note: TextModel


def read_attribution(path: Path) -> AttributionPolicy:
    """Return the attribution policy of a file.

    Raises
    ------
    InputError
        ``document.invalid`` with every fault of the file at once.
    """
    document = load_toml(path)
    file = validate(document, AttributionFile)
    faults = Faults(document)
    if bool(file.source) != bool(file.grade):
        faults.add("attribution.source_grade", ("grade" if file.grade else "source",))
    if file.within_days is not None and file.validity_h > 24 * (file.within_days + 1):
        faults.add("attribution.validity_idle", ("validity_h",), values={"days": file.within_days})
    faults.raise_if_any()
    return AttributionPolicy(
        id=file.id,
        name=file.name.text(),
        event=file.event,
        agent=file.agent,
        validity_h=file.validity_h,
        aftersale_days=file.aftersale_days,
        within_days=file.within_days,
        net_of_refunds=file.net_of_refunds,
        note=file.note.text(),
        source=file.source or "",
        source_date=file.source_date,
        grade=file.grade or "",
    )
