"""A client that parses each page it fetches and, unasked, checks it: one h1, a title, labels, unique ids, tokens."""

from __future__ import annotations

import contextvars
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import html5lib
from bs4 import BeautifulSoup, Tag
from flask_wtf.csrf import generate_csrf
from lxml import etree

from portal.accounts import operations
from portal.extensions import db

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask
    from werkzeug.test import TestResponse

    from portal.accounts.models import Account

CITIZEN = "/p/"
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
"""Elements that nothing closes."""
FIELDS = {"input", "select", "textarea"}
MANY = {"checkbox", "radio", "submit", "file"}
"""Inputs that share a name."""
READ = etree.XPath(".//text()[not(parent::script or parent::style or parent::template)]", smart_strings=False)
"""What stands in an element for a person to read, piece by piece."""


WRITTEN = r"&(?:amp|lt|gt|quot|#34|#39);"
PLAIN = rf'[^"<>&]|{WRITTEN}'
"""A letter that says nothing of a page's markup, as it is or as a template writes it."""
TAG = re.compile(r'(<[^<>"]*(?:"[^"]*"[^<>"]*)*>)')
NAME = re.compile(r"<(/?)([a-z][a-z0-9-]*)")
TEXT = re.compile(rf'(?:{PLAIN}|")*')
VALUE = re.compile(rf"""(?<=\s)(?!type=|xml)([^\s"'=<>/]+)=(?:"(?:{PLAIN})*"|'(?:[^'<>&]|{WRITTEN})*')""")
"""An attribute whose value no rule of the parser asks for. A page's token stands in quotes of the other kind."""
UNUSUAL = re.compile(r"[^\t\n\r\x20-\x7e\u00a0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd]")
"""Letters that may themselves be a mistake."""
DROPPED = re.compile(r"(<(?:textarea|pre)\b[^>]*>)\r?\n")
"""A line's end that browsers leave out, and lxml does not."""
OUTERMOST = 2
"""Up to here it counts what follows what: the doctype, html, head and body."""
_valid: set[tuple[str, str]] = set()
"""What stands where in pages that this process found valid."""


def is_valid(page: str) -> bool:
    """Whether a page is valid HTML. html5lib finds out, slowly, where something stands as in no valid page before."""
    places = places_in(page)
    if places is not None and places <= _valid:
        return True
    found = not mistakes_in(page)
    if found and places is not None:
        _valid.update(places)
    return found


def mistakes_in(page: str) -> list[str]:
    """What is wrong with the text of a page as HTML: line, column, the parser's name of the mistake."""
    parser = html5lib.HTMLParser()
    parser.parse(page)
    return [f"{line}:{column} {name} {about}" for (line, column), name, about in parser.errors]


def places_in(page: str) -> set[tuple[str, str]] | None:
    """Each tag without its values, and «x» for text, under the names of the elements around it.

    Where every tag is closed in its turn, a mistake can lie in nothing else; None where one is not, or where the text
    itself may be a mistake.
    """
    if UNUSUAL.search(page):
        return None
    first, *parts = TAG.split(page)
    around, path, places, outermost = list[str](), "", set[tuple[str, str]](), [first.strip()]
    for tag, text in zip(parts[::2], parts[1::2], strict=True):
        closes, name, form = read_tag(tag)
        if len(around) < OUTERMOST:
            outermost.append(form)
        if closes:
            if not path.endswith(f"/{name}"):
                return None
            path = around.pop()
        else:
            places.add((path, form))
            if name and name not in VOID and not form.endswith("/>"):
                around.append(path)
                path = f"{path}/{name}"
        if text and not text.isspace():
            if not TEXT.fullmatch(text):
                return None
            places.add((path, "x"))
    return {*places, ("", " ".join(outermost))} if not around else None


@lru_cache(maxsize=20_000)
def read_tag(tag: str) -> tuple[bool, str, str]:
    """Whether a tag closes an element, which (empty for a doctype or a comment), and the tag without its values."""
    found = NAME.match(tag)
    return bool(found and found[1]), found[2] if found else "", VALUE.sub(r"\1", tag)


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
    def tree(self) -> etree._Element:
        """The page as lxml reads it: five times as fast as `soup`, for what is asked of every page."""
        if not hasattr(self, "_tree"):
            content = self.response.get_data()
            self._tree = etree.Element("html")
            if content.strip():
                self._tree = etree.fromstring(content, etree.HTMLParser(encoding="utf-8"))
        return self._tree

    @property
    def soup(self) -> BeautifulSoup:
        if not hasattr(self, "_soup"):
            # a space inside a name does not break: what is read is the same name
            text = DROPPED.sub(r"\1", self.response.get_data(as_text=True)).replace("\u00a0", " ")
            self._soup = BeautifulSoup(text, "lxml")
        return self._soup

    @property
    def text(self) -> str:
        """What a person reads in the main part, spaces folded."""
        main = next(self.tree.iter("main"), self.tree)
        return " ".join(" ".join(READ(main)).split())

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
        status = HTTPStatus(answer.status_code)
        assert status != HTTPStatus.NOT_MODIFIED or "If-None-Match" in kwargs.get("headers", {}), f"304 unasked: {path}"
        assert status != HTTPStatus.METHOD_NOT_ALLOWED or "Allow" in answer.headers, f"405 without a way: {path}"
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
    """What every page owes its reader. Asked of lxml's tree: to make Beautiful Soup's takes five times as long."""
    text, root = page.response.get_data(as_text=True), page.tree
    # Once through the tree for what concerns each tag: a page of 209 rows has thousands.
    tags = list(root.iter("*"))
    of = defaultdict[str, list[etree._Element]](list)
    for tag in tags:
        of[tag.tag].append(tag)
    if not of["main"] and page.response.headers.get("Vary") and not of["title"]:
        return
    assert of["title"], f"no title on {page.path}"
    assert "".join(of["title"][0].itertext()).strip(), f"an empty title on {page.path}"
    assert len(of["h1"]) == 1, f"{len(of['h1'])} h1 on {page.path}"
    assert root.get("lang") in {"vi", "en"}, f"no language on {page.path}"
    assert is_valid(text), f"{page.path} is not valid HTML: {mistakes_in(text)[:5]}"
    ids = Counter(tag.attrib["id"] for tag in tags if "id" in tag.attrib)
    assert "" not in ids, f"an empty id on {page.path}"
    doubled = {i for i, n in ids.items() if n > 1}
    assert not doubled, f"ids twice on {page.path}: {doubled}"
    inline = [tag for tag in tags if "style" in tag.attrib] + [tag for tag in of["script"] if "src" not in tag.attrib]
    assert not inline, f"inline style or script on {page.path}"
    inspect_fields(page, of)
    for box in (tag for tag in tags if "scroll" in tag.get("class", "").split()):
        assert box.get("tabindex") == "0", f"a table that keys cannot scroll on {page.path}"
        assert box.get("aria-label"), f"a scrolling box without a name on {page.path}"
    for form in (tag for tag in of["form"] if tag.get("method") == "post"):
        named = [field for field in form.iter("input") if "name" in field.attrib]
        guarded = {"csrf_token", "nonce"} & {field.attrib["name"] for field in named} or "data-asks-only" in form.attrib
        assert guarded, f"a form without a token on {page.path}"
        sent = [field.attrib["name"] for field in named if field.get("type") not in MANY]
        assert len(sent) == len(set(sent)), f"a field twice in a form on {page.path}: {sorted(sent)}"


def inspect_fields(page: Page, of: Mapping[str, list[etree._Element]]) -> None:
    """Every field has a label, and a choice that has to be made begins with none."""
    labelled = {tag.get("for") for tag in of["label"]}
    for field in (tag for name in sorted(FIELDS) for tag in of[name] if tag.get("type") not in {"hidden", "submit"}):
        named = (
            field.get("aria-label") or field.get("aria-labelledby") or any(True for _ in field.iterancestors("label"))
        )
        assert named or field.get("id") in labelled, f"a field without a label on {page.path}: {field.get('name')}"
    for choice in (tag for tag in of["select"] if "required" in tag.attrib and "multiple" not in tag.attrib):
        first = next(choice.iter("option"), None)
        assert first is not None, f"nothing to choose from on {page.path}: {choice.get('name')}"
        assert first.get("value") == "", f"a required choice without an empty first option on {page.path}"
