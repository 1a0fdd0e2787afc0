"""What is promised stands on one page with its state, and what is kept is held by a test that is there."""

from __future__ import annotations

from html import unescape

import pytest

from portal.config import ROOT
from portal.surveys.rounds.promises import OUTSIDE, PROMISES, State
from portal.web.ui.terms import ENGLISH_NEUTRAL, HOLE, NEUTRAL, noun

LANGUAGES = pytest.mark.parametrize(("language", "query"), [("vi", ""), ("en", "?lang=en")])


def test_every_promise_of_the_design_is_in_the_table():
    assert [one.id for one in PROMISES] == [f"P{number}" for number in range(1, 24)]


@pytest.mark.parametrize("promise", PROMISES, ids=lambda one: one.id)
def test_a_kept_promise_has_its_test_and_any_other_says_what_is_missing(promise):
    assert bool(promise.missing) == (promise.state is not State.KEPT)
    assert bool(promise.test) == (promise.state is not State.NOT)
    assert not promise.test or (ROOT / promise.test).is_file()


@LANGUAGES
def test_the_page_says_what_is_promised_and_what_is_not_kept(client, language, query):
    text = unescape(client.get(f"/promises{query}").response.text)
    kept, lacking = text.split('id="not"')
    for promise in PROMISES:
        words = said(promise.words.of(language), language)
        assert (words in kept) == (promise.state is not State.NOT), promise.id
        assert (words in lacking) == (promise.state is not State.KEPT), promise.id
        assert said(promise.lacking(language), language) in lacking
    assert all(said(one.of(language), language) in lacking for one in OUTSIDE)


def said(sentence: str, language: str) -> str:
    """A promise as a page says it that is about no round."""
    neutral = ENGLISH_NEUTRAL if language == "en" else NEUTRAL
    return HOLE.sub(lambda hole: noun(neutral, hole[1]), sentence)


def test_five_are_said_in_a_citizens_words_each_with_how_one_can_know(client):
    page = client.get("/promises")
    assert len(page.all(".five > li > b")) == 5
    assert [fold.find("summary").get_text() for fold in page.all(".five details")] == ["Làm sao biết?"] * 5
    assert page.all("details[open]") == []


@LANGUAGES
def test_citizens_are_led_to_it(client, language, query):
    for path in ("/", "/receipt", "/p/UNKNOWN"):
        assert f'href="/promises{query}"' in client.get(path + query).response.text, path
