"""Who may do what, as data: read by the guard, the templates and the tests."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Self

from flask_babel import gettext as _

from portal.web.http.languages import cached_per_language
from portal.web.ui import terms


class Role(StrEnum):
    """An account's part in the survey; always at one unit."""

    COMMUNE_OFFICER = "commune_officer"
    COMMUNE_LEAD = "commune_lead"
    DISTRICT_MONITOR = "district_monitor"
    VETERANS_OFFICE = "veterans_office"
    PROVINCE_EDITOR = "province_editor"
    PROVINCE_APPROVER = "province_approver"
    AUDITOR = "auditor"
    ACCOUNT_ADMIN = "account_admin"


# in the order in which Role names them
OFFICER, LEAD, DISTRICT, VETERANS, EDITOR, APPROVER, AUDITOR, ADMIN = Role
COMMUNE, PROVINCE = (OFFICER, LEAD), (EDITOR, APPROVER, AUDITOR)


class Permission(StrEnum):
    """A right, `resource:action`, and the roles that hold it; in the alphabet's order."""

    _value_: str
    holders: frozenset[Role]

    def __new__(cls, value: str, *holders: Role) -> Self:
        right = str.__new__(cls, value)
        right._value_, right.holders = value, frozenset(holders)
        return right

    ACCOUNTS_ASK = "accounts:ask", LEAD
    ACCOUNTS_DECIDE = "accounts:decide", APPROVER, ADMIN
    ACCOUNTS_MANAGE = "accounts:manage", ADMIN
    ACCOUNTS_RESET = "accounts:reset", DISTRICT, ADMIN
    AUDIT_VIEW = "audit:view", LEAD, DISTRICT, *PROVINCE, ADMIN
    AWARDS_DECIDE = "awards:decide", APPROVER
    AWARDS_PROPOSE = "awards:propose", EDITOR
    AWARDS_VIEW = "awards:view", *PROVINCE
    BOARD_EXPORT = "board:export", DISTRICT, VETERANS, *PROVINCE
    BOARD_VIEW = "board:view", DISTRICT, VETERANS, *PROVINCE
    COMMENTS_CODE = "comments:code", EDITOR, APPROVER
    CORRECTIONS_DECIDE = "corrections:decide", DISTRICT, EDITOR
    DEEDS_ASK = "deeds:ask", EDITOR, APPROVER
    DEEDS_DECIDE = "deeds:decide", APPROVER
    DESKS_CLOSE = "desks:close", LEAD, DISTRICT, EDITOR
    DESKS_ENROL = "desks:enrol", LEAD
    DESKS_VIEW = "desks:view", DISTRICT, *PROVINCE
    DIRECTING_ENTER = "directing:enter", *COMMUNE, DISTRICT, VETERANS, EDITOR
    DIRECTING_VIEW = "directing:view", *COMMUNE, DISTRICT, VETERANS, *PROVINCE
    DOCUMENTS_APPROVE = "documents:approve", LEAD, DISTRICT, APPROVER
    DOCUMENTS_MAKE = "documents:make", *COMMUNE, DISTRICT, EDITOR
    DOCUMENTS_NUMBER = "documents:number", LEAD, DISTRICT, EDITOR
    DOCUMENTS_VIEW = "documents:view", *COMMUNE, DISTRICT, *PROVINCE
    FINDINGS_FIX = "findings:fix", *COMMUNE, DISTRICT, VETERANS, EDITOR, APPROVER
    FINDINGS_VIEW = "findings:view", *COMMUNE, DISTRICT, VETERANS, *PROVINCE
    FLAGS_VIEW = "flags:view", DISTRICT, *PROVINCE
    INCIDENTS_ANSWER = "incidents:answer", DISTRICT, EDITOR, APPROVER
    INCIDENTS_REPORT = "incidents:report", *COMMUNE
    INSPECTIONS_MAKE = "inspections:make", DISTRICT, VETERANS, EDITOR, APPROVER
    LAUNCHES_ENTER = "launches:enter", DISTRICT, VETERANS, EDITOR
    POSTERS_MAKE = "posters:make", EDITOR, APPROVER
    POSTERS_VIEW = "posters:view", *COMMUNE, DISTRICT, EDITOR, APPROVER
    PUBLICITY_MOVE = "publicity:move", DISTRICT
    PUBLICITY_VIEW = "publicity:view", *COMMUNE, DISTRICT, VETERANS, *PROVINCE
    PUBLICITY_WATCH = "publicity:watch", DISTRICT, VETERANS, *PROVINCE
    PUBLICITY_WRITE = "publicity:write", *COMMUNE
    QUESTIONNAIRES_CONFIRM = "questionnaires:confirm", APPROVER
    QUESTIONNAIRES_EDIT = "questionnaires:edit", EDITOR
    QUESTIONNAIRES_VIEW = "questionnaires:view", *PROVINCE
    RELEASES_VIEW = "releases:view", *COMMUNE, DISTRICT, *PROVINCE
    REMINDERS_RULES = "reminders:rules", EDITOR
    REMINDERS_SEND = "reminders:send", DISTRICT, EDITOR, APPROVER
    REPORTS_RECEIVE = "reports:receive", DISTRICT, EDITOR
    REPORTS_SUBMIT = "reports:submit", LEAD, DISTRICT
    REPORTS_VIEW = "reports:view", *COMMUNE, DISTRICT, VETERANS, *PROVINCE
    REPORTS_WRITE = "reports:write", *COMMUNE, DISTRICT
    RESULTS_EXPORT = "results:export", *PROVINCE
    RESULTS_VIEW = "results:view", *PROVINCE
    ROSTER_COMPILE = "roster:compile", VETERANS
    ROSTER_EDIT = "roster:edit", *COMMUNE
    ROSTER_OVERRIDE = "roster:override", EDITOR
    ROSTER_RECEIVE = "roster:receive", VETERANS, EDITOR
    ROSTER_VIEW = "roster:view", *COMMUNE, DISTRICT, VETERANS, EDITOR
    ROUNDS_EDIT = "rounds:edit", EDITOR
    ROUNDS_VIEW = "rounds:view", DISTRICT, VETERANS, *PROVINCE
    SYSTEM_RUN = "system:run", ADMIN
    SYSTEM_VIEW = "system:view", APPROVER, AUDITOR, ADMIN
    TASKFORCE_EDIT = "taskforce:edit", *COMMUNE
    TASKFORCE_VIEW = "taskforce:view", *COMMUNE, DISTRICT, VETERANS, *PROVINCE
    UNITS_CONFIRM = "units:confirm", APPROVER
    UNITS_MANAGE = "units:manage", ADMIN
    UNITS_VIEW = "units:view", *PROVINCE, ADMIN
    VISITS_AUTHORISE = "visits:authorise", LEAD
    VISITS_CORRECT = "visits:correct", *COMMUNE
    VISITS_ENTER = "visits:enter", *COMMUNE
    VISITS_LOCK = "visits:lock", *COMMUNE


P = Permission
ROLES = {role: frozenset(right for right in Permission if role in right.holders) for role in Role}

# Rights whose actions ask for the second factor again when it was shown more than five minutes ago (P13).
STEP_UP = frozenset(
    {P.ACCOUNTS_DECIDE, P.ACCOUNTS_MANAGE, P.ACCOUNTS_RESET, P.CORRECTIONS_DECIDE, P.DEEDS_ASK, P.DEEDS_DECIDE}
    | {P.DOCUMENTS_APPROVE, P.QUESTIONNAIRES_CONFIRM}
)

# What a round's plan may take from a role: work of that round alone which more than one role does.
WITHHOLDABLE = frozenset(
    {P.BOARD_EXPORT, P.COMMENTS_CODE, P.DIRECTING_ENTER, P.FINDINGS_FIX, P.INCIDENTS_ANSWER, P.INSPECTIONS_MAKE}
    | {P.LAUNCHES_ENTER, P.POSTERS_MAKE, P.PUBLICITY_WRITE, P.REMINDERS_SEND, P.REPORTS_WRITE, P.RESULTS_EXPORT}
    | {P.ROSTER_EDIT, P.ROSTER_RECEIVE, P.TASKFORCE_EDIT, P.VISITS_CORRECT, P.VISITS_LOCK}
)

# Roles whose accounts no one person opens, closes or gives a code to.
TWO_PERSON_ROLES = frozenset({*PROVINCE, ADMIN})

COMMUNE_ROLES = frozenset(COMMUNE)
LEVEL_OF = dict.fromkeys(Role, "province") | dict.fromkeys(COMMUNE, "commune") | {DISTRICT: "district"}


def role_title(role: str) -> str:
    """A role as it stands on the page."""
    return role_titles()[Role(role)]


@cached_per_language
def role_titles() -> Mapping[str, str]:
    """Every role as it stands on the page: as the plan at hand calls it, else by its usual name."""
    usual: dict[str, str] = {
        Role.COMMUNE_OFFICER: _("Cán bộ nhập liệu %(commune_level)s"),
        Role.COMMUNE_LEAD: _("%(Lead)s %(Task_force)s"),
        Role.DISTRICT_MONITOR: _("Cán bộ theo dõi %(district_level)s"),
        Role.VETERANS_OFFICE: _("Cán bộ tổng hợp %(provincial)s"),
        Role.PROVINCE_EDITOR: _("Chuyên viên tổng hợp"),
        Role.PROVINCE_APPROVER: _("Lãnh đạo duyệt"),
        Role.AUDITOR: _("Cán bộ giám sát hệ thống"),
        Role.ACCOUNT_ADMIN: _("Quản trị tài khoản"),
    }
    return usual | dict(terms.in_both().vi.roles)
