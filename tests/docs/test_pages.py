"""Generated parts of the documentation are current, what code cites is there, README is short and its links lead on."""

from __future__ import annotations

import re

import pytest

from docs_tools import pages
from portal.config import ROOT
from portal.results.exports import counts, open_data, recompute_archive
from portal.surveys.rounds.promises import PROMISES

DOCS = ROOT / "docs"
CITING = [
    path
    for folder in ("portal", "templates", "tests", "bench", "migrations", "static", "docs", "docs_tools", "plans")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".py", ".html", ".js", ".css", ".toml", ".md"} and "vendor" not in path.parts
] + [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "pyproject.toml")]
PROMISE = re.compile(r"(?<![\w#/.-])P(\d{1,2})(?![\w.-])")
RULING = re.compile(r"\b[Rr]uling (\d+)\b")
DECISION = re.compile(r"\b[Dd]ecision (\d{4})\b")
FILE = re.compile(r"`([\w./-]+\.(?:py|html|css|toml|js))`")
PAGE = re.compile(r"(?<![\w/-])(?:docs/)?([a-z][a-z-]*\.md)(?:,? section (\d+))?")
OURS = ("portal", "tests", "bench", "docs", "docs_tools", "templates", "static", "migrations")
PLACES = {path.name: set(re.findall(r"\{#([\w-]+)\}", path.read_text())) for path in DOCS.rglob("*.md")}
"""Every page with the places in it that have a name of their own."""


def test_every_generated_part_is_current(app):
    stale = [path.name for path, text in pages.current(app).items() if not path.exists() or path.read_text() != text]
    assert stale == [], "run: python -m docs_tools"


@pytest.mark.once
def test_every_promise_has_its_section_and_its_test():
    assert {one.id.lower() for one in PROMISES} <= PLACES["promises.md"]
    assert [one.test for one in PROMISES if one.test and not (ROOT / one.test).exists()] == []


@pytest.mark.once
def test_what_a_file_cites_is_in_the_documentation():
    lost = {str(path.relative_to(ROOT)): lacking for path in CITING if (lacking := lacking_citations(path.read_text()))}
    assert lost == {}


def lacking_citations(text: str) -> list[str]:
    """The promises, rulings, pages and sections of pages that a text cites and nobody can find."""
    promises = [f"P{number}" for number in PROMISE.findall(text) if f"p{number}" not in PLACES["promises.md"]]
    rulings = [f"ruling {number}" for number in RULING.findall(text) if f"ruling-{number}" not in PLACES["rulings.md"]]
    named = [(page, section) for page, section in PAGE.findall(text) if not is_there(page, section)]
    decided = [
        f"decision {number}" for number in DECISION.findall(text) if not list(DOCS.glob(f"decisions/{number}-*"))
    ]
    return promises + rulings + decided + [f"{page} {section}".strip() for page, section in named]


def is_there(page: str, section: str) -> bool:
    if (ROOT / page).exists() or page == "README.md":
        return True
    return page in PLACES and (not section or f"section-{section}" in PLACES[page])


@pytest.mark.once
def test_every_file_that_a_page_names_is_there():
    pages_of_words = [*DOCS.glob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"]
    named = {(path.name, file) for path in pages_of_words for file in FILE.findall(path.read_text())}
    ours = [f"/{path.relative_to(ROOT)}" for folder in OURS for path in (ROOT / folder).rglob("*.*")]
    gone = [
        one for one in sorted(named) if not (ROOT / one[1]).exists() and not any(f.endswith(f"/{one[1]}") for f in ours)
    ]
    assert gone == []


@pytest.mark.once
def test_the_exports_page_names_every_column():
    headers = {*counts.HEADER, *recompute_archive.TURNOUT_HEADER, *open_data.HEADER}
    text = (DOCS / "exports.md").read_text()
    assert [column for column in sorted(headers) if f"`{column}`" not in text] == []


@pytest.mark.once
def test_readme_is_short_and_its_links_lead_to_files():
    text = (ROOT / "README.md").read_text()
    assert len(text.splitlines()) <= 150
    links = re.findall(r"\]\(([^)#]+)\)", text)
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.once
def test_the_pages_fetch_nothing_from_elsewhere():
    drawings = [path.read_text() for path in DOCS.glob("*.svg")]
    words = [path.read_text() for path in DOCS.rglob("*.md")]
    assert not [one for one in drawings if re.search(r"<script|<image|href=|@import|url\(http", one)]
    assert not [one for one in words if re.search(r"<(script|img|iframe|link)\b", one)]
