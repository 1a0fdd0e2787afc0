"""People of every role who go wherever links and forms lead, from a seed, and fill in what comes: right, odd, wrong.

The walk knows no scripts of its own: it follows links, opens routes with arguments that may exist, sends the forms that
stand on the page it is on. `Walk.problems` keeps what must never happen, each with the step that did it.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from werkzeug.routing import BuildError

from portal.accounts.permissions import Role
from portal.extensions import db
from portal.units.queries import contains
from portal.web.data import clock
from tests import make
from tests.browser import PageClient

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bs4 import Tag
    from flask import Flask

    from portal.accounts.models import Account
    from portal.units.models import Unit
    from tests.browser import Page

ODD = (
    "", " ", "0", "-1", "007", "1e9", "999999999999999999999", "abc", "3,5", "٣", "<b>đậm</b>", "=1+1", "' OR 1=1 --",
    "\x00", "\u202etrái", "x" * 5000, "2024-06-31", "31/12/2023", "24:60", "%s %(x)s {0}", "../../etc/passwd", "🇻🇳",
)  # fmt: skip
WORDS = ("Đã dán mã ở bàn", "Bà con hỏi nhiều", "Ủy ban xã thông báo trên loa", "Nguyễn Thị Ngọc Ánh", "Hội viên trực")
MARK = re.compile(r"DẤU-(\d+)-")
LEAST_FORM_SECONDS = 60
LONGEST_VISIT = 12
SIGN_OUT = "/logout"
MOVED_FOR_GOOD = 308
READINESS = "/readyz"
"""Says 503 by design where the walk's clock jumped over the sealer's next run: that is no fault of a page."""
NOT_FOLLOWED = ("/static/", "mailto:", "tel:", "#", "javascript:")


@dataclass
class Walker:
    """One person with a browser, and the page in front of them; `account` is None for a citizen."""

    browser: PageClient
    start: str
    account: Account | None = None
    page: Page | None = None

    @property
    def name(self) -> str:
        return self.account.username if self.account else "citizen"


@dataclass
class Walk:
    """The whole walk: who walks, where they came, and what must never happen."""

    app: Flask
    luck: random.Random
    move: Callable[[datetime], None]
    walkers: list[Walker]
    units: dict[str, Unit]
    problems: list[str] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    endpoints: set[str] = field(default_factory=set)
    acknowledged: int = 0

    def visits(self, many: int, until: datetime) -> None:
        """So many visits of some minutes each, the clock going to a moment with shorter and longer waits between."""
        pause = (until - clock.now()) / many
        for _ in range(many):
            self.move(clock.now() + pause * self.luck.choice((0.2, 0.5, 1, 1, 1.5)))
            walker = self.luck.choice(self.walkers)
            self.come_in(walker)
            self.go(walker, walker.start)
            for _step in range(self.luck.randrange(2, LONGEST_VISIT)):
                self.move(clock.now() + timedelta(seconds=self.luck.randrange(1, 30)))
                self.step(walker)

    def step(self, walker: Walker) -> None:
        """One thing a person does next."""
        soup = walker.page.soup if walker.page is not None and walker.page.response.mimetype == "text/html" else None
        forms = soup.select('main form[method="post"]') if soup else []
        links = soup.select("a[href]") if soup else []
        chance = self.luck.random()
        if forms and chance < 0.45:
            self.send(walker, self.luck.choice(forms))
        elif links and chance < 0.85:
            self.go(walker, str(self.luck.choice(links)["href"]))
        elif chance < 0.93:
            self.go(walker, self.somewhere())
        else:
            self.go(walker, walker.start)

    def go(self, walker: Walker, href: str) -> None:
        """Follow a link of this portal."""
        path = urljoin(walker.page.path if walker.page else "/", href)
        if path.startswith(NOT_FOLLOWED) or urlsplit(path).netloc or not path.startswith("/"):
            return
        self.look(walker, "GET", path, walker.browser.get(path, check=False))

    def send(self, walker: Walker, form: Tag) -> None:
        """Send a form of the page, filled in somehow, with the press of one of its buttons."""
        action = urljoin(walker.page.path if walker.page else "/", str(form.get("action") or ""))
        if not action.startswith("/") or action.startswith(SIGN_OUT):
            return
        if walker.account is None:
            self.move(clock.now() + timedelta(seconds=LEAST_FORM_SECONDS))
        data = self.filled(walker, form)
        buttons = form.select("button[name]")
        if buttons:
            button = self.luck.choice(buttons)
            data.append((str(button["name"]), str(button.get("value", ""))))
        kind = str(form.get("enctype") or "application/x-www-form-urlencoded")
        response = walker.browser.request("POST", action, data=grouped(data), content_type=kind)
        reply = type(walker.page)(response, action)  # type: ignore[misc]
        self.acknowledged += walker.account is None and "/done/" in reply.location
        self.look(walker, "POST", action, reply)

    def look(self, walker: Walker, method: str, path: str, page: Page) -> None:
        """Judge an answer and stand before it; where it leads on, go there."""
        self.statuses[page.status] = self.statuses.get(page.status, 0) + 1
        self.note_endpoint(method, path)
        if page.status >= 500 and path != READINESS:
            self.problems.append(f"{page.status}: {walker.name} {method} {path}")
        body = page.response.get_data(as_text=True) if page.response.mimetype == "text/html" else ""
        if walker.account is not None:
            self.problems += [
                f"{walker.name} at {walker.account.unit.code} reads what {code} wrote: {method} {path}"
                for code in set(MARK.findall(body))
                if not self.may_read(walker.account, code)
            ]
        if page.status == 401 or "/login" in page.location:
            self.come_in(walker)
        elif page.location and not urlsplit(page.location).netloc:
            walker.page = walker.browser.get(page.location, check=False)
            if page.status != MOVED_FOR_GOOD:  # an old address leads on, whatever stands at the new one
                self.judge_where_it_leads(walker, page.location)
        elif page.status < 400 or page.status in {409, 422}:
            walker.page = page

    def judge_where_it_leads(self, walker: Walker, location: str) -> None:
        """A redirect must lead to a page that is there."""
        assert walker.page is not None
        if walker.page.status >= 500 or walker.page.status == 404:
            self.problems.append(f"{walker.page.status}: {walker.name} was led to {location}")

    def may_read(self, account: Account, code: str) -> bool:
        """Words go up to whoever stands above and down to whoever stands below, never sideways."""
        writer, here = self.units[code], account.unit
        return contains(here, writer) or contains(writer, here)

    def come_in(self, walker: Walker) -> None:
        """Sign in, or be another citizen with a phone of their own."""
        walker.page = None
        if walker.account is None:
            walker.browser = PageClient(self.app)
        else:
            walker.browser.enter(walker.account)

    def note_endpoint(self, method: str, path: str) -> None:
        adapter = self.app.url_map.bind("localhost")
        if adapter.test(urlsplit(path).path, method):
            self.endpoints.add(adapter.match(urlsplit(path).path, method)[0])

    def somewhere(self) -> str:
        """A route by chance, its arguments taken from what may exist, or not."""
        rule = self.luck.choice([rule for rule in self.app.url_map.iter_rules() if "GET" in (rule.methods or ())])
        arguments = {name: self.argument(name) for name in rule.arguments}
        with self.app.test_request_context():
            try:
                return self.app.url_for(rule.endpoint, **arguments)
            except BuildError:
                return "/" + self.luck.choice(ODD[:12]).strip("\x00")

    def argument(self, name: str) -> object:
        """A value for an argument of an address."""
        days = [make.FIRST_DAY + timedelta(days=n) for n in range(-1, 4)]
        known: dict[str, Sequence[object]] = {
            "slug": ("198-kh-bdvtu", "khong-co", "a" * 200),
            "day": [day.isoformat() for day in days],
            "code": [*self.units, "K7QM2XPA", "99999"],
        }
        return self.luck.choice(known.get(name, (1, 2, 3, 17, 2**40)))

    def filled(self, walker: Walker, form: Tag) -> list[tuple[str, object]]:
        """What the form would send, filled in by somebody: mostly sensible, at times wrong, at times left out."""
        values: list[tuple[str, object]] = []
        wrong = self.luck.random() < 0.25
        for name, fields in by_name(form).items():
            if wrong and self.luck.random() < 0.1:
                continue
            values += [(name, value) for value in self.values(walker, fields, wrong=wrong)]
        return values

    def values(self, walker: Walker, fields: list[Tag], *, wrong: bool) -> list[object]:
        """The values of the fields of one name."""
        first = fields[0]
        kind = str(first.get("type", "text")) if first.name == "input" else first.name
        if kind == "hidden":
            return [self.luck.choice(ODD) if wrong and self.luck.random() < 0.1 else str(first.get("value", ""))]
        if wrong and kind != "file" and self.luck.random() < 0.4:
            return [self.luck.choice(ODD)]
        if kind == "radio":
            return [str(self.luck.choice(fields).get("value", "on"))]
        if kind == "checkbox":
            return [str(one.get("value", "on")) for one in fields if self.luck.random() < 0.5]
        if kind == "select":
            options = [str(one.get("value", one.get_text())) for one in first.select("option")]
            return [self.luck.choice(options)] if options else []
        return [self.typed(walker, kind, first)]

    def typed(self, walker: Walker, kind: str, tag: Tag) -> object:
        """What a person types into a field, or the file they choose."""
        if kind == "file":
            return self.luck.choice((nothing, picture, rubbish))()
        if kind == "number" or tag.get("inputmode") == "numeric":
            return str(self.luck.choice((0, 1, 20, 36, 45, 80, 400)))
        if kind == "date":
            return (make.FIRST_DAY + timedelta(days=self.luck.randrange(-3, 40))).isoformat()
        if kind == "time":
            return f"{self.luck.randrange(24):02}:30"
        kept = str(tag.get("value", "") or "")
        if kept and self.luck.random() < 0.5:
            return kept
        mark = f"DẤU-{walker.account.unit.code}- " if walker.account else ""
        return f"{mark}{self.luck.choice(WORDS)} {self.luck.randrange(1000)}"


def by_name(form: Tag) -> dict[str, list[Tag]]:
    """A form's fields, those of one name together."""
    found: dict[str, list[Tag]] = {}
    for tag in form.select("input[name], select[name], textarea[name]"):
        if tag.get("type") not in {"submit", "button"} and not tag.has_attr("disabled"):
            found.setdefault(str(tag["name"]), []).append(tag)
    return found


def grouped(pairs: list[tuple[str, object]]) -> dict[str, list[object]]:
    """Pairs as Werkzeug's client takes them: a list of values a name."""
    found: dict[str, list[object]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def nothing() -> tuple[io.BytesIO, str]:
    return io.BytesIO(), ""


def rubbish() -> tuple[io.BytesIO, str]:
    return io.BytesIO(b"PK\x03\x04 khong phai anh"), "so-lieu.xlsx"


def picture() -> tuple[io.BytesIO, str]:
    from PIL import Image  # noqa: PLC0415 - a picture is sent by few steps

    file = io.BytesIO()
    Image.effect_noise((64, 48), 80).convert("RGB").save(file, "JPEG")
    file.seek(0)
    return file, "anh.jpg"


def everybody(app: Flask, codes: Sequence[str]) -> list[Walker]:
    """Each role where it stands: officers and leads in every commune, two approvers, citizens at every desk."""
    accounts = [
        make.account(role, make.unit(code)) for code in codes for role in (Role.COMMUNE_OFFICER, Role.COMMUNE_LEAD)
    ]
    accounts += [make.account(Role.DISTRICT_MONITOR, make.unit(code)) for code in ("219", "213")]
    accounts += [make.account(role) for role in Role if not role.startswith(("commune", "district"))]
    accounts.append(make.account(Role.PROVINCE_APPROVER))
    db.session.commit()
    walkers = [Walker(PageClient(app), "/home", account) for account in accounts]
    for walker in walkers:
        walker.browser.enter(walker.account)  # type: ignore[arg-type]
    return walkers
