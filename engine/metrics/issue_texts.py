"""Texts and ids that a wrong encoding or a spreadsheet has spoilt."""

import re
from collections.abc import Iterator, Sequence

from engine.domain.records import TABLES, ColumnType, TableKind
from engine.metrics.doubts import Doubt, doubts_of, listed, numbered, rows_where
from engine.metrics.records import OpenRecords, quoted

MOST_DISTINCT = 5000  # texts looked at in a column: names and classes have far fewer
LONG_ID = 16  # digits; a spreadsheet keeps 15
ROUNDED_SHARE = 0.5  # of long ids ending in 0; one in ten by chance
_LEAST_IDS = 20
_DAMAGE = re.compile("�|锟斤拷|烫烫|屯屯|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|ï»¿|ï¿½")
# what is left of a text that a program could not write: nothing but question marks
_LOST = re.compile(r"[?\s\d_()-]*\?\?[?\s\d_()-]*")
_HAN = re.compile("[一-鿿]")
_SCIENTIFIC = r"^[0-9](\.[0-9]+)?[eE]\+?[0-9]+$"


def text_doubts(records: OpenRecords) -> Iterator[Doubt]:
    """Yield columns with damaged texts, with ids as powers of ten, and with rounded ids."""
    for kind, layout in TABLES.items():
        for name, spec in layout.columns.items():
            if not numbered(records, kind, name):
                continue
            if spec.type is ColumnType.TEXT:
                yield from _damaged(records, kind, name)
            elif spec.type is ColumnType.ID:
                yield from _damaged(records, kind, name)
                yield from _spoilt_ids(records, kind, name)


def is_damaged(text: str) -> bool:
    """Tell whether a text shows the traces of a wrong encoding.

    Either signs that only damage leaves (``??`` and nothing else among them), or a text that
    becomes shorter Chinese when the bytes it was read from are read as UTF-8 (or as GB18030 where
    Latin letters stand for them).
    """
    if _DAMAGE.search(text) or _LOST.fullmatch(text):
        return True
    if text.isascii():
        return False
    return any(
        _reads_as_chinese(text, wrong, right)
        for wrong, right in (("gb18030", "utf-8"), ("cp1252", "utf-8"), ("latin-1", "gb18030"))
    )


def _reads_as_chinese(text: str, wrong: str, right: str) -> bool:
    try:
        meant = text.encode(wrong).decode(right)
    except UnicodeError:
        return False
    return len(meant) < len(text) and bool(_HAN.search(meant))


def _damaged(records: OpenRecords, kind: TableKind, name: str) -> Iterator[Doubt]:
    column, table = quoted(name), quoted(kind)
    # plain ASCII letters are as they were: only other texts are looked at
    texts = records.connection.execute(
        f"""SELECT DISTINCT {column}::VARCHAR FROM {table}
        WHERE regexp_matches({column}::VARCHAR, '[^ -~]|[?][?]') LIMIT {MOST_DISTINCT}"""  # noqa: S608 (quoted names)
    ).fetchall()
    bad = sorted(text for (text,) in texts if is_damaged(text))
    if bad:
        touched = f"SELECT source_file, source_row FROM {table} WHERE {column} IN ({_texts(bad)})"  # noqa: S608 (quoted names)
        doubt = Doubt("damaged_text", "caution", kind, name, values={"texts": listed(bad, 3)})
        yield from doubts_of(records, doubt, touched)


def _spoilt_ids(records: OpenRecords, kind: TableKind, name: str) -> Iterator[Doubt]:
    column, table = f"{quoted(name)}::VARCHAR", quoted(kind)
    written = f"regexp_matches({column}, '{_SCIENTIFIC}')"
    long_id = f"length({column}) >= {LONG_ID} AND regexp_matches({column}, '^[0-9]+$')"
    round_id = f"{long_id} AND {column} LIKE '%0'"
    rows = records.connection.execute(
        f"SELECT source_file, {rows_where(written)}, {rows_where(long_id)}, {rows_where(round_id)} "  # noqa: S608 (quoted names)
        f"FROM {table} GROUP BY 1 ORDER BY 1"
    ).fetchall()
    for file, scientific, long, rounded in rows:
        conditions = [("scientific_ids", written)] if scientific else []
        if long >= _LEAST_IDS and rounded > ROUNDED_SHARE * long:
            conditions.append(("rounded_ids", round_id))
        for code, wrong in conditions:
            touched = (
                f"SELECT source_file, source_row FROM {table} "  # noqa: S608 (our own conditions)
                f"WHERE source_file = {file} AND {wrong}"
            )
            yield from doubts_of(records, Doubt(code, "alarm", kind, name), touched)


def _texts(texts: Sequence[str]) -> str:
    return ", ".join("'" + text.replace("'", "''") + "'" for text in texts)
