"""Which features a plan uses: what it leaves out has no pages, menu entries, tasks, steps or sections in papers."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.surveys.plan.plan import Plan


class Feature(StrEnum):
    VISITS = "visits"
    VISITS_BY_DAY = "visits_by_day"
    HELPERS = "helpers"
    TASKFORCE = "taskforce"
    PUBLICITY = "publicity"
    CHAT = "chat"
    SOFTWARE = "software"
    AWARDS = "awards"
    RECOGNITION = "recognition"
    INVITATIONS = "invitations"
    DISTRICTS = "districts"
    HOLDER = "holder"


USED: Final[Mapping[Feature, Callable[[Plan], object]]] = {
    Feature.VISITS: lambda plan: plan.turnout,
    Feature.VISITS_BY_DAY: lambda plan: plan.counts_by_day,
    Feature.HELPERS: lambda plan: plan.helpers,
    Feature.TASKFORCE: lambda plan: plan.bodies.task_force,
    Feature.PUBLICITY: lambda plan: plan.channels,
    Feature.CHAT: lambda plan: plan.chat,
    Feature.SOFTWARE: lambda plan: plan.software,
    Feature.AWARDS: lambda plan: plan.awards,
    Feature.RECOGNITION: lambda plan: plan.recognition,
    # the register is entered by the day, once the day's visits are «chốt»
    Feature.INVITATIONS: lambda plan: plan.invitations.counted and plan.counts_by_day,
    Feature.DISTRICTS: lambda plan: plan.catalogue.districts,
    Feature.HOLDER: lambda plan: plan.rated.is_person,
}

WORDS: Final[Mapping[Feature, LazyString]] = {
    Feature.VISITS: _l("số liệu để so với số phiếu"),
    Feature.VISITS_BY_DAY: _l("số liệu từng ngày để so với số phiếu"),
    Feature.HELPERS: _l("người hỗ trợ tại bàn"),
    Feature.TASKFORCE: _l("tổ ở đơn vị"),
    Feature.PUBLICITY: _l("phần công khai, tuyên truyền"),
    Feature.CHAT: _l("nhóm nhắn tin"),
    Feature.SOFTWARE: _l("phần mềm phải nhập song song"),
    Feature.AWARDS: _l("phần đề nghị khen thưởng"),
    Feature.RECOGNITION: _l("tiêu chí công nhận"),
    Feature.INVITATIONS: _l("sổ ghi số người được mời"),
    Feature.DISTRICTS: _l("cấp giữa"),
    Feature.HOLDER: _l("chức danh được lấy ý kiến"),
}

# Rooms, and single pages of rooms that have others.
PAGES: Final[Mapping[str, Feature]] = {
    "roster": Feature.HELPERS,
    "duty": Feature.HELPERS,
    "desk_phones": Feature.HELPERS,
    "guiding_public.card": Feature.HELPERS,
    "preparing.launch": Feature.HELPERS,
    "preparing.new_launch": Feature.HELPERS,
    "preparing.edit_launch": Feature.HELPERS,
    "preparing.own": Feature.TASKFORCE,
    "preparing.task_forces": Feature.TASKFORCE,
    "preparing.task_forces_file": Feature.TASKFORCE,
    "preparing.task_force": Feature.TASKFORCE,
    "preparing.edit_task_force": Feature.TASKFORCE,
    "preparing.send_scan": Feature.TASKFORCE,
    "preparing.decision_scan": Feature.TASKFORCE,
    "preparing.paper": Feature.TASKFORCE,
    "preparing.paper_file": Feature.TASKFORCE,
    "preparing.chat": Feature.CHAT,
    "preparing.chat_file": Feature.CHAT,
    "preparing.chat_unit": Feature.CHAT,
    "preparing.name_member": Feature.CHAT,
    "preparing.change_member": Feature.CHAT,
    "publicity": Feature.PUBLICITY,
    "reporting.software": Feature.SOFTWARE,
    "awards": Feature.AWARDS,
    "results.recognition": Feature.RECOGNITION,
    "results.recognition_file": Feature.RECOGNITION,
    "fieldwork.visits": Feature.VISITS,
    "fieldwork.lock": Feature.VISITS,
    "fieldwork.ask_lock": Feature.VISITS,
    "fieldwork.correct": Feature.VISITS,
    "fieldwork.corrections": Feature.VISITS,
    "fieldwork.decide": Feature.VISITS,
    "fieldwork.authority": Feature.VISITS,
    "fieldwork.change_authority": Feature.VISITS,
    "fieldwork.invited": Feature.INVITATIONS,
    "surveys.policy": Feature.VISITS,
    "surveys.chair": Feature.HOLDER,
}

# Kinds of official papers.
PAPERS: Final[Mapping[str, Feature]] = {
    "awards": Feature.AWARDS,
    "roster": Feature.HELPERS,
    "supervisors": Feature.HELPERS,
    "daily": Feature.VISITS_BY_DAY,
    "district": Feature.DISTRICTS,
}


def uses(plan: Plan, feature: Feature | None) -> bool:
    """Whether a plan uses a feature; what is of none is always there."""
    return feature is None or bool(USED[feature](plan))


def of_page(endpoint: str) -> Feature | None:
    """The feature that a page is of; None for pages that every plan has."""
    return PAGES.get(endpoint) or PAGES.get(endpoint.partition(".")[0])


def has_page(plan: Plan, endpoint: str) -> bool:
    """Whether a round of this plan has such a page."""
    return uses(plan, of_page(endpoint))


def has_paper(plan: Plan, kind: str) -> bool:
    """Whether a round of this plan has such a kind of paper."""
    return uses(plan, PAPERS.get(kind))


def absence(plan: Plan, feature: Feature) -> str:
    """«Kế hoạch số 12-KH/SYT không có tổ ở đơn vị.»."""
    return f"{plan.named} không có {WORDS[feature]}."
