"""An attacker's text in every field: pages, files and sheets show it as it stands, and nothing runs (P14, P16)."""

from __future__ import annotations

import re
from sys import modules
from zipfile import ZipFile

import pytest
from flask import request
from wtforms import HiddenField, PasswordField, StringField

from portal.accounts.permissions import Role
from portal.extensions import db as database
from portal.fieldwork.awards.models import AwardWeights
from portal.fieldwork.reminders.models import IncidentReply
from portal.surveys.models import ChairTenure
from portal.surveys.questionnaire.editing.bodies import LISTS
from portal.surveys.questionnaire.editing.forms import FORMS
from portal.web.data import clock
from portal.web.ui.forms import PortalForm
from tests import make
from tests.browser import Page
from tests.documents.printed import Printed
from tests.subjects import small_world
from tests.test_access import TARGETS, address, allowed, arguments_for, staff_rows
from tests.web import payloads


def visits(app, world):
    """For each page of the staff: the roles that may, and an address in each place where it has a subject."""
    for row in staff_rows():
        if row["method"] == "GET" and row["endpoint"] != "accounts.home":
            found = (arguments_for(row["endpoint"], world, target) for target in TARGETS)
            places = [address(app, row["endpoint"], arguments) for arguments in found if arguments is not None]
            yield sorted(allowed(row)), list(dict.fromkeys(places))
            for arguments in further(row["endpoint"], world):
                yield sorted(allowed(row)), [address(app, row["endpoint"], arguments)]


def text_fields(kind=PortalForm):
    """Every field of text of every form of the staff's that stands in the code, by class and name.

    Forms made for one round's list are left out: those of other tests live on until memory is tidied.
    """
    for form in kind.__subclasses__():
        yield from text_fields(form)
        for name in dir(form) if vars(modules[form.__module__]).get(form.__name__) is form else ():
            made = getattr(getattr(form, name), "field_class", object)
            if issubclass(made, StringField) and not issubclass(made, PasswordField | HiddenField):
                yield form.__name__, of_any_row(name)


def of_any_row(name):
    """A field of a table's row is the same field in every row."""
    return re.sub(r"_\d+_", "_0_", name)


@pytest.fixture
def reached(monkeypatch):
    """The fields of text into which an attack came, by class and name."""
    found, plainly = set(), PortalForm.submitted

    def submitted(self):
        if request.method == "POST":
            said = {name: str(field.data) for name, field in self._fields.items() if isinstance(field, StringField)}
            found.update((type(self).__name__, of_any_row(name)) for name, text in said.items() if text[:2] == "=1")
        return plainly(self)

    monkeypatch.setattr(PortalForm, "submitted", submitted)
    return found


def further(endpoint, world):
    """Further pages of an address than the one subject it is tried with elsewhere: every part of a questionnaire."""
    form_id = world.round.questionnaire_id
    if endpoint == "questionnaires.edit_single":
        return [{"form_id": form_id, "part": part} for part in sorted(FORMS.keys() - set(LISTS))]
    if endpoint == "questionnaires.new_part":
        return [{"form_id": form_id, "part": part} for part in LISTS]
    return []


NEVER_SHOWN = {
    "account_request.identifier",
    "award_line.basis",
    "catalogue.office",
    "field_report.reason",
    "field_report_revision.reason",
    "finding.fixed_note",
    "first_run.office",
    "first_run.telephone",
    "form_erratum.question",
    "machine_check.machine",
    "machine_check.measured",
    "machine_check.mend",
    "machine_check.name",
    "inspection.poster_text",
    "node.name",
    "job.error",
    "office.name",
    "office.telephone",
    "opened_comment.body",
    "person.identifier",
    "publicity_move.reason",
    "receiving_key.id",
    "roster.crowded_reason",
    "unit_link.basis",
    "unit_link.evidence",
    "unit_link.from_code",
    "unit_link.to_code",
    "visit_correction.note",
    "waiting_file.id",
}
"""Columns that no page of this world shows as it stands: kept and not shown, or shown in another state of things."""
NEVER_REACHED = {
    *(("ForceForm", name) for name in ("head_name", "head_office", "clerk_name", "clerk_office", "decision_number")),
    ("AnswerForm", "reason"),
    *(("ChoicesForm", name) for name in ("ident", "label", "text_en", "text_vi")),  # what two forms are made of
    *(("ClosedForm", f"choices_0_{name}") for name in ("begin", "end")),  # of numbers and dates in classes
    *((form, name) for form in ("LinkForm", "ResolutionForm") for name in ("article", "number")),  # of two catalogues
    ("NameForm", "key"),
    ("ChatMemberForm", "full_name"),
    ("ChatMemberForm", "office"),
    ("DecisionForm", "note"),
    ("DecisionForm", "reply"),
    ("ExtensionForm", "reason"),
    ("HandOverForm", "remark"),
    ("InspectionForm", "hour"),
    ("ItemForm", "ident"),
    ("ItemForm", "label"),
    ("ItemForm", "text_en"),
    ("ItemForm", "text_vi"),
    ("MergeForm", "into"),
    ("ThemeForm", "name"),  # stands beside the tallies, which this world has not
    ("PersonForm", "full_name"),
    ("PersonForm", "identifier"),
    ("RequestForm", "directive"),
    ("RequestForm", "month"),
    # a set-up is over where there are accounts
    *(("OfficeForm", name) for name in ("office", "telephone")),
    *(("PeopleForm", f"{name}_{n}") for name in ("name", "number", "username") for n in range(4)),
    ("UnitsForm", "year"),
}
"""Fields of forms that only stand on pages of another state of things; what they keep is planted all the same."""
PUBLIC = (
    "/",
    "/?q=xa",
    "/promises",
    "/log/198-kh-bdvtu",
    "/verify",
    "/receipt",
    "/card",
    "/rounds/198-kh-bdvtu",
    "/login",
)


@pytest.fixture
def world(db):
    """The small world, and what it lacks of things people write."""
    made = small_world()
    by, now = {"changed_by": made.accounts[Role.PROVINCE_EDITOR].id}, clock.now()
    database.session.add_all(
        [
            ChairTenure(point_id=make.point("07507", made.round).id, status="acting", from_day=make.FIRST_DAY),
            IncidentReply(
                incident_id=made.incidents["07507"].id, body="x", written_by=by["changed_by"], written_at=now
            ),
            AwardWeights(round_id=made.round.id, version=1, weights={}, reason="x", changed_at=now, **by),
        ]
    )
    made.document.recipients = [payloads.attack(payloads.FIRST, None)]
    database.session.commit()
    return made


def crawl(app, world, browsers, seen):
    """Read every page that somebody may; keep with each form whose browser saw it first."""
    senders = {}
    for roles, paths in visits(app, world):
        for role, path in ((role, path) for path in paths for role in roles):
            page = browsers[role].get(path, check=False)
            assert page.status < 500, path
            if page.status == 200:
                seen.read(path, page.response.data, page.response.mimetype)
                senders |= dict.fromkeys(seen.forms.keys() - senders.keys(), role)
                break
    return senders


def send(browser, path, form):
    """Send a form with an attack in every field; whoever is not signed in has the token of the page."""
    token = {"csrf_token": browser.csrf()} if browser.token else {}
    if form.method == "get":
        return browser.get(path.partition("?")[0], check=False, query_string=form.attacked())
    return Page(browser.request("POST", path, data={**form.attacked(), **token}), path)


def test_what_is_typed_and_what_is_stored_is_shown_as_text(app, world, sign_in, client, reached):
    browsers = {role: sign_in(account) for role, account in world.accounts.items()}
    names, seen = payloads.planted(), payloads.Seen()
    senders = crawl(app, world, browsers, seen)
    for path in PUBLIC:
        page = client.get(path, check=False)
        seen.read(path, page.response.data, page.response.mimetype)
    for key, (path, form) in list(seen.forms.items()):
        page = send(browsers[senders[key]] if key in senders else client, path, form)
        assert page.status < 500, (path, form)
        seen.read(path, page.response.data, page.response.mimetype)
    assert seen.faults == []
    assert {names[number] for number in names if number not in seen.shown} == NEVER_SHOWN
    assert set(text_fields()) - reached == NEVER_REACHED


@pytest.mark.parametrize("text", [payloads.LONG, payloads.MIDDLE, payloads.SHORT])
@pytest.mark.parametrize("around", ["<p>{}</p>", '<input value="{}">', "<a href='/x?q={}'>"])
def test_the_look_at_a_page_sees_what_is_not_escaped(text, around):
    assert payloads.Page("here", around.format(text.format(n=17))).faults or "'" in around


def test_papers_print_it_as_it_stands_without_what_cannot_be_seen(app, world, tmp_path):
    payloads.planted()
    for file in (tmp_path / "paper.pdf", tmp_path / "paper.docx"):
        made = app.test_cli_runner().invoke(
            args=["documents", "render", "supervisors", world.round.slug, "--out", str(file)]
        )
        assert made.exit_code == 0, made.output
    printed = Printed((tmp_path / "paper.pdf").read_bytes(), tmp_path)
    written = ZipFile(tmp_path / "paper.docx").read("word/document.xml").decode()
    # columns stand beside each other in the print, so that a long text is looked for by its pieces
    assert all(piece in " ".join(printed.text.split()) for piece in ("<img", "src=//e.test", "onerror=alert("))
    assert "&lt;img src=//e.test" in written
    for text in (printed.text, written):
        assert payloads.BIDI not in text
        assert payloads.ZERO_WIDTH not in text
    assert [note for page in printed.reader.pages for note in page.get("/Annots", [])] == []
    assert b"/JavaScript" not in printed.content
