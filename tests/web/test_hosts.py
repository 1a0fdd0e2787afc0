"""Only under our own names are pages given and forms taken, at both doors; probes may ask under any."""

from __future__ import annotations

import pytest

from portal import create_app
from portal.config import read_config
from portal.errors import SettingsError
from portal.extensions import db as database
from portal.extensions import queue
from portal.web.http.hosts import is_ours, name_in
from tests import make
from tests.ballots.conftest import NOON, Citizen

OWN = frozenset({"khaosat.example.vn", "2001:db8::1"})
REFUSED = "không mở được dưới địa chỉ này"


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("khaosat.example.vn", "khaosat.example.vn"),
        ("KHAOSAT.Example.vn:443", "khaosat.example.vn"),
        ("khaosat.example.vn.", "khaosat.example.vn"),
        ("khaosat.example.vn.:8443", "khaosat.example.vn"),
        ("127.0.0.1:8000", "127.0.0.1"),
        ("[::1]:8000", "::1"),
        ("[2001:DB8::1]", "2001:db8::1"),
        ("", ""),
        ("::1", ""),
        ("[::1", ""),
        ("a,b", ""),
        ("user@khaosat.example.vn", ""),
        ("khaosat.example.vn/evil", ""),
        ("khaosat.example.vn#evil", ""),
        ("khaosat.example.vn\\evil", ""),
        ("khaosat.example.vn:80:80", ""),
        ("khaosat.example.vn:evil", ""),
        (" khaosat.example.vn", ""),
    ],
)
def test_the_name_in_a_host_header(host, name):
    assert name_in(host) == name


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("khaosat.example.vn", True),
        ("khaosat.example.vn:8443", True),
        ("[2001:db8::1]:443", True),
        ("localhost:8000", True),
        ("127.9.9.9", True),
        ("[::1]", True),
        ("evil.example", False),
        ("khaosat.example.vn.evil.example", False),
        ("evil-khaosat.example.vn", False),
        ("khaosat.example.vn..", False),
        ("203.0.113.9", False),
        ("", False),
    ],
)
def test_whose_name_it_is(host, ours):
    assert is_ours(host, OWN) is ours


def test_own_names_are_the_printed_address_and_the_trusted_ones(tmp_path):
    given = {"PORTAL_INSTANCE": str(tmp_path), "PORTAL_BASE_URL": "https://khaosat.example.vn:8443/"}
    config = read_config({**given, "PORTAL_TRUSTED_HOSTS": "Canbo.example.vn, 10.0.0.5:8000,"})
    assert config["OWN_HOSTS"] == {"khaosat.example.vn", "canbo.example.vn", "10.0.0.5"}
    with pytest.raises(SettingsError, match="https://canbo"):
        read_config({**given, "PORTAL_TRUSTED_HOSTS": "https://canbo.example.vn"})


@pytest.mark.parametrize("path", ["/", "/login", "/p/{code}", "/promises", "/metrics", "/nowhere", "/accounts"])
@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "a,b", "localhost/", "203.0.113.9:8000"])
def test_nothing_is_shown_under_a_foreign_name(client, path, host):
    make.survey_round()
    path = path.format(code=make.point().code)
    database.session.commit()
    answer = client.get(path, headers={"Host": host}, check=False)
    assert answer.one("main a")["href"] == client.app.config["BASE_URL"]
    assert (answer.status, REFUSED in answer.text, "evil" in answer.response.get_data(as_text=True)) == (
        400,
        True,
        False,
    )


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:81", "localhost.", "127.0.0.1:8000", "[::1]:8000"])
def test_all_is_shown_on_the_machine_itself(client, host):
    assert client.get("/promises", headers={"Host": host}).status == 200


def test_the_refusal_finds_its_styles(client):
    assert client.get("/static/site.css", headers={"Host": "evil.example"}).status == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_may_ask_under_any_name_and_get_no_links(client, path):
    answer = client.get(path, headers={"Host": "evil.example"})
    assert answer.status == 200
    assert "evil" not in answer.response.get_data(as_text=True)
    assert answer.response.mimetype == "application/json"


@pytest.fixture
def citizen(client, at):
    """A citizen at a form that both doors have ready, after a first one has warmed them."""
    make.survey_round()
    code = make.point().code
    database.session.commit()
    at(NOON)
    Citizen(client, code, at).answer()
    return Citizen(type(client)(client.app), code, at)


def test_a_form_fetched_and_sent_under_a_foreign_name_is_refused_at_both_doors(citizen):
    foreign = {"Host": "evil.example", "Origin": "http://evil.example"}
    path = f"/p/{citizen.code}"
    assert citizen.client.get(path, headers={**foreign, "Accept-Encoding": "gzip"}, check=False).status == 400
    citizen.open()
    citizen.wait(seconds=60)
    form = citizen.fill()
    answer = citizen.client.request("POST", path, data=form, headers=foreign)
    assert (answer.status_code, REFUSED in answer.get_data(as_text=True)) == (400, True)
    own = citizen.client.request("POST", path, data=form, headers={"Origin": "http://localhost"})
    assert own.status_code == 303


@pytest.fixture
def own_queue():
    """Another application in this process sets up the queue anew; afterwards it is as before."""
    kept = dict(vars(queue))
    yield
    vars(queue).update(kept)


@pytest.mark.parametrize(
    ("proxies", "host", "forwarded", "status"),
    [
        (0, "localhost", "evil.example", 404),
        (0, "evil.example", "localhost", 400),
        (1, "localhost", "evil.example", 400),
        (1, "localhost", "localhost, evil.example", 400),
        (1, "127.0.0.1:8000", "khaosat.example.vn", 404),
        (1, "khaosat.example.vn", "", 404),
    ],
)
def test_a_forwarded_name_is_judged_like_any_other(monkeypatch, tmp_path, own_queue, proxies, host, forwarded, status):
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path))
    monkeypatch.setenv("PORTAL_PROXIES", str(proxies))
    monkeypatch.setenv("PORTAL_BASE_URL", "https://khaosat.example.vn")
    headers = {"Host": host, **({"X-Forwarded-Host": forwarded} if forwarded else {})}
    site = create_app()
    answer = site.test_client().get("/metrics", headers=headers)
    assert answer.status_code == status
