"""What is released as pictures, drawn of released figures alone: nothing here knows a count that a release hides."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final, NamedTuple

from flask_babel import gettext as _

from portal.results.disclosure.disclosure_control import BAND, BANDS, GROUPINGS, NOTHING
from portal.results.release.released import Content, is_by_mean, question_row, released_row
from portal.web.ui import pictures
from portal.web.ui.pictures import LEVEL_COLOURS, STRIPES, UNTOLD, Piece, Stack, StackRow, Stripes

BAND_COLOUR: Final = "#8d867b"  # a band is a single measure, no answer
MERGED: Final = {
    group: Stripes("levels-" + "-".join(map(str, group)), LEVEL_COLOURS[group[-2]], LEVEL_COLOURS[group[-1]])
    for groups in GROUPINGS.values()
    for group in groups
    if len(group) > 1
}
"""How levels are drawn that a release tells only together: in one level's colour they would be read as that level."""


class Steps(NamedTuple):
    """A question of one commune: which of the five steps its share lies in, None where nothing is released."""

    title: str
    words: str
    place: int | None


def stack_of(content: Content, area: str = "") -> Stack:
    """Every question by group for the whole, or for one area by its key; none of what is not released."""
    groups: dict[str, list[StackRow]] = {label: [] for label in (*content["groups"].values(), _("Đánh giá chung"))}
    for question in content["questions"]:
        table, row = released_row(content, question["id"], area)
        shares = pieces_of(table["form"], row)
        if shares:
            told = question_row(content, question, table["form"], row)
            label = content["groups"].get(question["group"], _("Đánh giá chung"))
            groups[label].append(StackRow(told.title, shares, told.satisfied))
    stack = Stack([(label, rows) for label, rows in groups.items() if rows], [])
    return replace(stack, legend=[*levels_legend(content), *merged_legend(content, fills_in(stack))])


def levels_legend(content: Content) -> list[tuple[str, str]]:
    """The levels with their colours."""
    return list(zip(content["levels"], LEVEL_COLOURS, strict=True))


def merged_legend(content: Content, fills: AbstractSet[str]) -> list[tuple[str, str]]:
    """What the picture tells of several levels together, in their words."""
    return [
        (_("%(levels)s (gộp)", levels=", ".join(content["levels"][level] for level in group)), stripes.fill)
        for group, stripes in MERGED.items()
        if stripes.fill in fills
    ]


def pieces_of(form: str, row: Content | None) -> tuple[Piece, ...]:
    """The released counts as parts of the whole row; empty where none are, a band by itself where that is all."""
    if row is None or form == NOTHING:
        return ()
    if form == BAND:
        return () if row["band"] is None else pictures.pieces([(100 / BANDS, BAND_COLOUR)], row["band"] * 100 / BANDS)
    if form not in GROUPINGS or not row["n"]:
        return ()
    return pictures.pieces(
        [(100 * n / row["n"], fill) for n, fill in parts_of(row["cells"], GROUPINGS[form], row["n"])]
    )


def parts_of(cells: Sequence[int | None], groups: Sequence[Sequence[int]], n: int) -> list[tuple[int, str]]:
    """Each count with its colour; those hidden are one part, in their place where they are neighbours, else first."""
    hidden = [place for place, cell in enumerate(cells) if cell is None]
    rest = n - sum(cell or 0 for cell in cells)
    shown = [(cell, colour_of(group)) for cell, group in zip(cells, groups, strict=True) if cell is not None]
    if not hidden:
        return shown
    at = hidden[0] if hidden[-1] - hidden[0] == len(hidden) - 1 else 0
    return [*shown[:at], (rest, UNTOLD), *shown[at:]]


def colour_of(group: Sequence[int]) -> str:
    """A level's colour; of several levels together the stripes of both."""
    return LEVEL_COLOURS[group[0]] if len(group) == 1 else MERGED[tuple(group)].fill


def fills_in(stack: Stack) -> AbstractSet[str]:
    """The colours and stripes that a picture is drawn in."""
    return {piece.fill for _label, rows in stack.groups for row in rows for piece in row.pieces}


def stripes_in(stack: Stack) -> list[Stripes]:
    """The patterns that the page has to bring for a picture."""
    fills = fills_in(stack)
    return [one for one in (STRIPES, *MERGED.values()) if one.fill in fills]


def steps_of(content: Content, bands: dict[str, int], words: dict[str, str]) -> list[tuple[str, list[Steps]]]:
    """A commune's questions by group, each with the step that its band fills; none for a release by means."""
    if is_by_mean(content):
        return []
    by_group: dict[str, list[Steps]] = {label: [] for label in content["groups"].values()}
    for one in content["questions"]:
        if one["id"] != content["headline"]:
            by_group[content["groups"][one["group"]]].append(
                Steps(one["title"], words[one["id"]], bands.get(one["id"]))
            )
    return [(label, rows) for label, rows in by_group.items() if rows]
