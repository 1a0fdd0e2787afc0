"""On which line of a TOML file a value stands: its parser tells places of broken syntax alone."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from portal.errors import Mistake, Mistakes
from portal.surveys.plan.editing.bodies import Value
from portal.surveys.plan.plan import Plan, loads, parse
from portal.surveys.plan.reader import Path
from portal.web.data import codec

# The words of a file that the parser took: strings first, as they may hold all else.
TOKEN = re.compile(
    r'(?P<text>"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\])*"|\'[^\']*\')'
    r"|(?P<comment>\#[^\n]*)|(?P<mark>[\[\]{},=.])|(?P<end>\n)|(?P<bare>[^\s\[\]{},=.\#\"']+)",
    re.DOTALL,
)
END = ("end", "\n", 0)


def parse_file(text: str) -> Plan:
    """The plan a TOML file describes. Raises Mistakes, each with its line and its field."""
    try:
        return parse(text)
    except Mistakes as error:
        raise Mistakes(placed(text, error.mistakes)) from error


def body_of(text: str) -> dict[str, Any]:
    """What a TOML file holds, as JSON's values, a plan or not. Raises Mistakes for broken syntax."""
    body: dict[str, Any] = _plain(loads(text))
    return body


def _plain(value: Value) -> Value:
    """A file's values as JSON's: days and times as their text."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list) else codec.scalar(value)


def placed(text: str, mistakes: Sequence[Mistake]) -> list[Mistake]:
    """Mistakes in the order of the file, each with its line; what is missing has that of the section it belongs to."""
    lines = lines_of(text) if any(mistake.path for mistake in mistakes) else {}
    found = [(_line(lines, mistake.path), mistake) for mistake in mistakes]
    return [
        replace(mistake, place=f"dòng {line}, {mistake.place}") if line else mistake
        for line, mistake in sorted(found, key=lambda pair: pair[0])
    ]


def _line(lines: dict[Path, int], path: Path) -> int:
    """The line of the nearest that stands in the file; 0 where nothing of it does."""
    return next((lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in lines), 0)


def lines_of(text: str) -> dict[Path, int]:
    """The line on which each key, section and item of a list begins, by its path. The text is valid TOML."""
    return Scanner(text).scan()


class Scanner:
    """Walks through the words of a valid file and notes where each value begins."""

    def __init__(self, text: str) -> None:
        text = text.replace("\r\n", "\n")
        self.tokens = []
        line = 1
        at = 0
        for match in TOKEN.finditer(text):
            line += text.count("\n", at, match.start())
            at = match.start()
            if match.lastgroup != "comment":
                self.tokens.append((match.lastgroup or "", match[0], line))
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}

    def scan(self) -> dict[Path, int]:
        section: Path = ()
        while self.at < len(self.tokens):
            kind, word, _line = self.peek()
            if word == "[" and kind == "mark":
                section = self.header()
            elif kind in {"bare", "text"}:
                self.pair(section)
            else:
                self.at += 1
        return self.lines

    def peek(self) -> tuple[str, str, int]:
        return self.tokens[self.at] if self.at < len(self.tokens) else END

    def takes(self, word: str) -> bool:
        """Whether the next word is this mark, which is then passed."""
        kind, found, _line = self.peek()
        if kind not in {"mark", "end"} or found != word:
            return False
        self.at += 1
        return True

    def key(self) -> list[str]:
        """A key and its parts; the first of them is at hand."""
        parts = []
        while True:
            kind, word, _line = self.peek()
            self.at += 1
            parts.append(word[1:-1] if kind == "text" else word)
            if not self.takes("."):
                return parts

    def header(self) -> Path:
        """A section's own line; one of several is counted."""
        line = self.peek()[2]
        self.takes("[")
        is_one_of_many = self.takes("[")
        named = self.key()
        path: Path = ()
        for depth, name in enumerate(named, start=1):
            path = (*path, name)
            if depth == len(named) and is_one_of_many:
                self.counts[path] = self.counts.get(path, -1) + 1
            self.lines.setdefault(path, line)
            if path in self.counts:
                path = (*path, self.counts[path])
                self.lines.setdefault(path, line)
        while self.takes("]"):
            pass
        return path

    def pair(self, section: Path) -> None:
        """A key with its value."""
        line = self.peek()[2]
        path = section
        for name in self.key():
            path = (*path, name)
            self.lines.setdefault(path, line)
        if self.takes("="):
            self.value(path)

    def value(self, path: Path) -> None:
        """A value, with all that it holds."""
        if self.takes("["):
            self.items(path)
        elif self.takes("{"):
            while not self.takes("}"):
                if self.peek()[0] in {"bare", "text"}:
                    self.pair(path)
                else:
                    self.at += 1
        else:
            # a number or a moment is several words: 1.5, 10:00:00.5, a day and an hour
            while self.peek()[0] in {"bare", "text"} or self.peek()[1] == ".":
                self.at += 1

    def items(self, path: Path) -> None:
        """What a list holds, whose bracket is passed."""
        count = 0
        while not self.takes("]"):
            kind, word, line = self.peek()
            if kind == "end" or word == ",":
                self.at += 1
                continue
            self.lines[(*path, count)] = line
            self.value((*path, count))
            count += 1
