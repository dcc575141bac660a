"""The example's tables as Parquet: the same columns give the same bytes."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from engine.example.calendar import FIRST_DAY
from engine.example.contacts import Contacts, Field, fields_of
from engine.example.records import Records

ROW_GROUP = 131_072  # contacts of about a month, so that a month's query skips the others

_TYPES = {
    "contact_id": pa.int32(),
    "problem_id": pa.int32(),
    "customer_id": pa.int32(),
    "attempt": pa.int8(),
    "rounds": pa.int8(),
    "frt_s": pa.int16(),
    "art_s": pa.float32(),
    "handle_s": pa.int32(),
    "attention_s": pa.int16(),
    "open_chats": pa.int8(),
    "attitude": pa.int8(),
    "csat": pa.int8(),
    "customer_value": pa.float32(),
    "order_value": pa.float64(),
}


def write_contacts(contacts: Contacts, path: Path) -> None:
    """Write the contacts in Heng's column names; ``started`` is local time without a zone."""
    arrays: dict[str, pa.Array] = {}
    for name, make in fields_of(contacts).items():
        arrays[name] = _array(name, make())
        if name == "channel":
            seconds = contacts.arrivals.start_s.astype("timedelta64[s]")
            arrays["started"] = pa.array(FIRST_DAY.astype("datetime64[s]") + seconds)
    offsets = np.concatenate([[0], np.cumsum(contacts.service.rounds - 1)]).astype(np.int32)
    for name in ("later_reply_s", "later_gap_s"):
        values = pa.array(getattr(contacts.service, name))
        arrays[name] = pa.ListArray.from_arrays(pa.array(offsets), values)
    _write(pa.table(arrays), path)


def write_records(records: Records, path: Path) -> None:
    """Write a table of records; ``contact_id`` -1, nan and NaT become missing."""
    arrays = {}
    for name, values in records.items():
        missing = values < 0 if name == "contact_id" else None
        arrays[name] = pa.array(values, mask=missing, from_pandas=True)
    _write(pa.table(arrays), path)


def _array(name: str, field: Field) -> pa.Array:
    unknown = None if field.known is None else ~field.known
    if field.levels:
        codes = field.values if unknown is None else np.where(unknown, 0, field.values)
        indices = pa.array(codes.astype(np.int8), mask=unknown)
        return pa.DictionaryArray.from_arrays(indices, pa.array(field.levels))
    return pa.array(field.values, mask=unknown).cast(_TYPES.get(name, pa.bool_()))


def _write(table: pa.Table, path: Path) -> None:
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=1,
        row_group_size=ROW_GROUP,
        use_dictionary=[
            field.name
            for field in table.schema
            if pa.types.is_dictionary(field.type) or pa.types.is_string(field.type)
        ],
    )
