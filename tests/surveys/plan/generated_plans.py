"""Plans made by hypothesis from the plan's own dataclasses: a field that is added is in them by itself."""

from __future__ import annotations

import re
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, get_args, get_origin

from hypothesis import strategies as st

from portal.accounts.permissions import Role
from portal.surveys.plan import plan
from portal.surveys.plan.editing import bodies
from portal.surveys.plan.plan import Plan
from portal.surveys.plan.reader import Between, Matching, hints_of
from portal.surveys.plan.roles import TakenFrom

PLANS = Path(__file__).parents[3] / "plans"
BASES = [plan.parse((PLANS / name).read_text(encoding="utf-8")) for name in ("198-kh-bdvtu.toml", "mau-2025.toml")]
# What files stumble over: quotes, backslashes, marks of TOML, letters of other scripts, several lines.
LETTERS = st.text("aăÂ đ\"'\\#=[]\n\t,.;|–“”₫😀0９\u00a0", max_size=25)
DAYS = [date(2024, 1, 1) + timedelta(days=n) for n in range(0, 900, 7)]
TIMES = [time(hour, minute, second) for hour in (0, 7, 17, 23) for minute, second in ((0, 0), (59, 1))]
# Texts of the forms that fields ask for; whatever is of none of them is lent by a real plan.
FORMS = ("a-1", "ban-do-2", "so_do", "https://a.vn/b?c=%20#d", "http://x", "024 3.85-1 (2)", "+84")


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A valid plan: what is wrong between generated parts is as in a real one."""
    found = bodies.whole(draw(of(Plan)), draw(st.sampled_from(BASES)))
    body, role = found.to_json(), draw(st.sampled_from([one for one in Role if TakenFrom(one).options]))
    # of rights by chance some step is nearly always left to nobody
    rights = draw(st.lists(st.sampled_from(TakenFrom(role).options), min_size=1, unique=True, max_size=4))
    return bodies.whole({**body, "roles": {**body.get("roles", {}), "withheld": {role.value: rights}}}, found)


@cache
def of(kind: Any, checks: tuple[Any, ...] = ()) -> st.SearchStrategy[Any]:
    """Values of a type, as JSON has them."""
    if get_origin(kind) is Annotated:
        return of(get_args(kind)[0], get_args(kind)[1:])
    if get_origin(kind) is UnionType:
        return st.none() | of(get_args(kind)[0])
    if get_origin(kind) is tuple:
        return st.lists(of(get_args(kind)[0]), max_size=3)
    if offered := offered_by(kind):
        return st.sampled_from(offered)
    if is_dataclass(kind):
        return of_dataclass(kind)
    return of_scalar(kind, checks)


def offered_by(kind: Any) -> list[Any]:
    """The few values that a field may have; none where it may have any."""
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return [one.value for one in kind]
    return list(get_args(kind)) if get_origin(kind) is Literal else []


def of_dataclass(kind: Any) -> st.SearchStrategy[dict[str, Any]]:
    hints = hints_of(kind)
    optional = [spec.name for spec in fields(kind) if spec.default is not MISSING]
    needed = {name: of(hint) for name, hint in hints.items() if name not in optional}
    return st.fixed_dictionaries(needed, optional={name: of(hints[name]) for name in optional})


def of_scalar(kind: Any, checks: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    if kind is int:
        limits = next((check for check in checks if isinstance(check, Between)), Between(0, 10**9))
        return st.sampled_from((limits.least, (limits.least + limits.most) // 2, limits.most))
    if kind is bool:
        return st.booleans()
    if kind is date:
        return st.sampled_from([day.isoformat() for day in DAYS])
    if kind is time:
        return st.sampled_from([moment.isoformat() for moment in TIMES])
    patterns = [check.pattern for check in checks if isinstance(check, Matching)]
    if patterns:
        return st.sampled_from([text for text in FORMS if all(re.fullmatch(one, text) for one in patterns)] or [""])
    return LETTERS
