"""Hides what could name a person in a comment, before it is kept: phones, identity papers, e-mail, number plates."""

from __future__ import annotations

import re
import unicodedata

HIDDEN = "[đã ẩn]"

EMAIL = re.compile(
    r"[\w.+-]+\s?(?:@|\(at\)|\[at\]|\sa còng\s)\s?[\w-]+(?:\s?(?:\.|\schấm\s)\s?[\w-]{2,})+", re.IGNORECASE
)
PLATE = re.compile(
    r"(?<![\w.])\d{2}[ .-]{0,3}(?:[A-ZĐ]{1,2}\d?[ .-]{0,3}\d{3}[. ]?\d{2}|[A-ZĐ]\d[ .-]{1,3}\d{4})(?!\w)"
    r"|(?:(?<=biển )|(?<=biển số )|(?<=bks )|(?<=bks: )|(?<=xe ))\d{2}[A-ZĐ]{1,2}[ .-]{0,3}\d{4}(?!\w)",
    re.IGNORECASE,
)
PASSPORT = re.compile(r"(?<!\w)[BCKNP]\d{7}(?!\w)", re.IGNORECASE)
DIGIT_WORDS = "không|một|mốt|hai|ba|bốn|tư|năm|lăm|sáu|bảy|bẩy|tám|chín"
SPELLED = re.compile(rf"(?<!\w)(?:{DIGIT_WORDS})(?:[\s,.-]+(?:{DIGIT_WORDS})){{8,}}(?!\w)", re.IGNORECASE)
WHOLE = (EMAIL, PLATE, PASSPORT, SPELLED)

RUN = re.compile(r"\d+(?:(?:[ .()–-]{1,3}|,)\d+)*")
GROUP = re.compile(r"\d+")
DATE = re.compile(r"(?<!\d)(?:\d{1,2}[.-]\d{1,2}[.-](?:19|20)\d\d|(?:19|20)\d\d-[01]\d-[0-3]\d)(?!\d)")
MONEY = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d{0,2}(?:,\d{3})+")
CURRENCY = re.compile(r"\s*(?:đồng|vnđ|vnd|đ\b|d\b|₫|nghìn|ngàn|triệu|tr\b|tỷ|tỉ)", re.IGNORECASE)
LETTER_FOR_ZERO = re.compile(r"(?<!\w)[Oo](?=[35789]\d)")
PHONE = re.compile(r"(?:0|0?0?840?)[35789]\d{8}|(?:0|0?0?840?)2\d{9}")
LONG_IDENTITY, LONG_PHONE = 12, 15
SHORTEST_NUMBER = 9
THREES = [3, 3, 3]


def mask(comment: str) -> str:
    """Return the comment with every such number or address replaced; equal to it where there was none."""
    seen = legible(comment)
    spans = [match.span() for pattern in WHOLE for match in pattern.finditer(seen)]
    spans += numbers(blanked(seen, spans))
    return replaced(comment, sorted(spans))


def legible(comment: str) -> str:
    """Rewrite letter for letter what stands for something plainer: other scripts' digits, «＠», O for zero."""
    plain = "".join(one_letter(letter) for letter in comment)
    return LETTER_FOR_ZERO.sub("0", plain)


def one_letter(letter: str) -> str:
    if letter.isascii():
        return letter
    digit = unicodedata.digit(letter, None)
    if digit is not None:
        return str(digit)
    if unicodedata.category(letter) in {"Zs", "Pd"}:
        return " " if letter.isspace() else "-"
    return {"＠": "@", "．": ".", "＋": "+"}.get(letter, letter)


def blanked(text: str, spans: list[tuple[int, int]]) -> str:
    """Take out what is already dealt with, and dates, which are nobody's number."""
    for start, end in spans + [match.span() for match in DATE.finditer(text)]:
        text = text[:start] + "\n" * (end - start) + text[end:]
    return text


def numbers(text: str) -> list[tuple[int, int]]:
    """Find the numbers that name a person among all runs of digits."""
    return [span for run in RUN.finditer(text) if not is_money(run, text) for span in named_in(run)]


def is_money(run: re.Match[str], text: str) -> bool:
    """Whether a run is an amount: grouped in threes and round, or followed by its currency."""
    if CURRENCY.match(text, run.end()) and not run[0].startswith("0"):
        return True
    return bool(MONEY.fullmatch(run[0])) and run[0].endswith("000")


def named_in(run: re.Match[str]) -> list[tuple[int, int]]:
    """Find the longest pieces of a run, group by group from the left, that are a phone or an identity paper."""
    groups = [(found.start() + run.start(), found.end() + run.start(), found[0]) for found in GROUP.finditer(run[0])]
    spans, first = [], 0
    while first < len(groups):
        reach = range(min(len(groups), first + LONG_PHONE), first, -1)
        last = next((end for end in reach if names_a_person(groups[first:end])), first)
        if last > first:
            spans.append((with_prefix(run.string, groups[first][0]), groups[last - 1][1]))
        first = max(last, first + 1)
    return spans


def with_prefix(text: str, start: int) -> int:
    """Step back over «+» and «(» in front of a number."""
    while start and text[start - 1] in "+(":
        start -= 1
    return start


def names_a_person(groups: list[tuple[int, int, str]]) -> bool:
    """Whether neighbouring groups of digits make one such number."""
    joined = "".join(digits for _start, _end, digits in groups)
    if len(groups) == 1:
        return len(joined) >= SHORTEST_NUMBER
    if PHONE.fullmatch(joined) or (len(joined) == LONG_IDENTITY and joined.startswith("0")):
        return True
    return [len(digits) for _start, _end, digits in groups] == THREES


def replaced(comment: str, spans: list[tuple[int, int]]) -> str:
    """Put the mark in place of each span."""
    kept, done = [], 0
    for start, end in spans:
        if start >= done:
            kept += [comment[done:start], HIDDEN]
            done = end
    return "".join([*kept, comment[done:]])
