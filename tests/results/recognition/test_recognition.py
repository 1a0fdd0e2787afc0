"""results/recognition: communes against the survey's criteria; no page before the plan has them; it decides nothing."""

from __future__ import annotations

import pytest

from portal.accounts.permissions import Role
from portal.errors import Mistakes
from portal.extensions import db as database
from portal.results.recognition import criteria
from portal.results.recognition.criteria import MET, NOT_MET, OPEN, Compared
from portal.results.scoring import score
from portal.surveys.plan.plan import Plan, parse
from portal.surveys.turnout import Status
from tests import make
from tests.results import poll

ASKED = {
    "source": "Hướng dẫn số 12-HD/BCĐ ngày 02/02/2024",
    "body": "Ban Chỉ đạo tỉnh",
    "criteria": [
        {"text": "Bảo đảm số lượt tham gia khảo sát", "measure": "turnout"},
        {"text": "Từ 70% người trả lời hài lòng trở lên", "measure": "satisfied", "least": 70},
    ],
}
PROVINCE = {"07507": {4: 30}, "07519": {1: 30}, "07534": {4: 3}}


@pytest.mark.parametrize(
    ("status", "stands"),
    [
        (Status.DAT, MET),
        (Status.THAP, NOT_MET),
        (Status.CAO_CAN_GIAI_TRINH, OPEN),
        (Status.CAO_BAT_THUONG, OPEN),
        (Status.CHUA_DU_SO_LIEU, OPEN),
    ],
)
def test_taking_part_is_met_or_not_and_more_is_not_better(status, stands):
    assert criteria.by_turnout(status) == stands


@pytest.mark.parametrize(
    ("counts", "least", "stands"),
    [
        ({}, 70, OPEN),
        ({4: 19}, 70, OPEN),
        ({4: 20}, 70, MET),
        ({1: 20}, 70, NOT_MET),
        ({4: 70, 1: 30}, 70, OPEN),
        ({4: 800, 1: 200}, 70, MET),
        ({4: 600, 1: 400}, 70, NOT_MET),
        ({4: 20, 9: 50}, 70, MET),
    ],
)
def test_a_share_is_told_by_its_interval(counts, least, stands):
    assert criteria.by_share(score(counts), least, 20) == stands


@pytest.mark.parametrize(
    ("standings", "overall", "met"),
    [((MET, MET), MET, 2), ((MET, OPEN), OPEN, 1), ((OPEN, NOT_MET), NOT_MET, 0), ((MET, NOT_MET), NOT_MET, 1)],
)
def test_one_criterion_not_met_decides_and_one_open_leaves_it_open(standings, overall, met):
    one = Compared(None, standings)
    assert (one.overall, one.met) == (overall, met)


@pytest.mark.parametrize(
    ("criterion", "sentence"),
    [
        ({"text": "Hài lòng", "measure": "satisfied"}, "thiếu ngưỡng"),
        ({"text": "Tham gia", "measure": "turnout", "least": 50}, "thừa"),
        ({"text": "Khác", "measure": "age"}, "turnout"),
    ],
)
def test_a_criterion_is_one_of_two_kinds(criterion, sentence):
    body = {
        **parse((make.PLANS / "198-kh-bdvtu.toml").read_text()).to_json(),
        "recognition": {**ASKED, "criteria": [criterion]},
    }
    with pytest.raises(Mistakes) as found:
        Plan.from_json(body)
    assert any(sentence in str(one) for one in found.value.mistakes)


@pytest.fixture
def survey(db, at):
    at(poll.AFTER)
    survey = poll.province(PROVINCE)
    survey.plan = {**survey.plan, "recognition": ASKED}
    database.session.commit()
    return survey


def test_there_is_no_page_before_the_plan_has_criteria(db, at, sign_in):
    at(poll.AFTER)
    survey = poll.province(PROVINCE)
    client = sign_in(make.account(Role.PROVINCE_EDITOR))
    assert client.get(f"/results/{survey.slug}/recognition", check=False).status == 404
    assert not client.get(f"/results/{survey.slug}/communes").all('a[href$="/recognition"]')


def test_the_page_names_who_decides_and_decides_nothing(survey, sign_in):
    client = sign_in(make.account(Role.PROVINCE_EDITOR))
    address = f"/results/{survey.slug}/recognition"
    assert client.get(f"/results/{survey.slug}/communes").one(f'a[href="{address}"]')
    page = client.get(address)
    assert "một trong các căn cứ xem xét" in page.text
    assert ASKED["body"] in page.text
    assert "đủ điều kiện công nhận" not in page.text
    by_name = {row[0].partition(",")[0]: row[1:] for row in page.rows()}
    assert by_name[make.unit("07507").title][1] == "Đáp ứng"
    assert by_name[make.unit("07519").title][1] == "Chưa đáp ứng"
    assert by_name[make.unit("07534").title][1] == "Chưa đủ căn cứ"
    only = client.get(f"{address}?status=not_met").rows()
    assert [row[0].partition(",")[0] for row in only] == [make.unit("07519").title]
    assert client.get(f"{address}.xlsx").status == 200


def test_districts_and_communes_do_not_see_it(survey, sign_in):
    for role in (Role.DISTRICT_MONITOR, Role.COMMUNE_LEAD):
        assert sign_in(make.account(role)).get(f"/results/{survey.slug}/recognition", check=False).status == 403
