"""Old addresses lead for good to where their content stands now, with their query; the new place asks for the right."""

from __future__ import annotations

import pytest

from portal.accounts.permissions import Role
from portal.web.http.redirects import MOVED
from tests import make
from tests.results import poll

SLUG = "198-kh-bdvtu"


def test_an_address_has_moved_once_and_its_new_place_is_no_old_one(app):
    old = [one.rule for one in MOVED]
    assert len(old) == len(set(old))
    places = {one.endpoint for one in MOVED}
    shown = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint in places and "GET" in rule.methods}
    assert shown.isdisjoint(old)


@pytest.mark.parametrize("one", MOVED, ids=lambda one: one.rule)
def test_an_old_address_leads_to_the_new_place_with_its_query(app, db, sign_in, one):
    survey = poll.province({"07507": {5: 30}})
    browser = sign_in(make.account(Role.PROVINCE_EDITOR))
    old = one.rule.replace("<slug>", SLUG)
    answer = browser.get(f"{old}?index=mean0&q=chu+a", check=False)
    assert answer.status == 308
    with app.test_request_context():
        new = app.url_for(one.endpoint, slug=survey.slug, index="mean0", q="chu a", _anchor=one.part or None)
    assert answer.response.headers["Location"] == new
    assert browser.get(new.partition("#")[0]).status == 200


@pytest.mark.parametrize("address", ["areas", "communes?sort=unit", "questions", ""])
def test_no_word_of_a_query_changes_where_links_and_redirects_lead(db, sign_in, address):
    poll.province({"07507": {5: 30}})
    browser = sign_in(make.account(Role.PROVINCE_EDITOR))
    words = "_external=1&_scheme=javascript&_method=POST&_anchor=x&slug=khac"
    path = f"/results/{SLUG}/{address}".rstrip("/")
    answer = browser.get(f"{path}{'&' if '?' in path else '?'}{words}", check=False)
    if answer.status == 308:
        assert answer.response.headers["Location"].startswith(f"/results/{SLUG}/communes?")
        return
    assert answer.status == 200
    assert not [a["href"] for a in answer.all("main a") if not a["href"].startswith(("/", "?", "#"))]
    assert "/results/khac" not in answer.text


@pytest.mark.parametrize("role", [Role.COMMUNE_LEAD, Role.DISTRICT_MONITOR, Role.VETERANS_OFFICE, Role.ACCOUNT_ADMIN])
@pytest.mark.parametrize("one", MOVED, ids=lambda one: one.rule)
def test_whoever_may_not_read_it_is_refused_at_the_new_place(db, sign_in, one, role):
    poll.province({"07507": {5: 30}})
    browser = sign_in(make.account(role))
    answer = browser.get(one.rule.replace("<slug>", SLUG), check=False)
    assert answer.status == 308
    assert browser.get(answer.response.headers["Location"].partition("#")[0], check=False).status == 403
