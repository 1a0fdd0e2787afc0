"""What the questions of a form must keep, by their kinds: each rule names the place of a mistake and says it. Pure.

- one: a choice of those given, or without any of a level of the form's scale;
- scale: a level of a scale of its own, 2 to 11 of them, numbered on from 0 or 1;
- several: any number of the choices given;
- number, date: the class into which it falls; classes follow each other without gap, and no birth date is asked;
- text: a few words, kept apart from every other answer.

«Don't know» is code 99, the last choice, where it is wanted. None of these but the form's scale enters the index.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from portal.surveys.plan.reader import Problems
from portal.surveys.questionnaire.parts import (
    DATE,
    DONT_KNOW,
    NO_ANSWER,
    NUMBER,
    ONE,
    SATISFACTION,
    SCALE,
    SEVERAL,
    TEXT,
    Group,
    Index,
    Item,
    Section,
)

FEWEST, MOST_LEVELS, MOST_CHOICES = 2, 11, 20
BIRTH: Final = re.compile(
    r"(?<!\w)(ngày|tháng|năm) sinh(?! (hoạt|viên|sống))(?!\w)|"
    r"(?<!học )(?<!phát )(?<!vệ )(?<!\w)sinh (ngày|tháng|năm)(?!\w)|"
    r"\b(date|day|month|year) of birth\b|\bbirth ?(date|day|month|year)|\bborn\b",
    re.IGNORECASE,
)

Sentences = Iterator[str]


def kinds_are_whole(closed: Sequence[Item]) -> Problems:
    """Each numbered question has what its kind needs, and nothing else."""
    for number, item in enumerate(closed):
        if not item.on:
            yield f"closed.{number}.on", f"câu {item.id} luôn được hỏi; bỏ on."
        for sentence in CHOICE_RULES[item.kind](item):
            yield f"closed.{number}.choices", sentence
        yield from ((f"closed.{number}.{name}", sentence) for name, sentence in odd_fields(item))


def odd_fields(item: Item) -> Problems:
    """What stands in a question of another kind for nothing."""
    if item.kind != TEXT and item.hint is not None:
        yield "hint", "chỉ câu trả lời bằng chữ (text) có lời nhắc."
    for number, choice in enumerate(item.choices):
        if item.kind != NUMBER and (choice.low, choice.high) != (None, None):
            yield f"choices.{number}", "chỉ câu hỏi số (number) có khoảng low, high."
        if item.kind != DATE and (choice.first, choice.last) != (None, None):
            yield f"choices.{number}", "chỉ câu hỏi ngày (date) có khoảng first, last."


def one_choice(item: Item) -> Sentences:
    """Choices of its own, or none at all."""
    return choice_list(item) if item.choices else iter(())


def choice_list(item: Item) -> Sentences:
    """Two to twenty choices, «don't know» last, each code once."""
    if not FEWEST <= len(item.levels) <= MOST_CHOICES:
        yield f"phải có từ {FEWEST} đến {MOST_CHOICES} phương án, không kể “không biết” (mã {DONT_KNOW})."
    yield from codes_once(item)
    if any(choice.code == 0 for choice in item.levels):
        yield "mã phương án phải từ 1 đến 98; 99 là “không biết”."


def codes_once(item: Item) -> Sentences:
    """Each code once, «don't know» the last."""
    codes = [choice.code for choice in item.choices]
    doubled = sorted({code for code in codes if codes.count(code) > 1})
    yield from (f"mã {code} được dùng {codes.count(code)} lần." for code in doubled)
    if DONT_KNOW in codes[:-1] and DONT_KNOW not in doubled:
        yield f"“không biết” (mã {DONT_KNOW}) phải là phương án cuối."


def own_scale(item: Item) -> Sentences:
    """Two to eleven levels, numbered on from 0 or 1."""
    codes, levels = [choice.code for choice in item.levels], len(item.levels)
    if not FEWEST <= levels <= MOST_LEVELS:
        yield f"thang có {levels} mức; phải có từ {FEWEST} đến {MOST_LEVELS} mức."
    elif len(set(codes)) == levels and (codes[0] not in {0, 1} or codes != list(range(codes[0], codes[0] + levels))):
        yield "mã của thang phải liền nhau, tăng dần, bắt đầu từ 0 hoặc 1."
    yield from codes_once(item)


def number_classes(item: Item) -> Sentences:
    """Classes of whole numbers, each beginning where the one before ends."""
    yield from choice_list(item)
    yield from classes([(choice.code, choice.low, choice.high) for choice in item.levels], str)


def date_classes(item: Item) -> Sentences:
    """Classes of days, each beginning on the day after the one before."""
    yield from choice_list(item)
    yield from classes([(choice.code, ordinal(choice.first), ordinal(choice.last)) for choice in item.levels], day)


def ordinal(of: date | None) -> int | None:
    return None if of is None else of.toordinal()


def day(number: int) -> str:
    return date.fromordinal(number).strftime("%d/%m/%Y")


def classes(ends: Sequence[tuple[int, int | None, int | None]], say: Callable[[int], str]) -> Sentences:
    """What is wrong with classes of whole numbers: an open end inside, ends turned round, an overlap, a gap."""
    for place, (code, low, high) in enumerate(ends):
        if (low is None and place > 0) or (high is None and place < len(ends) - 1):
            yield f"khoảng mã {code} thiếu đầu hoặc cuối; chỉ khoảng thứ nhất để trống đầu, khoảng cuối để trống cuối."
        elif low is None and high is None:
            yield f"khoảng mã {code} không có đầu, không có cuối."
        elif low is not None and high is not None and low > high:
            yield f"khoảng mã {code} có đầu ({say(low)}) sau cuối ({say(high)})."
    for (one, _low, end), (other, start, _high) in pairwise(ends):
        if end is None or start is None:
            continue
        if start <= end:
            yield f"khoảng mã {one} và mã {other} chồng nhau ở {say(start)}."
        elif start > end + 1:
            yield f"giữa khoảng mã {one} và mã {other} còn trống từ {say(end + 1)} đến {say(start - 1)}."


def no_choices(item: Item) -> Sentences:
    """What is answered in words."""
    if item.choices:
        yield "câu trả lời bằng chữ không có phương án."


CHOICE_RULES: Final[dict[str, Callable[[Item], Sentences]]] = {
    ONE: one_choice,
    SCALE: own_scale,
    SEVERAL: choice_list,
    NUMBER: number_classes,
    DATE: date_classes,
    TEXT: no_choices,
}


def nobody_tells_a_birth_date(closed: Sequence[Item], optional: Sequence[Item]) -> Problems:
    """It would find a person again; an age group is asked instead."""
    for part, items in (("closed", closed), ("optional", optional)):
        for number, item in enumerate(items):
            if BIRTH.search(f"{item.text.vi} | {item.text.en}"):
                yield f"{part}.{number}.text", "không hỏi ngày sinh, năm sinh của người trả lời; hỏi nhóm tuổi."


def conditions_look_back(closed: Sequence[Item]) -> Problems:
    """A condition names an earlier question and codes that can be chosen there, not all of them."""
    for number, item in enumerate(closed):
        if item.when is not None:
            earlier = next((one for one in closed[:number] if one.id == item.when.question), None)
            yield from ((f"closed.{number}.when", sentence) for sentence in condition_faults(item, earlier))


def condition_faults(item: Item, earlier: Item | None) -> Sentences:
    """What is wrong with a question's condition; `earlier` is the question it names, None where none before is."""
    when = item.when
    if when is None:
        return
    if when.question == item.id:
        yield f"câu {item.id} không thể tùy thuộc vào chính nó."
    elif earlier is None:
        yield f"câu {item.id} chỉ có thể tùy thuộc vào một câu đứng trước; trước câu này không có câu {when.question}."
    elif earlier.kind == TEXT:
        yield f"câu {item.id} không thể tùy thuộc vào câu trả lời bằng chữ ({when.question})."
    else:
        yield from condition_codes(item, earlier, when.codes)
    if earlier is not None and item.core and not earlier.core:
        yield f"câu {item.id} có trong phiếu rút gọn (core) mà câu {earlier.id} không có."


def condition_codes(item: Item, earlier: Item, codes: Sequence[int]) -> Sentences:
    """The codes of a condition: some of those that can be chosen, each once."""
    known = {choice.code for choice in earlier.choices} if earlier.choices else {*SATISFACTION, NO_ANSWER}
    unknown = sorted(set(codes) - known)
    if not codes:
        yield f"điều kiện không có mã nào nên không bao giờ hỏi câu {item.id}."
    if len(set(codes)) < len(codes):
        yield "điều kiện có mã lặp lại."
    if unknown:
        yield f"câu {earlier.id} không có mã {', '.join(map(str, unknown))}."
    elif set(codes) == known and earlier.required and earlier.kind != SEVERAL:
        yield f"điều kiện gồm mọi phương án của câu {earlier.id} nên không có tác dụng; bỏ điều kiện."


def scaled_stand_in_known_groups(closed: Sequence[Item], groups: Sequence[Group], index: Index) -> Problems:
    """A question on the form's scale has its group, the overall one and every other kind none."""
    group_ids = {group.id for group in groups}
    for item in closed:
        if item.id == index.headline:
            if item.group:
                yield "closed", f"câu {item.id} là câu đánh giá chung, không thuộc nhóm nào."
        elif not item.takes_scale:
            if item.group:
                yield "closed", f"câu {item.id} không theo thang chung nên không tính vào nhóm nào; bỏ group."
        elif item.group not in group_ids:
            yield "closed", f"câu {item.id}: nhóm “{item.group}” không có trong groups."


def closed_stand_in_known_sections(closed: Sequence[Item], sections: Sequence[Section]) -> Problems:
    section_ids = {"", *(section.id for section in sections)}
    for item in closed:
        if item.section not in section_ids:
            yield "closed", f"câu {item.id}: phần “{item.section}” không có trong sections."


def headline_is_asked_of_all(closed: Sequence[Item], index: Index) -> Problems:
    """The overall question stands in every form, on the form's scale, and nobody may pass it."""
    headline = next((item for item in closed if item.id == index.headline), None)
    if headline is None:
        yield "index.headline", f"không có câu {index.headline} trong closed."
        return
    if not headline.core:
        yield "closed", f"câu {headline.id} là câu đánh giá chung, phải có trong phiếu rút gọn (core)."
    if not headline.takes_scale:
        yield "closed", f"câu {headline.id} là câu đánh giá chung, phải theo thang chung (bỏ kind, choices)."
    if not headline.required or headline.when is not None:
        yield "closed", f"câu {headline.id} là câu đánh giá chung, phải hỏi mọi người (bỏ required, when)."


def optional_can_be_declined(optional: Sequence[Item]) -> Problems:
    """Every question about the person has choices of its own, each code once, and 9 as its last: «Không trả lời»."""
    for number, item in enumerate(optional):
        codes = [choice.code for choice in item.choices]
        within = all(0 < code <= NO_ANSWER for code in codes)
        if len(codes) < FEWEST or codes[-1] != NO_ANSWER or len(set(codes)) < len(codes) or not within:
            yield "optional", f"câu {item.id} phải có ít nhất hai phương án, mỗi mã một lần, cuối cùng là mã 9."
        if item.kind != ONE or item.when is not None:
            yield f"optional.{number}.kind", "câu hỏi về người trả lời chỉ chọn một phương án, hỏi mọi người."
        yield from ((f"optional.{number}.{name}", sentence) for name, sentence in odd_fields(item))
