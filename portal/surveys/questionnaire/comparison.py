"""Two versions of a form: what differs part by part, and which questions may be compared."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from flask_babel import gettext as _

from portal.surveys.questionnaire.parts import TEXT, Choice, Item, Text
from portal.surveys.questionnaire.questionnaire import Questionnaire

Facts = Mapping[tuple[str, str], str]

ADDED, REMOVED, REWORDED, RESCALED, MOVED, CHANGED = "added", "removed", "reworded", "rescaled", "moved", "changed"
MISSING_BEFORE, MISSING_AFTER, NOT_ASKED, WORDING, SCALE = "missing_before", "missing_after", "off", "wording", "scale"
CONDITION = "condition"


@dataclass(frozen=True)
class Change:
    """One fact as it was and as it is."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """How one part of the form differs."""

    where: str
    kinds: tuple[str, ...]
    changes: tuple[Change, ...] = ()

    @property
    def labels(self) -> list[str]:
        words = {
            ADDED: _("Thêm"),
            REMOVED: _("Bỏ"),
            REWORDED: _("Đổi lời"),
            RESCALED: _("Đổi thang trả lời"),
            MOVED: _("Chuyển chỗ"),
            CHANGED: _("Đổi thiết lập"),
        }
        return [words[kind] for kind in self.kinds]


def differences(before: Questionnaire, after: Questionnaire) -> tuple[Difference, ...]:
    """All differences, in the order of the form."""
    return (
        *compared(general(before), general(after), order=False),
        *compared(lists(before), lists(after), order=False),
        *compared(items(before, before.closed), items(after, after.closed)),
        *compared(comment(before), comment(after)),
        *compared(items(before, before.optional), items(after, after.optional)),
    )


def compared(before: Mapping[str, Facts], after: Mapping[str, Facts], *, order: bool = True) -> list[Difference]:
    """Two lists of parts, by what they are called."""
    shifted = out_of_order(list(before), list(after)) if order else set()
    parts = [difference(name, before.get(name), part, moved=name in shifted) for name, part in after.items()]
    parts += [difference(name, part, None) for name, part in before.items() if name not in after]
    return [part for part in parts if part.kinds]


def difference(name: str, before: Facts | None, after: Facts | None, *, moved: bool = False) -> Difference:
    """One part of both versions; None where a version has no such part."""
    old, new = before or {}, after or {}
    keys = [key for key in dict.fromkeys([*old, *new]) if old.get(key, "") != new.get(key, "")]
    changes = tuple(Change(key[1], old.get(key, ""), new.get(key, "")) for key in keys)
    if before is None or after is None:
        return Difference(name, (REMOVED if after is None else ADDED,), changes)
    kinds = [kind for kind in (REWORDED, RESCALED, CHANGED) if kind in {key[0] for key in keys}]
    return Difference(name, (*kinds, *([MOVED] if moved else [])), changes)


def out_of_order(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The fewest names whose place among the others has changed."""
    old, new = [name for name in before if name in after], [name for name in after if name in before]
    # From 200 names on it would take frequent ones for junk.
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return set(new) - {name for block in blocks for name in new[block.b : block.b + block.size]}


def text_facts(what: str, text: Text) -> dict[tuple[str, str], str]:
    """A text as facts in both languages."""
    return {(REWORDED, what): text.vi, (REWORDED, _("%(what)s, tiếng Anh", what=what)): text.en}


def scale_facts(choices: Iterable[Choice]) -> dict[tuple[str, str], str]:
    """The choices as facts in both languages."""
    vietnamese = " · ".join(f"{choice.code} {choice.text.vi}{reach(choice)}" for choice in choices)
    english = " · ".join(f"{choice.code} {choice.text.en}" for choice in choices)
    return {(RESCALED, _("Phương án")): vietnamese, (RESCALED, _("Phương án, tiếng Anh")): english}


def reach(choice: Choice) -> str:
    """From where to where a class reaches: « (2–4)»; empty where the choice is none."""
    ends = (choice.low, choice.high) if choice.first is None and choice.last is None else (choice.first, choice.last)
    return "" if ends == (None, None) else f" ({'–'.join('' if end is None else str(end) for end in ends)})"


def general(form: Questionnaire) -> dict[str, Facts]:
    return {
        _("Tên phiếu"): text_facts(_("Lời"), form.title),
        _("Tiêu đề trên trang trả lời"): text_facts(_("Lời"), form.heading),
        _("Tên gọi nội bộ"): {(REWORDED, _("Lời")): form.staff_title},
        _("Thang trả lời chung"): scale_facts(form.scale_shown),
        _("Cách tính"): {(CHANGED, _("Câu đánh giá chung")): form.index.headline},
    }


def lists(form: Questionnaire) -> dict[str, Facts]:
    """Groups and lead-ins."""
    groups = {_("Nhóm %(id)s", id=group.id): {(CHANGED, _("Tên nhóm")): group.label} for group in form.groups}
    leads = {_("Lời dẫn “%(id)s”", id=section.id): text_facts(_("Lời"), section.lead) for section in form.sections}
    return {**groups, **leads}


def items(form: Questionnaire, questions: Sequence[Item]) -> dict[str, Facts]:
    return {_("Câu %(id)s", id=item.id): facts(form, item) for item in questions}


def facts(form: Questionnaire, item: Item) -> Facts:
    """What can change of a question."""
    yes_no = {True: _("có"), False: _("không")}
    settings = {_("Tên ngắn"): item.label}
    if item in form.closed:
        settings |= {_("Nhóm"): item.group, _("Lời dẫn"): item.section, _("Trong phiếu rút gọn"): yes_no[item.core]}
        settings |= {_("Loại câu hỏi"): item.kind, _("Phải trả lời"): yes_no[item.required]}
        settings |= {_("Điều kiện hỏi"): condition_fact(item)}
        settings |= {_("Số ký tự nhiều nhất"): str(item.max_length)} if item.kind == TEXT else {}
    else:
        settings |= {_("Được hỏi"): yes_no[item.on], _("Dữ liệu nhạy cảm"): yes_no[item.sensitive]}
    own = {(CHANGED, what): value for what, value in settings.items()}
    texts = {**text_facts(_("Lời câu hỏi"), item.text), **(text_facts(_("Lời nhắc"), item.hint) if item.hint else {})}
    return {**texts, **(scale_facts(item.choices) if item.choices else {}), **own}


def condition_fact(item: Item) -> str:
    """«Q2: 1, 3»; empty where everybody is asked."""
    return "" if item.when is None else f"{item.when.question}: {', '.join(map(str, item.when.codes))}"


def comment(form: Questionnaire) -> dict[str, Facts]:
    own = {(CHANGED, _("Số ký tự nhiều nhất")): str(form.comment.max_length)}
    texts = {**text_facts(_("Lời câu hỏi"), form.comment.text), **text_facts(_("Lời nhắc"), form.comment.hint)}
    return {_("Câu %(id)s", id=form.comment.id): {**texts, **own}}


@dataclass(frozen=True)
class ItemMatch:
    """A question of either version; `reasons` say why its answers cannot be compared, none if they can."""

    id: str
    label: str
    reasons: tuple[str, ...] = ()

    @property
    def comparable(self) -> bool:
        return not self.reasons

    @property
    def sentences(self) -> list[str]:
        """The reasons in words."""
        words = {
            MISSING_BEFORE: _("phiếu trước không có câu này"),
            MISSING_AFTER: _("phiếu sau không có câu này"),
            NOT_ASKED: _("một trong hai phiếu không hỏi câu này"),
            WORDING: _("lời câu hỏi khác nhau"),
            SCALE: _("thang trả lời khác nhau"),
            CONDITION: _("không hỏi cùng những người"),
        }
        return [words[reason] for reason in self.reasons]


def comparable(before: Questionnaire, after: Questionnaire) -> tuple[ItemMatch, ...]:
    """Every question with choices of two versions, the later one's order first; code, wording and scale must agree.

    What a round asked (long or short form) is for the caller to say: `Questionnaire.asked(variant)`.
    """
    old, new = with_choices(before), with_choices(after)
    matches = [match(before, old.get(name), after, item) for name, item in new.items()]
    removed = [ItemMatch(name, item.label, (MISSING_AFTER,)) for name, item in old.items() if name not in new]
    return (*matches, *removed)


def with_choices(form: Questionnaire) -> dict[str, Item]:
    """Every question that is not answered in words, by its id."""
    return {item.id: item for item in (*form.closed, *form.optional) if item.kind != TEXT}


def match(before: Questionnaire, old: Item | None, after: Questionnaire, new: Item) -> ItemMatch:
    """One question of both versions."""
    if old is None:
        return ItemMatch(new.id, new.label, (MISSING_BEFORE,))
    differs = {
        NOT_ASKED: not (old.on and new.on),
        # The lead-in is half of the question that a citizen reads.
        WORDING: (lead_of(before, old), old.text) != (lead_of(after, new), new.text),
        SCALE: (old.kind, before.choices(old)) != (new.kind, after.choices(new)),
        CONDITION: old.when != new.when,
    }
    return ItemMatch(new.id, new.label, tuple(reason for reason, is_so in differs.items() if is_so))


def lead_of(form: Questionnaire, item: Item) -> Text | None:
    section = form.lead(item)
    return section.lead if section else None
