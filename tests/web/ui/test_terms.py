"""web/ui/terms.py: the nouns of the round at hand fill the holes of sentences."""

from __future__ import annotations

import pytest
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.web.ui import terms
from portal.web.ui.terms import ENGLISH_NEUTRAL, NEUTRAL, Terms, Tongues

SCHOOL = Terms(commune="lớp", communes="lớp, khối", desk="phòng tiếp phụ huynh")
SCHOOLS = Tongues(SCHOOL, ENGLISH_NEUTRAL)


@pytest.mark.parametrize(
    ("sentence", "given", "read"),
    [
        ("Tìm %(communes)s", {}, "Tìm lớp, khối"),
        ("%(Communes)s ở %(desk)s", {}, "Lớp, khối ở phòng tiếp phụ huynh"),
        ("%(n)s %(commune)s", {"n": 2}, "2 lớp"),
        ("%(commune)s", {"commune": "tổ"}, "tổ"),
        ("100% phiếu", {}, "100% phiếu"),
    ],
)
def test_nouns_fill_holes_within_and_at_the_head(sentence: str, given: dict[str, object], read: str, app) -> None:
    with app.test_request_context(), terms.saying(SCHOOLS):
        assert _(sentence, **given) == read
        assert str(_l(sentence, **given)) == read
        template = app.jinja_env.from_string("{{ _(words.replace('100%', '100%%'), **given) }}")
        assert template.render(words=sentence, given=given) == read


def test_other_holes_stay_for_who_fills_them_later(app) -> None:
    with app.test_request_context(), terms.saying(SCHOOLS):
        assert _("%(Commune)s: %(max)d") == "Lớp: %(max)d"
        with pytest.raises(KeyError):
            app.jinja_env.from_string("{{ _('%(nobody)s') }}").render()


def test_what_was_said_before_is_said_again(app) -> None:
    with app.test_request_context():
        with terms.saying(SCHOOLS):
            assert terms.at_hand() == SCHOOL
        assert terms.at_hand() == NEUTRAL


@pytest.mark.parametrize(
    ("counted", "figure", "there"),
    [
        ("lượt người dân đến", "lượt người dân đến", "lượt người dân đến trạm y tế"),
        ("lượt người bệnh", "lượt người bệnh", "lượt người bệnh"),
        ("học sinh", "số học sinh", "học sinh"),
    ],
)
def test_what_is_counted_is_said_as_its_noun_asks(counted: str, figure: str, there: str) -> None:
    assert (terms.figure_of(counted), terms.came_to(counted, "trạm y tế")) == (figure, there)
