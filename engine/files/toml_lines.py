"""On which line every key of a TOML text stands; whether the text is TOML is left to tomllib."""

import tomllib

KeyPath = tuple[str | int, ...]

_BLANK = " \t\r\n"
_ENDS_BARE_KEY = " \t=.]"
_ENDS_SCALAR = ",]}#\r\n"


def key_lines(text: str) -> dict[KeyPath, int]:
    """Return the line (from 1) of every key, table header and array entry of a valid TOML text.

    Parameters
    ----------
    text
        TOML that :mod:`tomllib` has accepted: the scanner trusts it and reports no fault.
    """
    scanner = _Scanner(text)
    scanner.scan_document()
    return scanner.lines


class _Scanner:
    """Walk a TOML text once; ``lines`` gathers the first line of each key path."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.lines: dict[KeyPath, int] = {}
        self.entries: dict[KeyPath, int] = {}  # how many [[tables]] each array has so far

    def scan_document(self) -> None:
        table: KeyPath = ()
        self._skip_blank()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._scan_header()
            else:
                self._scan_pair(table)
            self._skip_blank()

    def _scan_header(self) -> KeyPath:
        line = self.line
        brackets = 2 if self.text.startswith("[[", self.at) else 1
        self._advance(brackets)
        parts = self._scan_key()
        self._skip_spaces()
        self._advance(brackets)
        path = self._resolved(parts[:-1]) + parts[-1:]
        if brackets == 1:
            path = self._last_entry(path)
        else:
            self.lines.setdefault(path, line)
            self.entries[path] = self.entries.get(path, 0) + 1
            path = (*path, self.entries[path] - 1)
        self._note(path, line)
        return path

    def _resolved(self, parts: KeyPath) -> KeyPath:
        path: KeyPath = ()
        for part in parts:
            path = self._last_entry((*path, part))
        return path

    def _last_entry(self, path: KeyPath) -> KeyPath:
        return (*path, self.entries[path] - 1) if path in self.entries else path

    def _note(self, path: KeyPath, line: int) -> None:
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], line)

    def _scan_pair(self, table: KeyPath) -> None:
        path = table + self._scan_key()
        self._note(path, self.line)
        self._skip_spaces()
        self._advance(1)  # the equals sign
        self._skip_spaces()
        self._scan_value(path)

    def _scan_key(self) -> KeyPath:
        parts: list[str | int] = []
        while True:
            self._skip_spaces()
            start = self.at
            if self.text[self.at] in "\"'":
                self._scan_string()
                parts.append(_unquoted(self.text[start : self.at]))
            else:
                while self.text[self.at] not in _ENDS_BARE_KEY:
                    self.at += 1
                parts.append(self.text[start : self.at])
            self._skip_spaces()
            if not self.text.startswith(".", self.at):
                return tuple(parts)
            self._advance(1)

    def _scan_value(self, path: KeyPath) -> None:
        opening = self.text[self.at]
        if opening in "\"'":
            self._scan_string()
        elif opening == "[":
            self._scan_array(path)
        elif opening == "{":
            self._scan_inline_table(path)
        else:
            while self.at < len(self.text) and self.text[self.at] not in _ENDS_SCALAR:
                self.at += 1

    def _scan_array(self, path: KeyPath) -> None:
        self._advance(1)
        index = 0
        self._skip_blank()
        while self.text[self.at] != "]":
            self.lines.setdefault((*path, index), self.line)
            self._scan_value((*path, index))
            self._skip_blank()
            if self.text[self.at] == ",":
                self._advance(1)
                self._skip_blank()
            index += 1
        self._advance(1)

    def _scan_inline_table(self, path: KeyPath) -> None:
        self._advance(1)
        self._skip_blank()
        while self.text[self.at] != "}":
            self._scan_pair(path)
            self._skip_blank()
            if self.text[self.at] == ",":
                self._advance(1)
                self._skip_blank()
        self._advance(1)

    def _scan_string(self) -> None:
        quote = self.text[self.at]
        fence = quote * 3 if self.text.startswith(quote * 3, self.at) else quote
        self._advance(len(fence))
        while not self.text.startswith(fence, self.at):
            escapes = quote == '"' and self.text[self.at] == "\\"
            self._advance(2 if escapes else 1)
        self._advance(len(fence))
        while len(fence) > 1 and self.text.startswith(quote, self.at):
            self._advance(1)  # up to two quotes may touch the closing fence

    def _skip_spaces(self) -> None:
        while self.at < len(self.text) and self.text[self.at] in " \t":
            self.at += 1

    def _skip_blank(self) -> None:
        while self.at < len(self.text):
            if self.text[self.at] == "#":
                while self.at < len(self.text) and self.text[self.at] != "\n":
                    self.at += 1
            elif self.text[self.at] in _BLANK:
                self._advance(1)
            else:
                return

    def _advance(self, count: int) -> None:
        self.line += self.text.count("\n", self.at, self.at + count)
        self.at += count


def _unquoted(quoted: str) -> str:
    # tomllib reads the escapes: a quoted key is a TOML text of one pair
    (key,) = tomllib.loads(f"{quoted} = 1")
    return key
