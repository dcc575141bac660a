"""JSON files of weight reviews: loaded, and every fault of one noted with its place."""

import json
from collections.abc import Mapping
from math import isfinite
from pathlib import Path

from engine.errors import Fault, InputError
from engine.files.encodings import utf8_text
from engine.files.schema_faults import shortened
from engine.formats.limits import check_size

VERSION = 1  # of the files' schema


class ReviewJson:
    """A file and what is wrong with it so far."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.faults: list[Fault] = []

    def add(self, code: str, place: str, value: object, **values: object) -> None:
        """Note one fault ``review_file.<code>``."""
        told = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        fault = Fault(f"review_file.{code}", place, shortened(told), values, self.path.name)
        self.faults.append(fault)

    def raise_if_any(self) -> None:
        """Raise ``review_file.invalid`` if a fault was noted."""
        if self.faults:
            name, count = self.path.name, len(self.faults)
            raise InputError("review_file.invalid", self.faults, file=name, count=count)

    def loaded(self) -> Mapping[str, object]:
        """Return the object that the file holds.

        Raises
        ------
        InputError
            ``review_file.invalid`` when it cannot be read, is no JSON object or is of a later
            version; ``document.invalid`` when it is not UTF-8.
        """
        try:
            content = self.path.read_bytes()
        except OSError:
            content = b""
            self.add("unreadable", "file", self.path.name)
        self.raise_if_any()
        check_size(len(content), self.path.name)
        try:
            text = utf8_text(content, self.path.name)
            document = json.loads(text, object_pairs_hook=self._unique)
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict):
            self.add("not_an_object", "file", self.path.name)
            document = {}
        version = document.get("schema_version", VERSION)
        if isinstance(version, bool) or version != VERSION:
            self.add("version", "schema_version", version, version=VERSION)
        self.raise_if_any()
        return document

    def _unique(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        """Return a table; note a key that stands in it twice, of which the last would count."""
        table = dict(pairs)
        if len(table) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = [key for place, key in enumerate(keys) if key in keys[:place]]
            self.add("key_twice", twice[0], twice[0])
        return table

    def text(self, table: Mapping[str, object], key: str, place: str) -> str:
        """Return a text of a table, empty after noting that it is none."""
        value = table.get(key)
        if not isinstance(value, str) or not value:
            self.add("text", place, value)
            return ""
        return value

    def shares(self, entry: object, place: str) -> dict[str, float]:
        """Return shares of 0 to 1 by indicator, without those that are noted as faults."""
        if not isinstance(entry, Mapping):
            self.add("table", place, entry)
            return {}
        found = {}
        for id_, share in entry.items():
            number = isinstance(share, int | float) and not isinstance(share, bool)
            if number and isfinite(share) and 0 <= share <= 1:
                found[str(id_)] = float(share)
            else:
                self.add("share", f"{place}.{id_}", share)
        return found
