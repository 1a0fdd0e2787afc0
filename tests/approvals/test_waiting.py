"""One query lists what waits, of every kind, for whoever may decide it and for nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from portal.accounts import approvals as account_approvals
from portal.accounts import waiting
from portal.accounts.admin import requests as account_requests
from portal.accounts.permissions import LEVEL_OF, ROLES, Role
from portal.audit.operations import record
from portal.extensions import db as database
from tests import make
from tests.approvals.kinds import AFTER, KINDS, MOMENTS, NOW, Kind, survey
from tests.approvals.test_second_person import WHO, account, person

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

    from tests.browser import PageClient

YEAR = 2024
TOPS = {"commune": "07507", "district": "219", "province": "24"}
OF_A_RUNNING_ROUND = KINDS["round"], KINDS["spelling of a question"]
OF_THE_OFFICE = {"words of a form", "ground of links"}
WORDS = {
    "round": "Kết thúc sớm đợt khảo sát: ",
    "account of the province": "Cấp mã dùng một lần: giamsat",
    "account of a commune": "Khóa tài khoản: ",
    "commune set apart": "Không đưa phiếu của xã Thanh Hải vào tổng hợp",
    "corrected visits": "Điều chỉnh số liệu ngày 12/6/2024: xã Thanh Hải",
    "spelling of a question": "Sửa chính tả câu Q1: ",
    "ground of links": "Căn cứ đối chiếu đơn vị: Nghị quyết 1191/NQ-UBTVQH15 (danh mục 2024)",
    "two desks at once": "Đề nghị cho Nguyễn Văn An trực tại hai điểm",
    "awards": "Ý kiến về đề nghị khen thưởng: ",
    "words of a form": "Đọc, xác nhận phiếu MOI, phiên bản 1",
    "paper": "Chờ duyệt: Báo cáo",
}


@pytest.fixture(params=KINDS)
def name(request: pytest.FixtureRequest, db: object, at: Any) -> str:
    at(MOMENTS.get(request.param, NOW))
    make.survey_round()
    return str(request.param)


@pytest.fixture
def kind(name: str) -> Kind:
    return KINDS[name]


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("who", WHO)
def test_it_waits_for_another_human_being(kind: Kind, who: str) -> None:
    first, second, may = WHO[who]
    kind.ask(account(kind, person(*first)))
    assert len(waiting.approvals(account(kind, person(*second)))) == may


def test_it_does_not_wait_for_the_account_that_asked(kind: Kind) -> None:
    asker = account(kind, person("Trần Văn A", "CB1"))
    kind.ask(asker)
    assert waiting.approvals(asker) == []


def test_it_waits_no_longer_once_it_is_decided(kind: Kind) -> None:
    key, decider = kind.ask(account(kind, person("Trần Văn A", ""))), account(kind, person("Lê Thị B", ""))
    kind.decide(key, decider)()
    assert waiting.approvals(account(kind, person("Vi Văn C", ""))) == []


def test_it_waits_for_those_alone_who_have_the_right_and_the_place(kind: Kind, name: str) -> None:
    kind.ask(account(kind, person("Trần Văn A", "")))
    [one] = waiting.approvals(account(kind, person("Lê Thị B", "")))
    make.units_small(2025)
    for role in Role:
        for year in (YEAR, 2025):
            where = make.unit(TOPS[LEVEL_OF[role]], year)
            by = make.account(role, where, username=f"nam{year}.{role}", full_name=f"Người {year} {role}")
            # what is an office's is decided in all its catalogues; all else by those of the unit that decides it
            is_there = where.code == kind.unit and (year == YEAR or name in OF_THE_OFFICE)
            assert bool(waiting.approvals(by)) == (one.kind.permission in ROLES[role] and is_there)


def test_it_says_what_and_where(app: Flask, kind: Kind, name: str, sign_in: Callable[..., PageClient]) -> None:
    kind.ask(account(kind, person("Trần Văn A", "")))
    decider = account(kind, person("Lê Thị B", ""))
    [one] = waiting.approvals(decider)
    assert one.words.startswith(WORDS[name])
    assert (one.asked_at is None) == (name == "words of a form")
    database.session.commit()
    with app.test_request_context():
        url = one.url
    if name != "paper":  # this one has no figures to show
        assert sign_in(decider).get(url).status == 200


def test_all_kinds_are_read_by_two_statements(db: object, at: Any, statements: list[str]) -> None:
    at(AFTER)
    make.survey_round()
    approver, admin = Role.PROVINCE_APPROVER, Role.ACCOUNT_ADMIN
    for kind in KINDS.values():
        if kind.role in {approver, admin} and kind not in OF_A_RUNNING_ROUND:
            kind.ask(account(kind, person(f"Người {kind.ask.__name__}", "")))
    decider = make.account(approver, full_name="Lê Thị B")
    database.session.flush()
    assert decider.unit.path  # read before the statements are counted
    del statements[:]
    every = waiting.approvals(decider)
    assert [one.kind.name for one in every] == [
        "questionnaire",
        "exclusion",
        "document",
        "awards",
        "account",
        "unit_links",
    ]
    assert len(statements) == 2
    assert [one.kind.name for one in waiting.approvals(decider, "awards", "document")] == ["document", "awards"]


def test_who_changed_a_paper_is_not_asked_to_approve_it(db: object, at: Any) -> None:
    at(NOW)
    make.survey_round()
    kind = KINDS["paper"]
    key = kind.ask(account(kind, person("Trần Văn A", "")))
    writer, other = account(kind, person("Lê Thị B", "")), account(kind, person("Vi Văn C", ""))
    record("documents.write", by=writer, subject=("document", key))
    assert [len(waiting.approvals(one)) for one in (writer, other)] == [0, 1]


def test_whom_a_new_account_is_for_is_not_asked_to_open_it(db: object) -> None:
    asker = make.account(Role.ACCOUNT_ADMIN, full_name="Trần Văn A")
    payload = {"full_name": "Lê Thị B", "identifier": "cb2", "username": "lanhdao", "role": "province_approver"}
    account_approvals.ask("create", unit=asker.unit, by=asker, payload=payload)
    holder = make.account(Role.ACCOUNT_ADMIN, person=person("Lê Thị B", "CB2"))
    other = make.account(Role.ACCOUNT_ADMIN, full_name="Vi Văn C")
    assert [[one.about for one in waiting.approvals(by)] for by in (holder, other)] == [[], ["lanhdao"]]


def test_an_exclusion_waits_only_while_results_are_open_and_not_released(db: object, at: Any) -> None:
    at(AFTER)
    make.survey_round()
    kind = KINDS["commune set apart"]
    kind.ask(account(kind, person("Trần Văn A", "")))
    survey().released_at = AFTER
    database.session.flush()
    assert waiting.approvals(account(kind, person("Lê Thị B", ""))) == []


def test_a_district_decides_codes_of_its_communes_alone(db: object) -> None:
    lead = make.account(Role.COMMUNE_LEAD)
    officers = [make.account(Role.COMMUNE_OFFICER, username=f"canbo{n}", full_name=f"Cán Bộ {n}") for n in (1, 2)]
    for officer, what in zip(officers, (account_requests.CODE, account_requests.CLOSE), strict=True):
        account_requests.request_change(officer, kind=what, reason="Quên mã", by=lead)
    district = make.account(Role.DISTRICT_MONITOR, make.unit("219"))
    assert [one.what for one in waiting.approvals(district)] == [account_requests.CODE]
    assert account_requests.count_waiting(make.account(Role.ACCOUNT_ADMIN, full_name="Quản trị")) == 2
