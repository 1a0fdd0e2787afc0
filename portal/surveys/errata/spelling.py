"""What counts as a spelling mistake. Anything more changes what is asked, and takes a new version of the form."""

import re
from difflib import SequenceMatcher
from itertools import pairwise

from portal.units.names import fold

MOST_WORDS, MOST_LETTERS = 3, 2
"""So many words of a sentence may be mended, each by its accents or by so many letters."""
HOLES = re.compile(r"\{\w+\}|\*\*")
DIGITS = re.compile(r"\d+")
DECIDING = frozenset(
    {
        *("không", "chưa", "chẳng", "ít", "nhiều", "rất", "hơn", "kém", "tốt", "xấu", "mọi", "chỉ"),
        *("not", "no", "never", "less", "more", "very", "good", "bad", "all", "only"),
    }
)
"""Words that turn a question round: they are never mended, nor mended into."""


def is_spelling(before: str, after: str) -> bool:
    """Whether a text differs from another by spelling alone: few words, each by few letters, nothing that decides."""
    same = (sorted(pattern.findall(before)) == sorted(pattern.findall(after)) for pattern in (HOLES, DIGITS))
    if before == after or not after.strip() or not all(same):
        return False
    old, new = before.split(), after.split()
    changed = [code for code in SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if code[0] != "equal"]
    words = sum(max(code[2] - code[1], code[4] - code[3]) for code in changed)
    return words <= MOST_WORDS and all(
        is_mended(kind, old[a:b], new[c:d], old[a - 1] if a else "", old[b] if b < len(old) else "")
        for kind, a, b, c, d in changed
    )


def is_mended(kind: str, old: list[str], new: list[str], word_before: str, word_after: str) -> bool:
    """Whether some words became others by spelling: mended, joined, parted, or a word written twice taken out."""
    if kind == "delete":
        return len(old) == 1 and bare(old[0]) in {bare(word_before), bare(word_after)}
    if kind == "insert":
        return False
    if len(old) != len(new):
        return "".join(old) == "".join(new)
    return all(one == other or is_near(one, other) for one, other in zip(old, new, strict=True))


def is_near(one: str, other: str) -> bool:
    """Whether two words are the same but for punctuation, case, accents of one letter, or a letter or two."""
    if {bare(one), bare(other)} & DECIDING:
        return bare(one) == bare(other)
    allowed = min(MOST_LETTERS, max(1, len(bare(one)) // 2))
    return fold(one) == fold(other) or distance(bare(one), bare(other)) <= allowed


def bare(word: str) -> str:
    """A word in lower case without the signs around it."""
    return word.lower().strip(".,;:?!()«»\"'“”")


def distance(one: str, other: str) -> int:
    """How many letters have to be put in, taken out or changed (Levenshtein)."""
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, start=1):
        above, row = row, [number]
        for (corner, up), other_letter in zip(pairwise(above), other, strict=True):
            row.append(min(up + 1, row[-1] + 1, corner + (letter != other_letter)))
    return row[-1]
