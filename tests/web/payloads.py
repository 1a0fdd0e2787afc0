"""Text as an attacker types it, in every column that holds what people write; and what a page may make of it: text.

Each column has a number of its own, so that a page tells which columns it shows. A column that is new is planted too,
unless it is listed among those that hold codes.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import unquote
from zipfile import ZipFile, is_zipfile

from openpyxl import load_workbook
from sqlalchemy import String, Text, func, select, update
from sqlalchemy.exc import IntegrityError

from portal.extensions import db

if TYPE_CHECKING:
    from sqlalchemy import Column, Table

HOST = "e.test"
BIDI, ZERO_WIDTH = "\u202e", "\u200b"
LONG = (
    "=1+1|\"'><img src=//e.test onerror=alert({n})><b hx-get=//e.test hx-trigger=load></script>"
    "<script>alert(9)</script>{{{{7*7}}}}" + BIDI + ZERO_WIDTH
)
MIDDLE = "=1\"'><img src=//e.test onerror=alert({n})>" + BIDI + ZERO_WIDTH
SHORT = '=1"><u id=e{n}>'
LINK = "https://elsewhere.test/{n}\"'><img src=//e.test onerror=alert({n})>"
NUMBER = re.compile(r"alert\((\d{2,})\)|id=e(\d{2,})")
DIGITS = re.compile(r"\d+")
FORMULAS = ("=", '"=', "+", '"+', "@", '"@')
FIRST = 10

CODES = {
    "account.username", "account.role", "account.password_hash", "account.code_hash", "account_deed.kind",
    "account_request.kind", "account_request.job_id", "arrivals.channel", "award_line.kind", "award_proposal.status",
    "chair_tenure.status", "comment_pool.body", "crossing.item", "crossing.question", "daily_post.job_id", "deed.kind",
    "directing_paper.scan_id", "document.id", "document.number_in_book", "document.kind", "document.month",
    "document.figures_digest", "document.state", "document.job_id", "document.file_id", "document.districts_file_id",
    "document.sha256", "document.restricted_file_id", "document.replaces_id", "double_duty.half", "double_duty.person",
    "exclusion.kind",
    "field_report.state", "field_report_revision.deed", "finding.item", "frozen_flag.rule", "helper.person",
    "incident.kind", "incident.key", "inspection.key", "inspection.hour", "inspection.poster_photo_id",
    "inspection.poster_job_id", "inspection.poster_reading", "job.id", "job.kind", "job.status", "job.file_id",
    "log_check.verdict", "log_checkpoint.note", "log_item.kind", "log_item.place", "log_leaf.kind", "log_leaf.place",
    "log_run.trouble", "node.state", "node.enrolled_by", "node.revoked_by", "node.destroyed_by", "node_secret.name",
    "round_node_key.purpose",
    "photo.id", "photo.owner_kind", "photo.sha256", "photo.source_id", "photo.status", "photo.reason",
    "photo.fingerprint", "photo.file_id", "photo.twin_id", "photo.job_id", "point.code", "pool_aside.kind",
    "publicity_entry.key", "publicity_entry.channel", "questionnaire.code", "questionnaire.digest",
    "questionnaire.office", "release.content",
    "release.digest", "reminder.rule", "reminder.slot", "reminder_rule.rule", "roster_handover.book_job_id",
    "roster_handover.table_job_id", "round.slug", "round.preset", "round.mended_form",
    "sealed_comment.body", "shift.half", "shift.person",
    "signed_copy.document_id", "signed_copy.way", "signed_copy.state", "signed_copy.approved_sha256",
    "signed_copy.file_id", "signed_copy.sha256", "signed_copy.job_id", "staff_session.device", "stored_file.id",
    "stored_file.mime", "stored_file.sha256", "tally.question", "task_force.scan_id", "task_force_member.part",
    "theme.level", "unit.code", "unit.kind", "unit.level", "unit.path", "unit.sort_key", "unit.search",
    "visit_count.source",
    "event.username", "event.role", "event.unit_path", "event.action", "event.subject_kind", "event.subject_id",
    "event.reference", "event.detail", "flag_record.limits", "flag_record.unmade", "frozen_flag.sentence",
    "release.reason",
}  # fmt: skip
"""Columns that hold no text of anybody's: codes, keys, digests; what is sealed; what is only ever added to."""


def name_of(column: Column) -> str:
    return f"{column.table.name}.{column.name}"


def columns() -> list[Column]:
    """Every column people write into, in a fixed order."""
    tables = {table.name: table for metadata in db.metadatas.values() for table in metadata.sorted_tables}
    every = [column for name in sorted(tables) for column in tables[name].columns]
    return [column for column in every if isinstance(column.type, String | Text) and name_of(column) not in CODES]


def attack(number: int, length: int | None) -> str:
    """The longest of the attacks that fits."""
    texts = [text.format(n=number) for text in (LONG, MIDDLE, SHORT)]
    return next((text for text in texts if length is None or len(text) <= length), texts[-1][: length or None])


def planted() -> dict[int, str]:
    """Write the attacks into every row there is. Returns the column of each number."""
    db.session.commit()
    numbers = dict(enumerate(columns(), FIRST))
    for number, column in numbers.items():
        table: Table = column.table
        engine = db.engines["media"] if table.metadata is db.metadatas["media"] else db.engine
        text = LINK.format(n=number) if column.name == "link" else attack(number, column.type.length)
        every, key = update(table).values({column.name: text}), next(iter(table.primary_key))
        with suppress(IntegrityError), engine.execution_options(sqlite_write=True).begin() as connection:
            connection.execute(every.where(key == select(func.min(key)).scalar_subquery()))
        with suppress(IntegrityError), engine.execution_options(sqlite_write=True).begin() as connection:
            connection.execute(every)
    db.session.expire_all()
    return {number: name_of(column) for number, column in numbers.items()}


@dataclass
class Form:
    """A form of a page: where it goes, what it sends as it stands, and which of that is typed, with the longest."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    typed: dict[str, int] = field(default_factory=dict)

    def attacked(self) -> dict[str, str]:
        """What it sends with an attack in every field of text."""
        return {**self.values, **{name: attack(OWN, most) for name, most in self.typed.items()}}


TYPED = {"text", "search", "email", "tel", "url", ""}
OWN = 99_999
"""The number of what is sent, whatever the column it would be kept in."""


class Page(HTMLParser):
    """A page as it is written: its text, its forms, and whatever in it is live that must not be."""

    def __init__(self, where: str, html: str) -> None:
        super().__init__()
        self.where, self.text, self.said, self.select = where, "", list[str](), ""
        self.faults, self.forms = list[str](), list[Form]()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self.said += has.values()
        is_ours = tag != "u" and not any(is_live(name, value) for name, value in has.items())
        if not is_ours or (tag == "script" and "src" not in has) or (tag == "iframe" and has["src"][0] != "/"):
            self.faults.append(f"{self.where}: {self.get_starttag_text()}")
        if tag == "form":
            self.forms.append(Form(has.get("action", ""), has.get("method", "get")))
        elif self.forms and has.get("name"):
            self.handle_field(tag, has)
        elif self.forms and tag == "option" and "selected" in has:
            self.forms[-1].values[self.select] = has.get("value", "")
        if tag == "select":
            self.select = has.get("name", "")

    def handle_field(self, tag: str, has: dict[str, str]) -> None:
        form, kind = self.forms[-1], has.get("type", "")
        if kind in {"radio", "checkbox"} and "checked" not in has:
            return
        form.values[has["name"]] = has.get("value", "")
        if "readonly" not in has and (tag == "textarea" or (tag == "input" and kind in TYPED)):
            form.typed[has["name"]] = int(has.get("maxlength", "300"))

    def handle_data(self, data: str) -> None:
        self.text += data


@dataclass
class Seen:
    """What was found where: the numbers shown as text, and whatever is more than text."""

    shown: set[int] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    forms: dict[tuple[str, str, str], tuple[str, Form]] = field(default_factory=dict)

    def read(self, where: str, content: bytes, kind: str) -> None:
        """Look at an answer of any kind."""
        if kind == "text/html":
            self.page(where, content.decode())
        elif kind.endswith("spreadsheetml.sheet"):
            self.sheet(where, content)
        elif kind.startswith(("text/csv", "text/plain")):
            self.note(content.decode("utf-8-sig"))
            self.faults += [f"{where}: {line}" for line in content.decode().splitlines() if line.startswith(FORMULAS)]
        elif is_zipfile(BytesIO(content)):
            with ZipFile(BytesIO(content)) as archive:
                for name in archive.namelist():
                    self.read(f"{where}!{name}", archive.read(name), kind_of(name))

    def note(self, text: str) -> None:
        self.shown |= {int(one or other) for one, other in NUMBER.findall(text)}

    def page(self, where: str, html: str) -> None:
        """A page or a part of one."""
        page = Page(where, html)
        self.faults += page.faults
        self.note(f"{page.text} {' '.join(page.said)}")
        if "|\"'>" in page.text and "{{7*7}}" not in page.text:
            self.faults.append(f"{where}: a template was run")
        for form in page.forms:
            if form.typed:
                path = form.action or where
                self.forms.setdefault((DIGITS.sub("", path), form.method, " ".join(form.typed)), (path, form))

    def sheet(self, where: str, content: bytes) -> None:
        """A workbook: every cell is text, a number or a date."""
        for sheet in load_workbook(BytesIO(content)):
            for row in sheet.iter_rows():
                for cell in row:
                    self.note(str(cell.value))
                    if cell.data_type == "f" or cell.hyperlink:
                        self.faults.append(f"{where} {sheet.title}!{cell.coordinate}: {cell.value}")


def is_live(name: str, value: str) -> bool:
    """Whether an attribute does more than say its text."""
    if name.startswith("on") or (name.startswith(("hx-get", "hx-post")) and HOST in value):
        return True
    if name not in {"href", "src", "action", "formaction", "data", "poster", "srcset", "xlink:href"}:
        return False
    address = unquote(value).strip().lower()
    return address.startswith(("javascript:", "data:text", "//", f"http://{HOST}", f"https://{HOST}"))


def kind_of(name: str) -> str:
    """The kind of a file in an archive."""
    ends = {"html": "text/html", "csv": "text/csv", "txt": "text/plain"}
    ends["xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return ends.get(name.rsplit(".", 1)[-1], "")
