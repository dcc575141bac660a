"""Any table of a user's, opened for questions: CSV, Excel or Parquet, perhaps gzipped."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.domain.case import ContactLayout
from engine.domain.records import RecordSource
from engine.errors import Fault, InputError
from engine.files.contacts_file import headers_of, prepare_contacts
from engine.files.header_maps import HeaderMap, match_headers
from engine.files.header_schema import read_header_map
from engine.services.asked_columns import asked_columns

AS_IT_IS = ContactLayout()  # every header is Heng's name, or a free column's own


@contextmanager
def opened_table(
    path: Path, layout: ContactLayout = AS_IT_IS, asked: Collection[str] | None = None
) -> Iterator[RecordSource]:
    """Yield a validated source of a table's rows; its Parquet copy is gone afterwards.

    Columns that Heng knows (``frt_s``, ``csat``) are checked against what they can be, all
    others are kept as they are: a table of customers or of agent months will do as well.

    Parameters
    ----------
    asked
        Where given, the columns that questions are about: all others are kept as they stand, and
        so is one of these whose values are not of the type its name suggests. Who asks must
        check it.

    Raises
    ------
    InputError
        ``document.invalid`` where there is no such file; as :func:`asked_columns` and
        :func:`engine.files.contacts_file.prepare_contacts`.
    """
    if not path.is_file():
        fault = Fault("document.not_found", "file", path.name, {}, str(path))
        raise InputError("document.invalid", [fault], file=str(path), count=1)
    with TemporaryDirectory(prefix="heng-table-") as folder:
        if asked is None:
            yield prepare_contacts(path, layout, Path(folder))
        else:
            yield asked_columns(path, layout, Path(folder), asked)


def mapped_layout(path: Path, layout: ContactLayout, maps: tuple[Path, ...]) -> ContactLayout:
    """Return a layout that names the table's headers by header maps of the user's as well.

    What the layout itself names goes before the maps.

    Raises
    ------
    InputError
        As :func:`engine.files.header_schema.read_header_map` and
        :func:`engine.files.contacts_file.headers_of`.
    """
    if not maps:
        return layout
    known: list[HeaderMap] = [read_header_map(each) for each in maps]
    match = match_headers(list(headers_of(path)), known)
    columns = {name: header for header, name in match.columns.items()}
    return replace(layout, columns={**columns, **layout.columns})
