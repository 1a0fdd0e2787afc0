"""What differs between two versions of a form, part by part: added, removed, reworded, moved, another scale."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from flask_babel import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portal.surveys.questionnaire.questionnaire import Choice, Item, Questionnaire, Text

    Facts = Mapping[tuple[str, str], str]

ADDED, REMOVED, REWORDED, RESCALED, MOVED, CHANGED = "added", "removed", "reworded", "rescaled", "moved", "changed"
WORDS, SCALE, REST = REWORDED, RESCALED, CHANGED


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
        return [kind_in_words(kind) for kind in self.kinds]


def kind_in_words(kind: str) -> str:
    return {
        ADDED: _("Thêm"),
        REMOVED: _("Bỏ"),
        REWORDED: _("Đổi lời"),
        RESCALED: _("Đổi thang trả lời"),
        MOVED: _("Chuyển chỗ"),
        CHANGED: _("Đổi thiết lập"),
    }[kind]


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
    present = [difference(name, before.get(name), facts, moved=name in shifted) for name, facts in after.items()]
    removed = [difference(name, facts, None) for name, facts in before.items() if name not in after]
    return [one for one in (*present, *removed) if one.kinds]


def difference(name: str, before: Facts | None, after: Facts | None, *, moved: bool = False) -> Difference:
    """One part in both versions."""
    if before is None or after is None:
        only = after or before or {}
        changes = [Change(what, "", text) if after else Change(what, text, "") for (_k, what), text in only.items()]
        return Difference(
            name, (ADDED if after else REMOVED,), tuple(one for one in changes if one.before or one.after)
        )
    keys = dict.fromkeys([*before, *after])
    differing = [key for key in keys if before.get(key, "") != after.get(key, "")]
    kinds = [kind for kind in (WORDS, SCALE, REST) if kind in {key[0] for key in differing}]
    changes = [Change(key[1], before.get(key, ""), after.get(key, "")) for key in differing]
    return Difference(name, (*kinds, *([MOVED] if moved else [])), tuple(changes))


def out_of_order(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The fewest names whose place among the others has changed."""
    old, new = [name for name in before if name in after], [name for name in after if name in before]
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return set(new) - {name for block in blocks for name in new[block.b : block.b + block.size]}


def text_facts(what: str, text: Text) -> dict[tuple[str, str], str]:
    """A text as facts in both languages."""
    return {(WORDS, what): text.vi, (WORDS, _("%(what)s, tiếng Anh", what=what)): text.en}


def scale_of(choices: Sequence[Choice]) -> dict[tuple[str, str], str]:
    """The choices as facts in both languages."""
    vietnamese = " · ".join(f"{choice.code} {choice.text.vi}" for choice in choices)
    english = " · ".join(f"{choice.code} {choice.text.en}" for choice in choices)
    return {(SCALE, _("Phương án")): vietnamese, (SCALE, _("Phương án, tiếng Anh")): english}


def general(form: Questionnaire) -> dict[str, Facts]:
    return {
        _("Tên phiếu"): text_facts(_("Lời"), form.title),
        _("Tiêu đề trên trang trả lời"): text_facts(_("Lời"), form.heading),
        _("Tên gọi nội bộ"): {(WORDS, _("Lời")): form.staff_title},
        _("Thang trả lời chung"): scale_of(form.choices(form.closed[0])),
        _("Cách tính"): {(REST, _("Câu đánh giá chung")): form.index.headline},
    }


def lists(form: Questionnaire) -> dict[str, Facts]:
    """Groups and lead-ins."""
    groups: dict[str, Facts] = {
        _("Nhóm %(id)s", id=group.id): {(REST, _("Tên nhóm")): group.label} for group in form.groups
    }
    leads = {_("Lời dẫn “%(id)s”", id=section.id): text_facts(_("Lời"), section.lead) for section in form.sections}
    return {**groups, **leads}


def items(form: Questionnaire, questions: Sequence[Item]) -> dict[str, Facts]:
    return {_("Câu %(id)s", id=item.id): facts(form, item) for item in questions}


def facts(form: Questionnaire, item: Item) -> Facts:
    """What can change of a question."""
    yes_no = {True: _("có"), False: _("không")}
    own = {(REST, _("Tên ngắn")): item.label}
    if item in form.closed:
        own[(REST, _("Nhóm"))] = item.group
        own[(REST, _("Lời dẫn"))] = item.section
        own[(REST, _("Trong phiếu rút gọn"))] = yes_no[item.core]
    else:
        own[(REST, _("Được hỏi"))] = yes_no[item.on]
        own[(REST, _("Dữ liệu nhạy cảm"))] = yes_no[item.sensitive]
    return {**text_facts(_("Lời câu hỏi"), item.text), **(scale_of(item.choices) if item.choices else {}), **own}


def comment(form: Questionnaire) -> dict[str, Facts]:
    own = {(REST, _("Số ký tự nhiều nhất")): str(form.comment.max_length)}
    texts = {**text_facts(_("Lời câu hỏi"), form.comment.text), **text_facts(_("Lời nhắc"), form.comment.hint)}
    return {_("Câu %(id)s", id=form.comment.id): {**texts, **own}}
