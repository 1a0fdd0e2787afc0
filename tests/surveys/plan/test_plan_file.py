"""The file as a plan's second face: what is written reads as the same plan, and a mistake is named at its line."""

from __future__ import annotations

from dataclasses import is_dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from portal.errors import Mistake, Mistakes
from portal.surveys.plan.editing import bodies, lines, toml_file, words
from portal.surveys.plan.plan import Plan, parse
from portal.surveys.plan.reader import Path
from tests.surveys.plan.generated_plans import BASES, PLANS, plans

TEXT = (PLANS / "198-kh-bdvtu.toml").read_text(encoding="utf-8")


def keeps_everything(given_plan: Plan) -> None:
    body = given_plan.to_json()
    text = toml_file.write(body)
    assert parse(text) == given_plan
    assert toml_file.write(parse(text).to_json()) == text
    named = lines.lines_of(text)
    assert [path for path in paths_of(body) if path not in named] == []


def paths_of(body: Any, path: Path = ()) -> list[Path]:
    """Every place of a body that a file writes."""
    parts = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    below = [place for step, part in parts if part is not None for place in paths_of(part, (*path, step))]
    return [path, *below] if path else below


@given(plans())
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_hundred_plans_are_the_same_after_their_file(given_plan: Plan) -> None:
    keeps_everything(given_plan)


@pytest.mark.long
@given(plans())
@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_thousand_plans_are_the_same_after_their_file(given_plan: Plan) -> None:
    keeps_everything(given_plan)


@pytest.mark.parametrize("file", sorted(PLANS.glob("*.toml")), ids=lambda file: file.name)
def test_a_plan_that_ships_is_the_same_after_its_file(file: Any) -> None:
    keeps_everything(parse(file.read_text(encoding="utf-8")))


def test_a_body_with_mistakes_is_written_as_it_stands() -> None:
    body = BASES[0].to_json()
    body["window"] = {"first_day": "hôm nay", "last_day": "2024-06-14"}
    body["nobody"] = {"x": 1}
    text = toml_file.write(body)
    assert 'first_day = "hôm nay"\n# Ngày cuối\nlast_day = 2024-06-14\n' in text
    with pytest.raises(Mistakes) as caught:
        lines.parse_file(text)
    assert [mistake.place.partition(", ")[2] for mistake in caught.value.mistakes] == ["[window].first_day", "nobody"]


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("a = 1\nb = 2", ("b",), 2),
        ("# [x]\n[x] # y = 1\n\ny.z = 1.5", ("x", "y", "z"), 4),
        ('a = """\n[b]\n"" \\""""\nb = 1', ("b",), 4),
        ("a = '''\n'b' = 1\n'''\nc = 1", ("c",), 4),
        ('a = [\n  "x", # ]\n  "]",\n]', ("a", 1), 3),
        ("a = [[1, 2],\n [3]]", ("a", 1, 0), 2),
        ("[[a]]\nx = 1\n[[a]]\nx = 2\n[a.b]\ny = 1", ("a", 1, "b", "y"), 6),
        ("a = [\n {x = 1, y = {z = 2}},\n {x = 3} ]", ("a", 1, "x"), 3),
        ('"a b"."c" = 1', ("a b", "c"), 1),
        ("a = 2024-06-12 10:00:00\nb = 10:00:00.5\nc = -1.5e3\nd = true", ("d",), 4),
        ("a = {}\r\nb = []\r\nc = 1", ("c",), 3),
    ],
)
def test_where_a_value_stands(text: str, path: Path, line: int) -> None:
    assert lines.lines_of(text)[path] == line


def test_every_mistake_has_its_line_and_its_field_in_the_order_of_the_file() -> None:
    text = TEXT.replace("last_day = 2024-06-14", "last_day = 2024-06-01").replace('number = "198-KH/BDVTU"\n', "")
    text = text.replace('text = "Giám sát, đôn đốc', 'txt = "Giám sát, đôn đốc')
    with pytest.raises(Mistakes) as caught:
        lines.parse_file(text)
    found = [str(mistake) for mistake in caught.value.mistakes]
    numbered = [line.partition(" = ")[0] for line in text.splitlines()]
    task = [n for n, line in enumerate(numbered, 1) if line == "[[tasks]]"][3]
    assert found == [
        f"dòng {numbered.index('[identity]') + 1}, [identity].number: thiếu trường này.",
        f"dòng {numbered.index('last_day') + 1}, [window].last_day: phải từ ngày đầu (first_day) trở đi.",
        f"dòng {task}, [tasks #4].text: thiếu trường này.",
        f"dòng {task + 3}, [tasks #4].txt: không có trường này; có phải “text”?",
    ]


def test_a_place_without_any_line_keeps_its_name() -> None:
    assert lines.placed("x = 1", [Mistake("window", "thiếu trường này.", ("window",))])[0].place == "window"


def test_broken_syntax_keeps_the_parsers_line() -> None:
    with pytest.raises(Mistakes, match=r"^dòng 1, cột 5: tệp không đúng cú pháp"):
        lines.parse_file("a = \n")


def dataclasses_of(kind: Any) -> dict[type, None]:
    """A dataclass and all that its fields hold, each once."""
    found: dict[type, None] = {kind: None}
    for hint in words.hints_of(kind).values():
        inner = words.item_of(hint) or hint
        inner = words.bare(words.item_of(inner) or inner)
        if is_dataclass(inner):
            found |= dataclasses_of(inner)
    return found


def test_every_field_of_a_plan_has_words() -> None:
    fields = [(kind.__name__, name) for kind in dataclasses_of(Plan) for name in words.hints_of(kind)]
    assert [f"{kind}.{name}" for kind, name in fields if name not in words.WORDS.get(kind, {})] == []


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (("window", "first_day"), "Thời gian khảo sát › Ngày đầu"),
        (("tasks", 2, "text"), "Nhiệm vụ 3 › Nội dung"),
        (("letterheads", "province", "signers", 0), "Tiêu đề văn bản › Văn bản của cơ quan chủ trì › Cách đề ký 1"),
        (("nobody",), "nobody"),
        (("window", "nothing"), "Thời gian khảo sát › nothing"),
    ],
)
def test_where_something_stands_in_words(path: Path, said: str) -> None:
    assert words.spoken(path) == said


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ({"a": 1}, {"a": 1, "b": None}, []),
        ({"a": 1}, {"a": 2}, [(("a",), 1, 2)]),
        ({"a": [1, 2]}, {"a": [1]}, [(("a",), [1, 2], [1])]),
        ({"a": None}, {"a": {"x": 1, "y": None}}, [(("a", "x"), None, 1)]),
        ({"a": {"x": 1}}, {}, [(("a", "x"), 1, None)]),
        ({"a": [{"x": 1}]}, {"a": [{"x": 2}, {"x": 3}]}, [(("a", 0, "x"), 1, 2), (("a", 1, "x"), None, 3)]),
        ({"a": []}, {"a": [{"x": 1}]}, [(("a", 0, "x"), None, 1)]),
    ],
)
def test_where_two_bodies_differ(before: Any, after: Any, found: list[Any]) -> None:
    assert [tuple(one) for one in bodies.differences(before, after)] == found


def test_two_plans_differ_in_what_was_changed_alone() -> None:
    body = BASES[0].to_json()
    body["identity"]["number"], body["tasks"][2]["due"], body["chat"] = "1-KH/X", "2024-06-13", None
    found = {one.path for one in bodies.differences(BASES[0].to_json(), body)}
    assert {path for path in found if path[0] != "chat"} == {("identity", "number"), ("tasks", 2, "due")}
    assert ("chat", "name") in found


def test_what_is_wrong_or_missing_is_lent_to_look_at() -> None:
    body = BASES[0].to_json()
    body["identity"]["title"], body["identity"]["number"] = "Tên mới", ""
    del body["window"], body["poster"]["domain"]
    body["tasks"][0]["text"] = 3
    shown = bodies.whole(body, BASES[0])
    assert (shown.title, shown.identity.number, shown.window) == ("Tên mới", "198-KH/BDVTU", BASES[0].window)
    assert bodies.whole({}, BASES[1]).letterheads == BASES[1].letterheads


def test_texts_that_name_the_year_of_the_copied_plan_are_told() -> None:
    body = BASES[0].to_json()
    kept = set(bodies.years_kept(body, BASES[0]))
    assert ("report", "subject") in kept
    assert {path[0] for path in kept} >= {"report", "citizen", "retention", "purposes"}
    assert not kept & {("bases", 0), ("form", "source")}
    body["report"]["subject"] = "kết quả khảo sát tháng 6 năm 2026"
    assert ("report", "subject") not in bodies.years_kept(body, BASES[0])
