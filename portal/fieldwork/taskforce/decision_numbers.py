"""The number of a decision, as the Party («12-QĐ/ĐU») or the State («12/QĐ-UBND») writes it."""

import re

LETTERS = r"[A-ZĐĂÂÊÔƠƯ]{1,10}"
PARTY = re.compile(rf"\d{{1,4}}[A-Z]?-QĐ/{LETTERS}(-{LETTERS})?")
STATE = re.compile(rf"\d{{1,4}}[A-Z]?/QĐ-{LETTERS}(-{LETTERS})?")


def canonical(typed: str) -> str | None:
    """The number in its proper writing; None where it is neither the Party's nor the State's."""
    # as phones type it: in small letters, with a long dash or spaces, without the stroke of Đ
    bare = re.sub(r"\s+", "", typed).upper().replace("–", "-").removeprefix("SỐ").lstrip(":")
    number = bare.replace("QD", "QĐ").replace("/DU", "/ĐU")
    return number if PARTY.fullmatch(number) or STATE.fullmatch(number) else None


def is_of_state(number: str) -> bool:
    """Whether a People's Committee has numbered it."""
    return STATE.fullmatch(number) is not None
