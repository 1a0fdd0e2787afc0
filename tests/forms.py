"""Forms with questions of every kind: one to look at, and any number of others."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from portal.surveys.questionnaire.parts import DONT_KNOW, KINDS
from portal.surveys.questionnaire.question_rules import MOST_CHOICES
from portal.surveys.questionnaire.questionnaire import Questionnaire
from tests import make

Body = dict[str, Any]
FIRST = date(2024, 1, 1)
MOST_ITEMS = 8


def words(vietnamese: str, english: str = "") -> dict[str, str]:
    return {"vi": vietnamese, "en": english or f"{vietnamese} (en)"}


def choice(code: int, text: str, **bounds: Any) -> Body:
    return {"code": code, "text": words(text), **bounds}


UNSURE = choice(DONT_KNOW, "Không biết")


def item(name: str, text: str, kind: str = "one", **more: Any) -> Body:
    return {"id": name, "label": text[:40], "text": words(text), "core": True, "kind": kind, **more}


def every_kind() -> Body:
    """A form with a question of every kind, two of them asked of some alone."""
    body = copy.deepcopy(make.default_form())
    scaled = body["closed"]
    yes_no = [choice(1, "Có"), choice(2, "Chưa"), UNSURE]
    ways = [choice(1, "Trực tiếp tại quầy"), choice(2, "Qua mạng"), choice(3, "Qua bưu điện"), UNSURE]
    counts = [
        choice(1, "Lần đầu", low=1, high=1),
        choice(2, "2 đến 4 lần", low=2, high=4),
        choice(3, "Từ 5 lần", low=5),
    ]
    days = [
        choice(1, "Trước tháng 4", last="2024-03-31"),
        choice(2, "Tháng 4, tháng 5", first="2024-04-01", last="2024-05-31"),
        choice(3, "Từ tháng 6", first="2024-06-01"),
    ]
    ten = [*(choice(n, str(n)) for n in range(11)), UNSURE]
    others = [
        item("Q21", "Ông/bà đã làm thủ tục ở đây trong năm nay chưa?", choices=yes_no),
        item(
            "Q22",
            "Ông/bà đã nộp hồ sơ bằng cách nào?",
            "several",
            choices=ways,
            when={"question": "Q21", "codes": [1]},
        ),
        item("Q23", "Năm nay ông/bà đến đây mấy lần?", "number", choices=counts),
        item(
            "Q24",
            "Lần gần nhất là khi nào?",
            "date",
            choices=days,
            when={"question": "Q23", "codes": [2, 3]},
            required=False,
        ),
        item("Q25", "Từ 0 đến 10, ông/bà có giới thiệu nơi này cho người khác không?", "scale", choices=ten),
        item(
            "Q26",
            "Thủ tục nào còn khó?",
            "text",
            required=False,
            hint=words("Không ghi họ tên, số điện thoại.", "No names or telephone numbers."),
            max_length=120,
            when={"question": "Q22", "codes": [1, 2]},
        ),
    ]
    return body | {"code": "MOI-LOAI", "version": 1, "closed": [*others[:2], *scaled, *others[2:]]}


def as_many_choices_as_may_be() -> Body:
    """The same with twenty choices, each of some lines on a phone, wherever a question has its own."""
    body = every_kind()
    for one in body["closed"]:
        if one.get("choices") and one["kind"] != "scale":
            one["choices"] = [*(long_choice(one["kind"], n) for n in range(1, MOST_CHOICES + 1)), UNSURE]
    return body


def long_choice(kind: str, n: int) -> Body:
    """The n-th of twenty, which follows the one before where a kind has ends."""
    ends = {"number": {"low": 10 * n, "high": 10 * n + 9}, "date": {"first": day(30 * n), "last": day(30 * n + 29)}}
    text = f"Đã nộp hồ sơ tại bộ phận tiếp nhận và trả kết quả, được cán bộ hướng dẫn đến lần thứ {n}"
    return choice(n, text, **ends.get(kind, {}))


def form() -> Questionnaire:
    return Questionnaire.from_json(every_kind())


@st.composite
def choices_of(draw: st.DrawFn, kind: str) -> list[Body]:
    """Choices that fit a kind."""
    count = draw(st.integers(2, 11 if kind == "scale" else 6))
    start = draw(st.integers(0, 1)) if kind == "scale" else 1
    made = [choice(start + n, f"Phương án {start + n}") for n in range(count)]
    ends, at = [], draw(st.integers(-50, 50))
    for _choice in made:
        wide = draw(st.integers(0, 9))
        ends.append((at, at + wide))
        at += wide + 1
    keys = {"number": ("low", "high", lambda n: n), "date": ("first", "last", day)}.get(kind)
    if keys:
        low, high, say = keys
        for one, (begin, end) in zip(made, ends, strict=True):
            one |= {low: say(begin), high: say(end)}
        if draw(st.booleans()):
            del made[0][low]
        if draw(st.booleans()):
            del made[-1][high]
    return [*made, UNSURE] if draw(st.booleans()) else made


def day(number: int) -> str:
    return (FIRST + timedelta(days=number)).isoformat()


@st.composite
def bodies(draw: st.DrawFn) -> Body:
    """Any form that is right: kinds in any order, conditions on what stands before."""
    body = copy.deepcopy(make.default_form())
    section = body["sections"][0]["id"]
    closed: list[Body] = []
    for number in range(draw(st.integers(1, MOST_ITEMS))):
        kind = draw(st.sampled_from(("scaled", *KINDS)))
        one = item(f"Q{number + 20}", f"Câu hỏi {number}", "one" if kind == "scaled" else kind)
        one |= {"section": draw(st.sampled_from(("", section))), "core": draw(st.booleans())}
        if kind == "scaled":
            one["group"] = "G1"
        elif kind == "text":
            one["max_length"] = draw(st.integers(1, 1000))
            if draw(st.booleans()):
                one["hint"] = words("Lời nhắc")
        else:
            one["choices"] = draw(choices_of(kind))
        if draw(st.booleans()):
            one["required"] = draw(st.booleans())
        earlier = [other for other in closed if other["kind"] != "text" and (other["core"] or not one["core"])]
        if earlier and draw(st.booleans()):
            cause = draw(st.sampled_from(earlier))
            known = [each["code"] for each in cause.get("choices", body["scale"])]
            chosen = draw(st.lists(st.sampled_from(known), min_size=1, max_size=len(known) - 1, unique=True))
            one["when"] = {"question": cause["id"], "codes": sorted(chosen)}
        closed.append(one)
    headline = next(one for one in body["closed"] if one["id"] == body["index"]["headline"])
    closed.insert(draw(st.integers(0, len(closed))), headline)
    return body | {"closed": closed, "scale_order": draw(st.sampled_from(("ascending", "descending")))}


@st.composite
def typed(draw: st.DrawFn, form: Questionnaire, variant: Any = "long") -> dict[str, str]:
    """What somebody sends who answers everything, asked or not; what need not be answered is left by some."""
    sent: dict[str, str] = {}
    for one in form.asked(variant):
        if (not one.required or one in form.optional) and draw(st.booleans()):
            continue
        codes = [each.code for each in form.choices(one)]
        if one.kind == "several":
            ticked = draw(st.sets(st.sampled_from([code for code in codes if code != DONT_KNOW]), min_size=1))
            sent |= {f"{one.id}_{code}": str(code) for code in ticked}
        elif codes:
            sent[one.id] = str(draw(st.sampled_from(codes)))
        else:
            sent[one.id] = draw(st.text("ăâđêôơư ab", min_size=1, max_size=one.max_length)).strip() or "a"
    return sent
