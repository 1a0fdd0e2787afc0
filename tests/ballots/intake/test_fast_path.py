"""What is handed out ahead of Flask is what Flask would have answered, and only that."""

from __future__ import annotations

import contextvars
import gzip
import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.test import EnvironBuilder

from portal.ballots import AT_ONCE, put_in_front
from portal.ballots.form import point_cache
from portal.ballots.intake.fast_path import FastPath
from portal.extensions import db
from portal.surveys.models import Round
from portal.web.data import clock
from tests import make
from tests.ballots.conftest import kept

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def fetch(app, citizen):
    """`fetch(path)` gives the reply, and whether Flask was asked for it."""
    asked: list[str] = []
    front = app.wsgi_app
    assert isinstance(front, FastPath)
    inner = front.inner

    def note(environ, start_response):
        asked.append(environ["PATH_INFO"])
        return inner(environ, start_response)

    def get(path: str, method: str = "GET", **headers: str):
        asked.clear()
        client = app.test_client(use_cookies=False)
        reply = contextvars.Context().run(client.open, path, method=method, headers={**GZIP, **headers})
        return reply, bool(asked)

    db.session.commit()
    front.inner = note
    yield get
    front.inner = inner


def without_mark(page: bytes) -> bytes:
    return re.sub(rb'value="[A-Za-z0-9_-]{60}"', b"", gzip.decompress(page))


def headers_of(reply) -> dict[str, str]:
    return {name: value for name, value in reply.headers.items() if name != "Content-Length"}


def test_the_second_form_comes_from_memory_and_is_the_same_but_for_its_mark(citizen, fetch):
    first, by_flask = fetch(citizen.path)
    assert by_flask
    second, by_flask = fetch(citizen.path)
    assert not by_flask
    assert second.status_code == first.status_code == 200
    assert headers_of(second) == headers_of(first)
    assert without_mark(second.data) == without_mark(first.data)
    assert second.data != first.data
    assert int(second.headers["Content-Length"]) == len(second.data)


def test_a_point_met_before_is_read_anew_without_flask(app, citizen, fetch, monkeypatch):
    fetch(citizen.path)
    monkeypatch.setattr(point_cache, "MAX_AGE_SECONDS", 0)
    reply, by_flask = fetch(citizen.path)
    assert reply.status_code == 200
    assert not by_flask
    with db.engine.begin() as another_process:
        another_process.execute(update(Round).values(closes_at=clock.now() - timedelta(seconds=1)))
    assert fetch(citizen.path)[0].status_code == 410


def test_what_lies_ready_is_handed_out_at_once_and_nothing_else_is(app, citizen, fetch):
    def at_once(path: str) -> tuple[list[str], list[bytes]]:
        told: list[str] = []
        environ = {**EnvironBuilder(path, headers=GZIP).get_environ()}
        return told, list(app.extensions[AT_ONCE](environ, lambda status, _headers: told.append(status)))

    assert at_once(citizen.path) == ([], [])
    fetch(citizen.path)
    told, sent = at_once(citizen.path)
    assert told == ["200 OK"]
    assert b"<form" in gzip.decompress(sent[0])
    for path in (f"{citizen.path}?lang=en", "/", f"{citizen.path}/done/none"):
        assert at_once(path) == ([], [])


def test_a_form_from_memory_can_be_sent(citizen, fetch):
    fetch(citizen.path)
    reply, by_flask = fetch(citizen.path)
    assert not by_flask
    mark = re.search(rb'name="nonce" value="([^"]+)"', gzip.decompress(reply.data))
    citizen.fields = {"nonce": mark[1].decode(), "Q15": ""}
    assert citizen.send().status == 303


def test_the_thanks_come_from_memory_too_each_with_its_own_receipt(phone, fetch):
    one, other = phone(), phone()
    first, second = one.answer().location, other.answer().location
    flask_page, by_flask = fetch(first)
    assert by_flask
    page, by_flask = fetch(second)
    assert not by_flask
    assert headers_of(page) == headers_of(flask_page)
    assert one.client.get(first).reads(".receipt") != other.client.get(second).reads(".receipt")
    assert other.client.get(second).reads(".receipt").encode() in gzip.decompress(page.data)


def test_whatever_needs_a_look_is_left_to_the_views(citizen, fetch):
    fetch(citizen.path)
    for path, method, headers in (
        (f"{citizen.path}?lang=en", "GET", {}),
        (f"{citizen.path}?family=1", "GET", {}),
        (f"{citizen.path}?x=1", "GET", {}),
        (citizen.path, "HEAD", {}),
        (citizen.path, "POST", {}),
        (citizen.path, "GET", {"Accept-Encoding": "identity"}),
        (citizen.path, "GET", {"Cookie": "desk=x"}),
        (citizen.path, "POST", {"Cookie": "desk=x"}),
        (f"{citizen.path}/done/x", "GET", {}),
        (f"{citizen.path}/done", "GET", {}),
        (f"{citizen.path}/other/x", "GET", {}),
        (f"{citizen.path}/", "GET", {}),
        ("/p/", "GET", {}),
        ("/p/XXXXXXXX", "GET", {}),
        ("/", "GET", {}),
    ):
        assert fetch(path, method, **headers)[1], (path, method, headers)


def test_a_cookie_of_something_else_and_a_forged_one_are_no_reason(citizen, point, fetch):
    fetch(citizen.path)
    for cookie in ("p-ABCDEFGH=x; other=y", f"p-{point.code}=x"):
        page, by_flask = fetch(citizen.path, Cookie=cookie)
        assert not by_flask
        assert "đã gửi phiếu" not in gzip.decompress(page.data).decode()


def test_a_phone_that_has_sent_is_told_so_from_memory_too(citizen, fetch):
    cookie = citizen.answer().response.headers["Set-Cookie"].split(";")[0]
    first, by_flask = fetch(citizen.path, Cookie=cookie)
    assert by_flask
    second, by_flask = fetch(citizen.path, Cookie=cookie)
    assert not by_flask
    assert "Điện thoại này đã gửi phiếu" in gzip.decompress(second.data).decode()
    assert headers_of(second) == headers_of(first)
    assert without_mark(second.data) == without_mark(first.data)


def test_the_clock_shuts_it_to_the_second(citizen, fetch, at):
    at(clock.end_of(make.LAST_DAY) - timedelta(seconds=1))
    fetch(citizen.path)
    assert fetch(citizen.path)[0].status_code == 200
    at(clock.end_of(make.LAST_DAY))
    assert fetch(citizen.path)[0].status_code == 410


def test_thanks_older_than_ten_minutes_are_left_to_the_views(phone, fetch, at):
    one = phone()
    location = one.answer().location
    fetch(location)
    assert not fetch(location)[1]
    at(clock.now() + timedelta(minutes=11))
    reply, by_flask = fetch(location)
    assert (reply.status_code, by_flask) == (410, True)


def test_a_change_in_this_process_is_seen_at_once(citizen, survey, fetch):
    fetch(citizen.path)
    survey.closes_at = clock.now() - timedelta(seconds=1)
    db.session.commit()
    assert fetch(citizen.path)[0].status_code == 410


@pytest.fixture
def deliver(app, citizen):
    """`deliver(raw)` posts bytes as a browser does; gives the reply, and whether Flask was asked for it."""
    asked: list[str] = []
    front = app.wsgi_app
    inner = front.inner

    def note(environ, start_response):
        asked.append(environ["PATH_INFO"])
        return inner(environ, start_response)

    def post(raw: bytes, path: str | None = None, **headers: str):
        asked.clear()
        db.session.commit()
        given = {"Content-Type": "application/x-www-form-urlencoded", **GZIP, **headers}
        client = app.test_client(use_cookies=False)
        at_path = path or citizen.path
        warm = app.extensions["ballots"].point_cache
        contextvars.Context().run(client.get, at_path.split("?")[0], headers=GZIP)
        assert warm.recent(citizen.code) is not None
        asked.clear()
        return contextvars.Context().run(client.post, at_path, data=raw, headers=given), bool(asked)

    front.inner = note
    yield post
    front.inner = inner


def filled(citizen, **changes: str | None) -> bytes:
    citizen.open()
    citizen.wait(seconds=60)
    return urlencode(citizen.fill(**changes)).encode()


def test_a_faultless_form_is_taken_without_flask_and_answered_alike(app, phone, deliver, monkeypatch):
    quick, by_flask = deliver(filled(phone()))
    assert not by_flask
    monkeypatch.setattr(FastPath, "accept", lambda *_args: None)
    slow, by_flask = deliver(filled(phone()))
    assert by_flask
    assert quick.status_code == slow.status_code == 303
    assert set(headers_of(quick)) == set(headers_of(slow))
    same = [name for name in headers_of(quick) if name not in {"Location", "Set-Cookie", "Vary"}]
    assert {name: quick.headers[name] for name in same} == {name: slow.headers[name] for name in same}
    for name in ("Location", "Set-Cookie"):
        assert len(quick.headers[name]) == len(slow.headers[name])
    assert kept()["ballot_pool"] == 2


def test_a_repeat_and_a_comment_take_the_same_way(citizen, deliver):
    raw = filled(citizen, Q15="Gọi 0912345678")
    first, by_flask = deliver(raw)
    assert not by_flask
    again, by_flask = deliver(raw)
    assert not by_flask
    told = [citizen.client.get(reply.headers["Location"]) for reply in (first, again)]
    assert "đã được ẩn" in told[0].text
    assert "phiếu gửi lần đầu được giữ; nếu lần này chọn khác thì không được nhận" in told[1].text
    assert told[0].reads(".receipt") == told[1].reads(".receipt")
    assert kept()["ballot_pool"] == kept()["comment_pool"] == 1


def test_whatever_is_wrong_is_met_by_the_views_with_its_status(citizen, deliver):
    raw = filled(citizen)
    for body, headers, status in (
        (raw.replace(b"Q3=4", b"Q3=8"), {}, 422),
        (raw.replace(b"Q15=", b"Q15=%ff"), {}, 422),
        (raw + b"&x=1", {}, 400),
        (raw, {"Content-Type": "text/plain"}, 400),
        (raw, {"Origin": "https://evil.example"}, 403),
        (raw, {"Origin": "http://[::1"}, 403),
        (raw, {"Sec-Fetch-Site": "cross-site"}, 403),
        (raw + b"a" * 70_000, {}, 413),
        (b"", {}, 400),
    ):
        reply, by_flask = deliver(body, **headers)
        assert (reply.status_code, by_flask) == (status, True), (body[:40], headers)
    assert set(kept().values()) == {0}


def test_a_fault_on_the_quick_way_is_met_again_by_the_views(app, citizen, deliver, monkeypatch):
    raw = filled(citizen)
    side, failed = app.extensions["ballots"], []
    real = side.process

    def fail_once(place, post):
        if not failed:
            failed.append(post)
            raise RuntimeError
        return real(place, post)

    monkeypatch.setattr(side, "process", fail_once)
    reply, by_flask = deliver(raw)
    assert (reply.status_code, by_flask) == (303, True)
    assert kept()["ballot_pool"] == 1


def test_behind_a_proxy_it_sees_the_visitors_address(app):
    other = Flask("other")
    other.config.from_mapping(app.config)
    other.wsgi_app = ProxyFix(other.wsgi_app, x_for=1)
    put_in_front(other, app.extensions["ballots"])
    assert isinstance(other.wsgi_app, ProxyFix)
    assert isinstance(other.wsgi_app.app, FastPath)
