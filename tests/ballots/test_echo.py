"""What a citizen typed comes back as text where the form could not be taken (P14)."""

from __future__ import annotations

from tests.web import payloads


def test_the_form_gives_a_comment_back_as_it_was_typed(citizen):
    citizen.open()
    page = citizen.send(Q15=payloads.attack(payloads.FIRST, 1000), Q3=None)
    assert page.status == 422
    assert payloads.Page("form", page.response.get_data(as_text=True)).faults == []
    assert "<img src=//e.test" in page.fields()["Q15"]
