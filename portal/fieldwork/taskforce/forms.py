"""What a commune types of its task force: rows of name and office, the decision's number and date, its scan."""

import re
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import StringField
from wtforms.validators import Optional as MayBeEmpty

from portal.fieldwork.taskforce.models import CLERK, HEAD, MEMBER, TaskForce
from portal.fieldwork.taskforce.operations import MOST_MEMBERS, PersonEntry
from portal.web.ui.forms import DayField, PortalForm, VersionField, line_field

ROWS, SPARE_ROWS = 6, 3
ROW = re.compile(r"member_(\d{1,3})_name", re.ASCII)


def name_field(label: str) -> StringField:
    return line_field(label, 100, _l("Họ tên dài quá 100 ký tự."))


def office_field(label: str) -> StringField:
    return line_field(label, 200, _l("Chức vụ dài quá 200 ký tự."))


class ForceForm(PortalForm):
    """Head, clerk and decision; `form_for` adds a pair of fields for each member."""

    head_name = name_field(_l("Họ và tên %(Lead)s"))
    head_office = office_field(_l("Chức vụ %(Lead)s"))
    clerk_name = name_field(_l("Họ và tên công chức nhập dữ liệu"))
    clerk_office = office_field(_l("Chức vụ công chức nhập dữ liệu"))
    decision_number = line_field(
        _l("Số quyết định"),
        40,
        _l("Số quyết định dài quá 40 ký tự."),
        description=_l("Ghi như 12-QĐ/ĐU hoặc 12/QĐ-UBND. Chưa ban hành thì để trống."),
    )
    decided_on = DayField(_l("Ngày quyết định"), [MayBeEmpty()])
    version = VersionField(default=0)
    rows = 0

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """The name and office fields of the members."""
        return [(self[f"member_{n}_name"], self[f"member_{n}_office"]) for n in range(self.rows)]

    def values(self) -> dict[str, object]:
        """What was typed, as the operation takes it; rows left empty do not count."""
        # a half-filled row counts, so that the rule can name what it lacks
        typed = [(name, office) for name, office in self.pairs if name.data or office.data]
        return {
            "head": person_entry(self.head_name, self.head_office),
            "clerk": person_entry(self.clerk_name, self.clerk_office),
            "members": [person_entry(name, office) for name, office in typed],
            "decision_number": self.decision_number.data,
            "decided_on": self.decided_on.data,
            "version": self.version.data,
        }


def person_entry(name: StringField, office: StringField) -> PersonEntry:
    """Two fields as a person."""
    return PersonEntry(name.data or "", office.data or "", name.name)


def form_for(rows: int, **values: object) -> ForceForm:
    """A form with so many rows for members; without values it reads the request."""
    number = min(rows, MOST_MEMBERS)
    fields: dict[str, object] = {"rows": number}
    for n in range(number):
        fields[f"member_{n}_name"] = name_field(_("Thành viên %(n)s: họ và tên", n=n + 1))
        fields[f"member_{n}_office"] = office_field(_("Thành viên %(n)s: chức vụ", n=n + 1))
    # WTForms binds the fields of a class: each number of rows has one of its own
    kind = type("ForceForm", (ForceForm,), fields)
    form: ForceForm = kind(formdata=None, **values) if values else kind()
    return form


def typed_form(more: int = 0) -> ForceForm:
    """The form as it was sent, with some further rows."""
    # the form that came back says how many rows it has: it may have been lengthened several times
    row_numbers = [int(match[1]) for match in map(ROW.fullmatch, request.form) if match]
    return form_for(max(row_numbers, default=ROWS - 1) + 1 + more)


def form_of(force: TaskForce | None, *, head_office: str) -> ForceForm:
    """The form as the row stands, with room for more members."""
    if force is None:
        return form_for(ROWS, version=0, head_office=head_office)
    members = [member for member in force.members if member.part == MEMBER]
    people = {HEAD: force.head, CLERK: force.clerk} | {f"member_{n}": person for n, person in enumerate(members)}
    values = {f"{name}_name": person.full_name if person else "" for name, person in people.items()}
    values |= {f"{name}_office": person.office if person else "" for name, person in people.items()}
    return form_for(
        max(ROWS, len(members) + SPARE_ROWS),
        version=force.version,
        decision_number=force.decision_number,
        decided_on=force.decided_on,
        **{"head_office": head_office} | values,
    )


class ScanForm(PortalForm):
    scan = FileField(_l("Bản quét quyết định (PDF, tối đa 20 MB)"))
