"""web/http/languages.py: a request's catalogue is looked up once, tables of words are made once a language."""

from __future__ import annotations

import pytest
from flask_babel import force_locale, refresh
from flask_babel import gettext as _

from portal.web.data import garbage_collection
from portal.web.http.languages import cached_per_language, request_language

SAID = "Gửi phiếu"


def test_a_text_follows_the_language_that_holds_at_that_moment(app):
    with app.test_request_context("/?lang=en"):
        english = _(SAID)
        assert english != SAID
        with force_locale("vi"):
            assert _(SAID) == SAID
        assert _(SAID) == english
        refresh()
        assert _(SAID) == english
    with app.test_request_context("/"):
        assert _(SAID) == SAID
    with app.app_context():
        assert _(SAID) == SAID
    assert _(SAID) == SAID


def test_a_table_of_words_is_made_once_a_language_and_nobody_can_write_into_it(app):
    made = []

    @cached_per_language
    def words():
        made.append(_(SAID))
        return {"send": _(SAID)}

    for _round in range(3):
        for language in ("vi", "en"):
            with app.test_request_context(f"/?lang={language}"):
                assert words()["send"] == _(SAID)
    assert len(made) == 2
    with app.test_request_context("/"):
        assert words() | {"more": ""} == {"send": SAID, "more": ""}
        assert not hasattr(words(), "update")


def test_a_process_looks_for_garbage_seldom_and_never_through_what_its_start_made(monkeypatch):
    done = []
    monkeypatch.setattr(garbage_collection.gc, "freeze", lambda: done.append("frozen"))
    monkeypatch.setattr(garbage_collection.gc, "set_threshold", done.append)
    garbage_collection.freeze_startup_objects()
    assert done == ["frozen", garbage_collection.NEW_OBJECTS]


@pytest.mark.parametrize("path", ["/rounds/198-kh-bdvtu/open-data", "/account", "/login"])
def test_a_page_without_english_stays_vietnamese_as_a_whole(app, path):
    with app.test_request_context(f"{path}?lang=en"):
        assert request_language() == "vi"
