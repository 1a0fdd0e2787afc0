"""Who answered and what they wrote of, in sentences; which groups of respondents are too small to be told."""

import re
from collections.abc import Callable, Collection

from portal.documents.synthesis.figures import SynthesisFigures, Theme, Trait, TraitGroup
from portal.fieldwork.turnout.figures import percent_of
from portal.web.ui.formats import capital, integer, lower_first, percent

LEAST_IN_CELL = 10  # groups with fewer opinions show no rate, and a second group hides beside a single one (P8)
THEMES_NAMED = 3
GROUPS_NAMED = 2
AGES = "tuổi"  # what the name of a question about ages has in it


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
    few = sum(size(group) < LEAST_IN_CELL for group in by_size)
    is_alone = sum(0 < size(group) < LEAST_IN_CELL for group in by_size) == 1
    return {group.label for group in by_size[: few + is_alone]}  # one alone is the total without the others (P8)


def respondent_sentences(figures: SynthesisFigures) -> tuple[str, ...]:
    """Section II.2 in one sentence: the largest groups by each optional question; annex 6 has all of them."""
    parts = [words for trait in figures.traits if trait.ballots and (words := largest_groups(trait))]
    if not parts:
        return ()
    told = "theo người trả lời tự khai; nêu các nhóm đông nhất, đầy đủ tại Phụ lục 6"
    return (f"{capital('; '.join(parts))} ({told}).",)


def largest_groups(trait: Trait) -> str:
    """«về giới tính: nam 45,8%, nữ 42,1%»; empty where no group may be told."""
    *groups, _silent = trait.groups
    told = [group for group in groups if group.ballots and group.label not in small_groups(trait)]
    largest = sorted(told, key=lambda group: -group.ballots)[:GROUPS_NAMED]
    named = [f"{group_words(trait, group)} {percent(percent_of(group.ballots, trait.ballots))}" for group in largest]
    name = lower_first(trait.name)
    about = f"việc {name}" if name.startswith("đã ") else name
    return f"về {about}: {', '.join(named)}" if named else ""


def group_words(trait: Trait, group: TraitGroup) -> str:
    """A group's label within a sentence; ages as they are said: «từ 18 đến 29 tuổi»."""
    label = lower_first(group.label)
    if AGES not in trait.name.lower():
        return label
    label = re.sub(r"^(\d+)[–-](\d+)$", r"từ \1 đến \2 tuổi", label)
    label = re.sub(r"^dưới (\d+)$", r"dưới \1 tuổi", label)
    return re.sub(r"^từ (\d+) trở lên$", r"từ \1 tuổi trở lên", label)


def comment_sentences(figures: SynthesisFigures) -> tuple[str, ...]:
    """Section II.6: how many comments came and have a theme, how much is praise, what is asked for most."""
    if not figures.themes or figures.comments is None:
        return ()
    praise = sum(theme.comments for theme in figures.themes if theme.is_praise)
    received = figures.comments_received
    opening = (
        f"Có {integer(figures.comments)} ý kiến đã phân loại theo nội dung"
        if received is None
        else f"Có {integer(received)} ý kiến, đã phân loại theo nội dung {integer(figures.comments)}"
    )
    parts = [f"{integer(praise)} ý kiến khen"] if praise else []
    parts += [f"kiến nghị nhiều nhất về {named_themes(most_asked(figures))}"] if most_asked(figures) else []
    said = f"; trong đó {', '.join(parts)}" if parts else ""
    return (f"{opening}{said} (một ý kiến có thể thuộc nhiều nhóm) (Phụ lục 7).".replace(") (Phụ lục", "; Phụ lục"),)


def most_asked(figures: SynthesisFigures) -> list[Theme]:
    """The themes that ask for something, most comments first; what fits no theme is not among them."""
    asked = [theme for theme in figures.themes if not theme.is_praise and theme.name != "Khác"]
    return sorted(asked, key=lambda theme: -theme.comments)[:THEMES_NAMED]


def named_themes(themes: Collection[Theme], *, with_counts: bool = True) -> str:
    """«hạ tầng (177), thời gian giải quyết (100)»."""
    return ", ".join(
        f"{lower_first(theme.name)}{f' ({integer(theme.comments)})' if with_counts else ''}" for theme in themes
    )
