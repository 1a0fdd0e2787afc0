"""Whether gzip is taken is one question with one answer, wherever it is asked."""

from __future__ import annotations

import gzip

import pytest

from portal.extensions import db as database
from portal.web.http.headers import takes_gzip
from tests import make
from tests.ballots.conftest import NOON

ACCEPTED = [
    ("gzip, deflate, br", True),
    ("GZIP", True),
    ("br;q=1, gzip;q=0.2", True),
    ("identity;q=0.5, gzip", True),
    ("*", True),
    ("", False),
    ("gzip;q=0", False),
    ("gzip;q=0.0, *", False),
    ("deflate, *;q=0", False),
    ("identity", False),
    ("identity, gzip;q=0.5", False),
    ("x-gzip-like", False),
    ("deflate, gzip;q=0;", False),
]


@pytest.mark.parametrize(("header", "taken"), ACCEPTED)
def test_gzip_is_sent_to_whoever_takes_it(header, taken):
    assert takes_gzip(header) is taken


@pytest.mark.parametrize("header", ["gzip;q=0", "identity, gzip;q=0.5", "*;q=0"])
@pytest.mark.parametrize("path", ["/", "/static/site.css", "/p/{code}"])
def test_whoever_refuses_gzip_gets_plain_text_by_every_way(client, at, path, header):
    make.survey_round()
    path = path.format(code=make.point().code)
    database.session.commit()
    at(NOON)
    for _ in range(2):  # the second time a form lies ready
        packed = client.get(path, headers={"Accept-Encoding": "gzip"}, check=False).response
        assert packed.headers["Content-Encoding"] == "gzip"
        plain = client.get(path, headers={"Accept-Encoding": header}, check=False).response
        assert "Content-Encoding" not in plain.headers
        assert b"</html>" in plain.data or b"{" in plain.data
        assert gzip.decompress(packed.data)[:40] == plain.data[:40]
