"""The house itself: routes declared, imports one way, templates whole, models and migrations alike."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from flask import url_for
from flask_migrate import check

from portal.accounts import navigation
from portal.accounts.permissions import ROLES, Permission, Role
from portal.app import PUBLIC_VIEWS, STAFF_VIEWS
from portal.commands import PARTS, Commands, LaterCommand
from portal.config import ROOT
from portal.web.http.views import NONCE, PUBLIC, SIGNED_IN

if TYPE_CHECKING:
    from pathlib import Path

ROOMS = (
    "web", "papers", "audit", "units", "approvals", "accounts", "surveys", "nodes", "sealing", "ballots", "fieldwork",
    "results", "documents", "homes", "first_run",
)  # fmt: skip
SHARED = {"errors", "config", "extensions", "queueing", "secret_keys"}
ABOVE_ALL = {"demo", "commands", "composition", "app"}
SOURCES = sorted((ROOT / "portal").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_nothing_below_imports_from_portal_itself(path):
    if path in {ROOT / "portal" / "__init__.py", ROOT / "portal" / "app.py"}:
        return
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module == "portal":
            taken = {alias.name for alias in node.names}
            assert taken <= {*ROOMS, *SHARED, *ABOVE_ALL}, f"{path} imports {taken} from portal"


def test_every_route_says_who_may_use_it(app):
    known = {PUBLIC, SIGNED_IN, NONCE, *Permission}
    undeclared = [name for name, view in app.view_functions.items() if getattr(view, "permission", None) not in known]
    assert undeclared == []


def test_every_permission_is_held_by_some_role_and_used_by_some_view_or_template(app):
    held = frozenset().union(*ROLES.values())
    assert set(Permission) - held == set()
    text = "".join(path.read_text() for path in (*SOURCES, *TEMPLATES))
    named = {p for p in Permission if re.search(rf"\b(P|Permission)\.{p.name}\b", text)}
    declaring = (ROOT / "portal/accounts/permissions.py").read_text()
    unused = [p.name for p in named if not uses_beyond(text, declaring, p)]
    assert unused == []


def uses_beyond(text: str, declaring: str, permission: Permission) -> bool:
    pattern = rf"\.{permission.name}\b"
    return len(re.findall(pattern, text)) > len(re.findall(pattern, declaring)) or f"'{permission.value}'" in text


def test_every_role_has_permissions():
    assert set(ROLES) == set(Role)


def test_only_get_and_post_are_routed(app):
    odd = {
        rule.rule: rule.methods
        for rule in app.url_map.iter_rules()
        if rule.methods and rule.methods - {"GET", "POST", "HEAD", "OPTIONS"}
    }
    assert odd == {}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT / "templates")))
def test_every_template_compiles(app, path):
    app.jinja_env.get_template(str(path.relative_to(ROOT / "templates")))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT / "templates")))
def test_no_template_holds_inline_script_or_style(path):
    text = path.read_text()
    if "templates/print/" in str(path):
        return
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), path
    assert not re.search(r"\sstyle=", text), path
    assert not re.search(r"\s(hx-on|on[a-z]+)[:=]", text), path


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT / "templates")))
def test_no_line_of_a_template_is_longer_than_a_reader_sees(path):
    assert [line for line in path.read_text().splitlines() if len(line) > 160] == []


def test_every_page_template_has_a_title():
    apart = [path for path in TEMPLATES if path.name.startswith("_") or "templates/print/" in str(path)]
    pages = [path for path in TEMPLATES if path not in apart and "{% extends" in path.read_text()]
    assert [path for path in pages if not has_title(path)] == []


def has_title(path: Path) -> bool:
    """Whether a template, or one it extends short of the frame, says what the page is called."""
    text = path.read_text()
    parent = re.search(r'{% extends "([^"]+)"', text)
    if "{% block title %}" in text:
        return True
    return parent is not None and parent[1] != "base.html" and has_title(ROOT / "templates" / parent[1])


def test_models_and_migrations_agree(db):
    check()


def test_the_migrations_have_one_head():
    revisions, parents = set(), set()
    for path in (ROOT / "migrations" / "versions").glob("*.py"):
        text = path.read_text()
        revisions |= set(re.findall(r"^revision = ['\"](.+)['\"]", text, re.MULTILINE))
        parents |= set(re.findall(r"^down_revision = ['\"](.+)['\"]", text, re.MULTILINE))
    assert len(revisions - parents) == 1


def test_every_module_opens_with_what_it_is_for():
    bare = [path for path in SOURCES if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))]
    assert bare == []


ASKING_FOR_TESTS = re.compile(r"\btesting\b|\bTESTING|pytest|CHEAP_")


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_branch_asks_whether_it_is_tested(path):
    tree = ast.parse(path.read_text())
    texts = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    said = [node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    said += [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in texts)
    said += [str(node.value) for node in constants]
    assert not [one for one in said if ASKING_FOR_TESTS.search(one)]


def test_no_file_is_longer_than_four_hundred_lines():
    long = {str(p): n for p in SOURCES if (n := len(p.read_text().splitlines())) > 400}
    assert long == {}


def test_views_of_every_site_exist():
    for name in (*PUBLIC_VIEWS, *STAFF_VIEWS):
        assert (ROOT / (name.replace(".", "/") + ".py")).exists(), name


def test_urls_are_kebab_case_nouns_with_typed_parameters(app):
    for rule in app.url_map.iter_rules():
        for piece in re.sub(r"<[^>]+>", "", rule.rule).split("/"):
            assert re.fullmatch(r"[a-z0-9.-]*", piece), rule.rule


def test_every_endpoint_of_the_menu_exists(app):
    with app.test_request_context():
        for endpoint in navigation.MENU_ENDPOINTS:
            assert endpoint in app.view_functions
            assert url_for(endpoint).startswith("/")


def test_a_web_process_starts_without_the_typesetter_what_reads_strangers_files_and_what_calculates():
    calculates = {"numpy", "scipy", "pandas", "statsmodels"}
    unwanted = {"weasyprint", "openpyxl", "pillow_heif", "pyhanko", *calculates}
    program = f"import sys; from portal import create_app; create_app().complete(); {COUNTED.format(unwanted)}"
    assert printed(program) == "set()"


def test_a_command_starts_with_all_tables_and_without_pages_alembic_and_the_queue():
    """A backup writes the tables that there are."""
    unwanted = {"alembic", "huey", "redis", "docx", "portal.composition"}
    tables = "from portal.extensions import db; print(sorted(map(len, (m.tables for m in db.metadatas.values()))))"
    program = f"import sys; from portal import create_app; app = create_app(); {COUNTED.format(unwanted)}; {tables}"
    begun, before, whole = printed(f"{program}; app.complete(); {tables}").splitlines()
    assert begun == "set()"
    assert before == whole


COUNTED = "print({} & set(sys.modules))"


def printed(program: str) -> str:
    """What a process of its own prints, in an instance of its own."""
    with TemporaryDirectory() as folder:
        environment = {**os.environ, "PORTAL_INSTANCE": folder}
        run = subprocess.run(
            [sys.executable, "-c", program], env=environment, cwd=ROOT, capture_output=True, check=True
        )
    return run.stdout.decode().strip()


def test_every_command_lies_where_the_list_says_and_begins_with_its_words():
    parts = {name: LaterCommand(name, *told) for parts in PARTS.values() for name, told in parts.items()}
    for name, later in (Commands().commands | parts).items():
        assert isinstance(later, LaterCommand)
        own = later.loaded()
        assert own.name == name
        assert own.get_short_help_str(300).startswith(str(later.short_help).rstrip(".")), name


ONE_PLANS_WORDS = re.compile(
    "Chủ tịch|Cựu chiến binh|Dân vận|Bắc Giang|huyện|xã, phường|một cửa|Zalo"
    "|[Cc]ấp xã|[Tt]ổ công tác|hội viên|[Cc]ấp tỉnh|[Tt]oàn tỉnh|của tỉnh|do tỉnh|tỉnh quyết định"
)
"""Levels, offices, helpers, places of the plan that the portal was first written for."""
EARLIER = "earlier"
"""Folders with the sentences of papers that were issued before plans named things, which print as they did."""


def test_no_word_of_one_plan_stands_in_the_code():
    """Nouns come from catalogue and plan; the demonstration and the translations are of plans."""
    apart = {ROOT / "portal" / "demo", ROOT / "portal" / "translations"}
    files = [*SOURCES, *TEMPLATES, *(ROOT / "portal").rglob("*.toml")]
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in files
        if not apart & set(path.parents) and EARLIER not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if ONE_PLANS_WORDS.search(line)
    ]
    assert found == []
