"""Hides what could name a person in a comment, before it is kept: phones, identity papers, e-mail, number plates.

Numbers are looked for twice: plainly written ones first; then, by a stricter rule, those in pieces between any signs,
with letters that look like digits, or partly in words.
"""

import re
import unicodedata
from collections.abc import Callable

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
# the words of 0 to 9, also as they are said within a number and as they are typed without accents
SAID = "không khong, một mốt mot, hai, ba, bốn tư bon tu, năm lăm nam lam, sáu sau, bảy bẩy bay, tám tam, chín chin"
DIGIT_OF = {word: digit for digit, words in enumerate(SAID.split(", ")) for word in words.split()}
DIGIT_WORDS = "|".join(DIGIT_OF)
SPELLED = re.compile(rf"(?<!\w)(?:{DIGIT_WORDS})(?:[\s,./-]+(?:{DIGIT_WORDS})){{8,}}(?!\w)", re.IGNORECASE)
WHOLE = (EMAIL, PLATE, PASSPORT, SPELLED)

RUN = re.compile(r"\d+(?:(?:[ .()–-]{1,3}|,)\d+)*")
GROUP = re.compile(r"\d+")
DATE = re.compile(r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|(?:19|20)\d\d-[01]\d-[0-3]\d)(?!\d)")
DAY = re.compile(r"(?<![\d/])(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])(?![\d/])")
HOUR = re.compile(r"(?<![\d:])(?:[01]?\d|2[0-4]):[0-5]\d(?![\d:])")
MONEY = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d{0,2}(?:,\d{3})+")
CURRENCY = re.compile(r"\s*(?:đồng|vnđ|vnd|đ\b|d\b|₫|nghìn|ngàn|triệu|tr\b|tỷ|tỉ)", re.IGNORECASE)
DECIMAL = re.compile(r"(?<![\d.,])(?:0|[1-9]\d{0,2})[.,]\d{1,2}(?![.,]?\d)")
LETTER_FOR_ZERO = re.compile(r"(?<!\w)[Oo](?=[35789]\d)")
PHONE = re.compile(r"(?:0|0?0?840?)[35789]\d{8}|(?:0|0?0?840?)2\d{9}")
# Latin letters, with their Cyrillic and Greek twins, that are read as a digit among digits
LOOKALIKES = {**dict.fromkeys("OoОоΟο", "0"), **dict.fromkeys("IlІӏΙ", "1"), **dict.fromkeys("Zz", "2")}
LOOKALIKES |= {**dict.fromkeys("SsЅѕ", "5"), **dict.fromkeys("BВΒ", "8")}
LETTERS = "".join(LOOKALIKES)
ALONE = r"(?<![^\W_]){}(?![^\W_])"
PIECE = "|".join(
    (
        ALONE.format(rf"(?=[{LETTERS}]{{0,12}}\d)[\d{LETTERS}]+"),
        ALONE.format(f"[{LETTERS}]"),
        r"\d+",
        ALONE.format(f"(?:{DIGIT_WORDS})"),
    )
)
PIECES = re.compile(rf"(?:{PIECE})(?:(?:[^\w\0]|_){{1,5}}(?:{PIECE}))*", re.IGNORECASE)
A_PIECE = re.compile(PIECE, re.IGNORECASE)
TIGHT = re.compile(r"(?<!\d)\d{3}([/_|*~\\:])\d{3}\1\d{3}(?!\1?\d)")
LONG_IDENTITY, LONG_PHONE = 12, 15
SHORTEST_NUMBER = 9
THREES = [3, 3, 3]
LAST_OF_A_MONTH = 31
Group = tuple[int, int, str]  # where digits that belong together begin and end, and the digits


def mask(comment: str) -> str:
    """Return the comment with every such number or address replaced; equal to it where there was none."""
    # letter for letter, so that a place in what is seen is the same place in what was written
    seen = legible(comment)
    spans = [match.span() for pattern in WHOLE for match in pattern.finditer(seen)]
    spans += numbers(blanked(seen, spans, DATE))
    spans += in_pieces(blanked(seen, spans, DATE, DAY, HOUR, DECIMAL))
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
    plainer = unicodedata.normalize("NFKC", letter)
    return plainer if len(plainer) == 1 else letter


def blanked(text: str, spans: list[tuple[int, int]], *harmless: re.Pattern[str]) -> str:
    """Take out what is already dealt with, and numbers that name no person: dates, hours, decimals."""
    for start, end in spans + [match.span() for pattern in harmless for match in pattern.finditer(text)]:
        text = text[:start] + "\0" * (end - start) + text[end:]
    return text


def in_pieces(text: str) -> list[tuple[int, int]]:
    """Find the phones and identity papers that are written in pieces, whatever stands between and for the digits."""
    spans = [match.span() for match in TIGHT.finditer(text)]
    for run in PIECES.finditer(text):
        pieces = [(*piece.span(), digits_of(piece[0])) for piece in A_PIECE.finditer(text, *run.span())]
        spans += longest(pieces, text, is_phone_in_pieces)
    return spans


def digits_of(piece: str) -> str:
    """The digits that a piece stands for."""
    word = DIGIT_OF.get(piece.lower())
    return str(word) if word is not None else "".join(LOOKALIKES.get(letter, letter) for letter in piece)


def is_phone_in_pieces(pieces: list[Group]) -> bool:
    """Whether neighbouring pieces make a phone or a long identity number, and are no list of days."""
    joined = "".join(digits for _start, _end, digits in pieces)
    if not is_phone_or_identity(joined):
        return False
    values = [int(digits) for _start, _end, digits in pieces]
    # days of a month in their order («các ngày 3, 5, 8, 12 …») are no number, whatever they join to
    return len(values) == 1 or values != sorted(set(values)) or values[-1] > LAST_OF_A_MONTH


def is_phone_or_identity(digits: str) -> bool:
    return bool(PHONE.fullmatch(digits)) or (len(digits) == LONG_IDENTITY and digits.startswith("0"))


def numbers(text: str) -> list[tuple[int, int]]:
    """Find the numbers that name a person among all runs of digits."""
    return [
        span
        for run in RUN.finditer(text)
        if not is_money(run, text)
        for span in longest(
            [(*group.span(), group[0]) for group in GROUP.finditer(text, *run.span())], text, names_a_person
        )
    ]


def is_money(run: re.Match[str], text: str) -> bool:
    """Whether a run is an amount: grouped in threes and round, or followed by its currency."""
    if CURRENCY.match(text, run.end()) and not run[0].startswith("0"):
        return True
    return bool(MONEY.fullmatch(run[0])) and run[0].endswith("000")


def longest(groups: list[Group], text: str, names: Callable[[list[Group]], bool]) -> list[tuple[int, int]]:
    """Find the longest rows of groups, from the left, that name a person."""
    spans, first = [], 0
    while first < len(groups):
        reach = range(min(len(groups), first + LONG_PHONE), first, -1)
        last = next((end for end in reach if names(groups[first:end])), first)
        if last > first:
            spans.append((with_prefix(text, groups[first][0]), groups[last - 1][1]))
        first = max(last, first + 1)
    return spans


def with_prefix(text: str, start: int) -> int:
    """Step back over «+» and «(» in front of a number."""
    while start and text[start - 1] in "+(":
        start -= 1
    return start


def names_a_person(groups: list[Group]) -> bool:
    """Whether neighbouring groups of digits make one such number."""
    joined = "".join(digits for _start, _end, digits in groups)
    if len(groups) == 1:
        return len(joined) >= SHORTEST_NUMBER
    return is_phone_or_identity(joined) or [len(digits) for _start, _end, digits in groups] == THREES


def replaced(comment: str, spans: list[tuple[int, int]]) -> str:
    """Put the mark in place of each span."""
    parts, position = [], 0
    for start, end in spans:
        if start >= position:
            parts += [comment[position:start], HIDDEN]
            position = end
    return "".join([*parts, comment[position:]])
