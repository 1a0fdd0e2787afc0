"""Who may do what, as data: read by the guard, the templates and the tests."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.web.http.languages import cached_per_language

if TYPE_CHECKING:
    from collections.abc import Mapping


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


class Permission(StrEnum):
    """A right, `resource:action`, in the alphabet's order."""

    ACCOUNTS_ASK = "accounts:ask"
    ACCOUNTS_DECIDE = "accounts:decide"
    ACCOUNTS_MANAGE = "accounts:manage"
    ACCOUNTS_RESET = "accounts:reset"
    AUDIT_VIEW = "audit:view"
    AWARDS_DECIDE = "awards:decide"
    AWARDS_PROPOSE = "awards:propose"
    AWARDS_VIEW = "awards:view"
    BOARD_EXPORT = "board:export"
    BOARD_VIEW = "board:view"
    COMMENTS_CODE = "comments:code"
    CORRECTIONS_DECIDE = "corrections:decide"
    DEEDS_ASK = "deeds:ask"
    DEEDS_DECIDE = "deeds:decide"
    DESKS_CLOSE = "desks:close"
    DESKS_ENROL = "desks:enrol"
    DESKS_VIEW = "desks:view"
    DIRECTING_ENTER = "directing:enter"
    DIRECTING_VIEW = "directing:view"
    DOCUMENTS_APPROVE = "documents:approve"
    DOCUMENTS_MAKE = "documents:make"
    DOCUMENTS_NUMBER = "documents:number"
    DOCUMENTS_VIEW = "documents:view"
    FINDINGS_FIX = "findings:fix"
    FINDINGS_VIEW = "findings:view"
    FLAGS_VIEW = "flags:view"
    INCIDENTS_ANSWER = "incidents:answer"
    INCIDENTS_REPORT = "incidents:report"
    INSPECTIONS_MAKE = "inspections:make"
    LAUNCHES_ENTER = "launches:enter"
    POSTERS_MAKE = "posters:make"
    POSTERS_VIEW = "posters:view"
    PUBLICITY_MOVE = "publicity:move"
    PUBLICITY_VIEW = "publicity:view"
    PUBLICITY_WATCH = "publicity:watch"
    PUBLICITY_WRITE = "publicity:write"
    QUESTIONNAIRES_CONFIRM = "questionnaires:confirm"
    QUESTIONNAIRES_EDIT = "questionnaires:edit"
    QUESTIONNAIRES_VIEW = "questionnaires:view"
    RELEASES_VIEW = "releases:view"
    REMINDERS_RULES = "reminders:rules"
    REMINDERS_SEND = "reminders:send"
    REPORTS_RECEIVE = "reports:receive"
    REPORTS_SUBMIT = "reports:submit"
    REPORTS_VIEW = "reports:view"
    REPORTS_WRITE = "reports:write"
    RESULTS_EXPORT = "results:export"
    RESULTS_VIEW = "results:view"
    ROSTER_COMPILE = "roster:compile"
    ROSTER_EDIT = "roster:edit"
    ROSTER_OVERRIDE = "roster:override"
    ROSTER_RECEIVE = "roster:receive"
    ROSTER_VIEW = "roster:view"
    ROUNDS_EDIT = "rounds:edit"
    ROUNDS_VIEW = "rounds:view"
    TASKFORCE_EDIT = "taskforce:edit"
    TASKFORCE_VIEW = "taskforce:view"
    VISITS_AUTHORISE = "visits:authorise"
    VISITS_CORRECT = "visits:correct"
    VISITS_ENTER = "visits:enter"
    VISITS_LOCK = "visits:lock"


P = Permission

COMMUNE_RIGHTS = frozenset(
    {
        P.VISITS_ENTER,
        P.VISITS_LOCK,
        P.VISITS_CORRECT,
        P.POSTERS_VIEW,
        P.DIRECTING_ENTER,
        P.DIRECTING_VIEW,
        P.DOCUMENTS_MAKE,
        P.DOCUMENTS_VIEW,
        P.TASKFORCE_EDIT,
        P.TASKFORCE_VIEW,
        P.PUBLICITY_VIEW,
        P.PUBLICITY_WRITE,
        P.FINDINGS_FIX,
        P.FINDINGS_VIEW,
        P.INCIDENTS_REPORT,
        P.RELEASES_VIEW,
        P.REPORTS_VIEW,
        P.REPORTS_WRITE,
        P.ROSTER_EDIT,
        P.ROSTER_VIEW,
    }
)
PROVINCE_READ_RIGHTS = frozenset(
    {
        P.AUDIT_VIEW,
        P.AWARDS_VIEW,
        P.BOARD_EXPORT,
        P.BOARD_VIEW,
        P.DESKS_VIEW,
        P.DIRECTING_VIEW,
        P.DOCUMENTS_VIEW,
        P.FINDINGS_VIEW,
        P.FLAGS_VIEW,
        P.PUBLICITY_VIEW,
        P.PUBLICITY_WATCH,
        P.QUESTIONNAIRES_VIEW,
        P.RELEASES_VIEW,
        P.REPORTS_VIEW,
        P.RESULTS_EXPORT,
        P.RESULTS_VIEW,
        P.ROUNDS_VIEW,
        P.TASKFORCE_VIEW,
    }
)

ROLES: dict[Role, frozenset[Permission]] = {
    Role.COMMUNE_OFFICER: COMMUNE_RIGHTS,
    Role.COMMUNE_LEAD: COMMUNE_RIGHTS
    | {
        P.ACCOUNTS_ASK,
        P.AUDIT_VIEW,
        P.DESKS_CLOSE,
        P.DESKS_ENROL,
        P.DOCUMENTS_APPROVE,
        P.DOCUMENTS_NUMBER,
        P.REPORTS_SUBMIT,
        P.VISITS_AUTHORISE,
    },
    Role.DISTRICT_MONITOR: frozenset(
        {
            P.ACCOUNTS_RESET,
            P.AUDIT_VIEW,
            P.BOARD_EXPORT,
            P.BOARD_VIEW,
            P.CORRECTIONS_DECIDE,
            P.DESKS_CLOSE,
            P.DESKS_VIEW,
            P.DIRECTING_ENTER,
            P.DIRECTING_VIEW,
            P.DOCUMENTS_APPROVE,
            P.DOCUMENTS_MAKE,
            P.DOCUMENTS_NUMBER,
            P.DOCUMENTS_VIEW,
            P.FINDINGS_FIX,
            P.FINDINGS_VIEW,
            P.FLAGS_VIEW,
            P.INCIDENTS_ANSWER,
            P.INSPECTIONS_MAKE,
            P.LAUNCHES_ENTER,
            P.POSTERS_VIEW,
            P.PUBLICITY_MOVE,
            P.PUBLICITY_VIEW,
            P.PUBLICITY_WATCH,
            P.RELEASES_VIEW,
            P.REMINDERS_SEND,
            P.REPORTS_RECEIVE,
            P.REPORTS_SUBMIT,
            P.REPORTS_VIEW,
            P.REPORTS_WRITE,
            P.ROSTER_VIEW,
            P.ROUNDS_VIEW,
            P.TASKFORCE_VIEW,
        }
    ),
    Role.VETERANS_OFFICE: frozenset(
        {
            P.BOARD_EXPORT,
            P.BOARD_VIEW,
            P.DIRECTING_ENTER,
            P.DIRECTING_VIEW,
            P.FINDINGS_FIX,
            P.FINDINGS_VIEW,
            P.INSPECTIONS_MAKE,
            P.LAUNCHES_ENTER,
            P.PUBLICITY_VIEW,
            P.PUBLICITY_WATCH,
            P.REPORTS_VIEW,
            P.ROSTER_COMPILE,
            P.ROSTER_RECEIVE,
            P.ROSTER_VIEW,
            P.ROUNDS_VIEW,
            P.TASKFORCE_VIEW,
        }
    ),
    Role.PROVINCE_EDITOR: PROVINCE_READ_RIGHTS
    | {
        P.AWARDS_PROPOSE,
        P.COMMENTS_CODE,
        P.CORRECTIONS_DECIDE,
        P.DEEDS_ASK,
        P.DESKS_CLOSE,
        P.DIRECTING_ENTER,
        P.DOCUMENTS_MAKE,
        P.DOCUMENTS_NUMBER,
        P.FINDINGS_FIX,
        P.INCIDENTS_ANSWER,
        P.INSPECTIONS_MAKE,
        P.LAUNCHES_ENTER,
        P.POSTERS_MAKE,
        P.POSTERS_VIEW,
        P.QUESTIONNAIRES_EDIT,
        P.REMINDERS_RULES,
        P.REMINDERS_SEND,
        P.REPORTS_RECEIVE,
        P.ROSTER_OVERRIDE,
        P.ROSTER_RECEIVE,
        P.ROSTER_VIEW,
        P.ROUNDS_EDIT,
    },
    Role.PROVINCE_APPROVER: PROVINCE_READ_RIGHTS
    | {
        P.ACCOUNTS_DECIDE,
        P.AWARDS_DECIDE,
        P.COMMENTS_CODE,
        P.DEEDS_ASK,
        P.DEEDS_DECIDE,
        P.DOCUMENTS_APPROVE,
        P.FINDINGS_FIX,
        P.INCIDENTS_ANSWER,
        P.INSPECTIONS_MAKE,
        P.POSTERS_MAKE,
        P.POSTERS_VIEW,
        P.QUESTIONNAIRES_CONFIRM,
        P.REMINDERS_SEND,
    },
    Role.AUDITOR: PROVINCE_READ_RIGHTS,
    Role.ACCOUNT_ADMIN: frozenset({P.ACCOUNTS_DECIDE, P.ACCOUNTS_MANAGE, P.ACCOUNTS_RESET, P.AUDIT_VIEW}),
}

STEP_UP = frozenset(
    {P.ACCOUNTS_DECIDE, P.ACCOUNTS_MANAGE, P.ACCOUNTS_RESET, P.CORRECTIONS_DECIDE, P.DEEDS_ASK, P.DEEDS_DECIDE}
    | {P.DOCUMENTS_APPROVE}
    | {P.QUESTIONNAIRES_CONFIRM}
)
"""Rights whose actions ask for the second factor again when it was shown more than five minutes ago (P13)."""

TWO_PERSON_ROLES = frozenset({Role.PROVINCE_EDITOR, Role.PROVINCE_APPROVER, Role.AUDITOR, Role.ACCOUNT_ADMIN})
"""Roles whose accounts no one person opens, closes or gives a code to."""

COMMUNE_ROLES = frozenset({Role.COMMUNE_OFFICER, Role.COMMUNE_LEAD})
LEVEL_OF: dict[Role, str] = {
    Role.COMMUNE_OFFICER: "commune",
    Role.COMMUNE_LEAD: "commune",
    Role.DISTRICT_MONITOR: "district",
    Role.VETERANS_OFFICE: "province",
    Role.PROVINCE_EDITOR: "province",
    Role.PROVINCE_APPROVER: "province",
    Role.AUDITOR: "province",
    Role.ACCOUNT_ADMIN: "province",
}


def role_title(role: str) -> str:
    """A role as it stands on the page."""
    return role_titles()[Role(role)]


@cached_per_language
def role_titles() -> Mapping[str, str]:
    """Every role as it stands on the page."""
    return {
        Role.COMMUNE_OFFICER: _("Cán bộ nhập liệu cấp xã"),
        Role.COMMUNE_LEAD: _("Tổ trưởng Tổ công tác"),
        Role.DISTRICT_MONITOR: _("Cán bộ theo dõi cấp huyện"),
        Role.VETERANS_OFFICE: _("Cán bộ tổng hợp Hội Cựu chiến binh tỉnh"),
        Role.PROVINCE_EDITOR: _("Chuyên viên tổng hợp"),
        Role.PROVINCE_APPROVER: _("Lãnh đạo duyệt"),
        Role.AUDITOR: _("Cán bộ giám sát hệ thống"),
        Role.ACCOUNT_ADMIN: _("Quản trị tài khoản"),
    }
