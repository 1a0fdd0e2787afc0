"""Annexes 6 and 7: who answered, and what they wrote about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.documents.synthesis import findings
from portal.fieldwork.turnout.figures import percent_of
from portal.papers.tables import Annex, Cell, Head, Row, Table, nothing, numbers
from portal.web.ui.formats import count, integer, percent, rate
from portal.web.ui.text import lower_first

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from portal.documents.synthesis.figures import SynthesisFigures, Trait, TraitGroup

LEAST_IN_CELL = 10
"""Groups with fewer opinions show no rate, and a second group hides beside a single one (P8)."""
THEMES_NAMED = 3


def annex_6(figures: SynthesisFigures, *, public: bool = False) -> Annex:
    """Each optional question: how many answered so, how satisfied they are; small groups hidden in a public copy."""
    heads = ("TT", "Đặc điểm, nhóm", "Phiếu", "Tỷ lệ trong số phiếu (%)", "Có ý kiến", "Hài lòng (%)")
    rows = [
        row for number, trait in enumerate(figures.traits, start=1) for row in trait_rows(number, trait, public=public)
    ]
    table = Table(
        ("tt", "trait", *["figure"] * 4), (tuple(Head(text) for text in heads),), tuple(rows) or (nothing(4),)
    )
    notes = (
        f"Hài lòng tính ở câu {figures.overall.number}, trên phiếu có ý kiến.",
        (
            f"Nhóm dưới {LEAST_IN_CELL} phiếu có ý kiến không in tỷ lệ hài lòng; khi chỉ có một nhóm như vậy thì "
            "không in thêm một nhóm nữa để không suy ra được."
        ),
        *((f"Nhóm dưới {LEAST_IN_CELL} phiếu không in số phiếu ở bản này; che theo cùng cách.",) if public else ()),
        findings.NOT_A_SAMPLE,
    )
    return Annex(6, "Phân tổ theo đặc điểm người trả lời", "portrait", (table,), notes)


def trait_rows(number: int, trait: Trait, *, public: bool = False) -> Iterable[Row]:
    """The question, then its groups."""
    hidden, small = hidden_groups(trait), small_groups(trait) if public else set()
    total = (integer(trait.ballots), rate(100.0 if trait.ballots else None), "-", "-")
    yield Row(str(number), trait.name, numbers(*total), "sum")
    for group in trait.groups:
        rate_cells = ("-", "-") if group.label in hidden else (integer(group.score.n), rate(group.score.top2))
        size = (integer(group.ballots), rate(percent_of(group.ballots, trait.ballots)))
        cells = numbers("-", "-", "-", "-") if group.label in small else numbers(*size, *rate_cells)
        yield Row("", group.label, cells)


def hidden_groups(trait: Trait) -> set[str]:
    """The groups whose rate is not shown: too few opinions, and one more where a single one could be worked out."""
    return groups_below_least(trait, lambda group: group.score.n)


def small_groups(trait: Trait) -> set[str]:
    """The groups whose size a public copy hides, by the same rule; a size of 0 is shown."""
    empty = {group.label for group in trait.groups if not group.ballots}
    return groups_below_least(trait, lambda group: group.ballots) - empty


def groups_below_least(trait: Trait, size: Callable[[TraitGroup], int]) -> set[str]:
    """Groups below the least, and the next larger one where only one of them is not empty."""
    by_size = sorted(trait.groups, key=size)
    few = [group.label for group in by_size if size(group) < LEAST_IN_CELL]
    alone = len([group for group in by_size if 0 < size(group) < LEAST_IN_CELL]) == 1
    return set(few if not alone else [group.label for group in by_size[: len(few) + 1]])


def annex_7(figures: SynthesisFigures) -> Annex:
    """The themes of the comments."""
    heads = ("TT", "Nhóm vấn đề", "Số ý kiến", "Tỷ lệ (%)", "Nội dung khái quát", "Cấp giải quyết")
    rows = tuple(
        Row(
            str(number),
            theme.name,
            (
                *numbers(integer(theme.comments), rate(theme.share)),
                Cell(theme.wording or "-", "l"),
                Cell(theme.level or "-", "c"),
            ),
        )
        for number, theme in enumerate(figures.themes, start=1)
    )
    table = Table(
        ("tt", "theme", "figure", "figure", "wording", "level-name"),
        (tuple(Head(text) for text in heads),),
        rows or (nothing(4),),
    )
    notes = (
        (
            "Ý kiến do người đọc xếp vào nhóm vấn đề; một ý kiến có thể thuộc nhiều nhóm nên tổng các tỷ lệ có thể "
            "vượt 100%."
        ),
        "Không trích nguyên văn.",
    )
    return Annex(7, "Tổng hợp ý kiến, kiến nghị", "portrait", (table,), notes)


def respondent_sentences(figures: SynthesisFigures, *, public: bool = False) -> tuple[str, ...]:
    """Section II.2: each optional question in a sentence; small groups hidden in a public copy."""
    return tuple(
        trait_sentence(trait, small_groups(trait) if public else set()) for trait in figures.traits if trait.ballots
    )


def trait_sentence(trait: Trait, left_out: Collection[str] = ()) -> str:
    *groups, silent = trait.groups
    named = [(lower_first(group.label), group) for group in groups if group.ballots] + [("không trả lời", silent)]
    parts = [f"{name} {share_text(group, trait)}" for name, group in named if group.label not in left_out]
    return f"{trait.name}: {'; '.join(parts) or 'không nêu'} (Phụ lục 6)."


def share_text(group: TraitGroup, trait: Trait) -> str:
    return percent(percent_of(group.ballots, trait.ballots))


def comment_sentences(figures: SynthesisFigures) -> tuple[str, ...]:
    """Section II.6: how many comments have a theme, and which are the most frequent."""
    if not figures.themes or figures.comments is None:
        return ()
    most = sorted(figures.themes, key=lambda theme: -theme.comments)[:THEMES_NAMED]
    named = "; ".join(f"{lower_first(theme.name)} ({integer(theme.comments)} ý kiến)" for theme in most)
    return (
        (
            f"Có {integer(figures.comments)} ý kiến, kiến nghị đã xếp vào {count(len(figures.themes))} nhóm vấn đề; "
            f"nhiều nhất: {named} (Phụ lục 7)."
        ),
    )
