"""A client that parses each page it fetches and, unasked, checks it: one h1, a title, labels, unique ids, tokens."""

from __future__ import annotations

import contextvars
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import html5lib
from bs4 import BeautifulSoup, Tag
from bs4.builder import HTML5TreeBuilder
from flask_wtf.csrf import generate_csrf

from portal.accounts import operations
from portal.extensions import db

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

    from portal.accounts.models import Account

CITIZEN = "/p/"
FIELDS = {"input", "select", "textarea"}
MANY = {"checkbox", "radio", "submit", "file"}
"""Inputs that share a name."""


class ValidatingBuilder(HTML5TreeBuilder):
    """The usual tree of a page; keeps what the parser found wrong with the text."""

    mistakes: list[Any]

    def feed(self, markup: Any) -> None:
        parser = html5lib.HTMLParser(tree=self.create_treebuilder)
        assert self.underlying_builder is not None
        self.underlying_builder.parser = parser
        parser.parse(markup)
        self.underlying_builder.parser = None
        self.mistakes = parser.errors


@dataclass
class Page:
    """An answer and, where it is HTML, its parsed page."""

    response: TestResponse
    path: str

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def location(self) -> str:
        return self.response.headers.get("Location", "")

    @property
    def soup(self) -> BeautifulSoup:
        if not hasattr(self, "_soup"):
            self.builder = ValidatingBuilder()
            # a space inside a name does not break: what is read is the same name
            text = self.response.get_data(as_text=True).replace("\u00a0", " ")
            self._soup = BeautifulSoup(text, builder=self.builder)
        return self._soup

    @property
    def mistakes(self) -> list[str]:
        """What is wrong with the text of the page as HTML: line, column, the parser's name of the mistake."""
        assert self.soup is not None
        return [f"{line}:{column} {name} {about}" for (line, column), name, about in self.builder.mistakes]

    @property
    def text(self) -> str:
        """What a person reads in the main part, spaces folded."""
        main = self.soup.find("main") or self.soup
        return " ".join(main.get_text(" ").split())

    def one(self, selector: str) -> Tag:
        found = self.soup.select(selector)
        assert len(found) == 1, f"{len(found)} of «{selector}» on {self.path}"
        return found[0]

    def all(self, selector: str) -> list[Tag]:
        return self.soup.select(selector)

    def reads(self, selector: str) -> str:
        return " ".join(self.one(selector).get_text(" ").split())

    def rows(self, selector: str = "table") -> list[list[str]]:
        """A table's body, cell by cell."""
        return [
            [" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")]
            for row in self.one(selector).select("tbody tr")
        ]

    def fields(self, selector: str = "main form") -> dict[str, str]:
        """What a form would send as it stands."""
        form = self.one(selector)
        values: dict[str, str] = {}
        for field in form.select("input[name], select[name], textarea[name]"):
            if field.get("type") in {"radio", "checkbox"} and not field.has_attr("checked"):
                continue
            if field.name == "select":
                chosen = field.select_one("option[selected]") or field.select_one("option")
                values[field["name"]] = chosen.get("value", "") if chosen else ""
            else:
                values[field["name"]] = field.get("value", "") if field.name == "input" else field.get_text()
        return values


class PageClient:
    """A browser without scripts."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.http = app.test_client()
        self.token = ""

    def enter(self, account: Account) -> None:
        """Sign in without the form."""
        self.token = operations.sign_in(account, f"device-of-{account.username}")
        db.session.commit()
        self.http.set_cookie(self.app.config["SESSION_COOKIE_NAME"], self.token)

    def get(self, path: str, *, check: bool = True, **kwargs: Any) -> Page:
        page = Page(self.request("GET", path, **kwargs), path)
        if check and page.response.mimetype == "text/html" and page.status != 302:
            inspect(page)
        return page

    def post(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> Page:
        """Post with the token of this browser's session."""
        values = {"csrf_token": self.csrf(), **(data or {})} if not path.startswith(CITIZEN) else data
        page = Page(self.request("POST", path, data=values, **kwargs), path)
        if page.response.mimetype == "text/html" and page.status not in {302, 303}:
            inspect(page)
        return page

    def submit(self, path: str, changes: dict[str, Any], form: str = "main form") -> Page:
        """Fetch a page, change some fields of its form, send it where the form says."""
        page = self.get(path)
        action = page.one(form).get("action") or path
        return self.post(str(action), {**page.fields(form), **changes})

    def request(self, method: str, path: str, **kwargs: Any) -> TestResponse:
        """A plain request; the session of this test is put aside as a request would not see it."""
        db.session.commit()
        db.session.expire_all()
        answer: TestResponse = contextvars.Context().run(self.http.open, path, method=method, **kwargs)
        assert answer.headers.get("Content-Type", "").count("charset") <= 1, f"two charsets on {path}"
        return answer

    def csrf(self) -> str:
        """A token that fits this browser's session, asked for as a request would, with nothing open in this test's."""
        db.session.commit()
        return contextvars.Context().run(self.new_token)

    def new_token(self) -> str:
        """The same, in a context of its own: within a test's, one browser would be given another's."""
        with self.app.test_request_context(
            headers={"Cookie": f"{self.app.config['SESSION_COOKIE_NAME']}={self.token}"}
        ):
            return generate_csrf()


def inspect(page: Page) -> None:
    """What every page owes its reader."""
    soup = page.soup
    if soup.find("main") is None and page.response.headers.get("Vary") and not soup.title:
        return
    assert soup.title is not None, f"no title on {page.path}"
    assert soup.title.get_text(strip=True), f"an empty title on {page.path}"
    assert len(soup.select("h1")) == 1, f"{len(soup.select('h1'))} h1 on {page.path}"
    assert soup.html is not None
    assert soup.html.get("lang") in {"vi", "en"}, f"no language on {page.path}"
    assert page.mistakes == [], f"{page.path} is not valid HTML: {page.mistakes[:5]}"
    # Once through the tree for what concerns each tag: a page of 209 rows has thousands.
    tags = [tag for tag in soup.descendants if isinstance(tag, Tag)]
    ids = Counter(tag["id"] for tag in tags if tag.has_attr("id"))
    assert "" not in ids, f"an empty id on {page.path}"
    doubled = {i for i, n in ids.items() if n > 1}
    assert not doubled, f"ids twice on {page.path}: {doubled}"
    inline = [tag for tag in tags if tag.has_attr("style") or (tag.name == "script" and not tag.has_attr("src"))]
    assert not inline, f"inline style or script on {page.path}"
    labelled = {tag.get("for") for tag in tags if tag.name == "label"}
    for field in (tag for tag in tags if tag.name in FIELDS and tag.get("type") not in {"hidden", "submit"}):
        named = field.get("aria-label") or field.get("aria-labelledby") or field.find_parent("label")
        assert named or field.get("id") in labelled, f"a field without a label on {page.path}: {field.get('name')}"
    for choice in (tag for tag in tags if tag.name == "select" and tag.has_attr("required")):
        if choice.has_attr("multiple"):
            continue
        first = choice.select_one("option")
        assert first is not None, f"nothing to choose from on {page.path}: {choice.get('name')}"
        assert first.get("value") == "", f"a required choice without an empty first option on {page.path}: {choice}"
    for box in (tag for tag in tags if "scroll" in tag.get("class", ())):
        assert box.get("tabindex") == "0", f"a table that keys cannot scroll on {page.path}"
        assert box.get("aria-label"), f"a scrolling box without a name on {page.path}"
    for form in (tag for tag in tags if tag.name == "form" and tag.get("method") == "post"):
        guarded = form.select_one("input[name=csrf_token], input[name=nonce]") or form.has_attr("data-asks-only")
        assert guarded, f"a form without a token on {page.path}"
        sent = [field["name"] for field in form.select("input[name]") if field.get("type") not in MANY]
        assert len(sent) == len(set(sent)), f"a field twice in a form on {page.path}: {sorted(sent)}"
