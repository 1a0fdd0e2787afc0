"""The tests' own browser: what html5lib calls a mistake is found in the hundredth page of a kind as in the first."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from tests.browser import Page, inspect, is_valid, mistakes_in, places_in, read_tag

HEAD = '<!doctype html>\n<html lang="vi">\n<head><meta charset="utf-8"><title>Ý Dân</title></head>\n'
BODY = """<body><main class="a"><h1>Một &amp; hai</h1>
<form method="post" action="/x"><label>Ba <input type="text" name="b"></label><button>Gửi</button></form>
<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>{}</td></tr></tbody></table>
<p>Bốn <a href="/a?b=1&amp;c=2">năm</a></p><ul><li>sáu</li></ul>
<svg viewBox="0 0 1 1"><path d="M0 0"/></svg></main></body>
</html>"""
PAGE = HEAD + BODY
PUT = {
    "a tag left open": ("</button>", ""),
    "a block in a paragraph": ("Bốn ", "<div>Bốn</div>"),
    "a form in a form": ("<label>", '<form action="/y"></form><label>'),
    "a link in a link": ("năm", '<a href="/b">năm</a>'),
    "a button in a button": ("Gửi", "<button>Gửi</button>"),
    "a block in a table": ("<tbody>", "<div></div><tbody>"),
    "an attribute twice": ('<main class="a">', '<main class="a" class="b">'),
    "an entity that is none": ("&amp; hai", "&hai; ba"),
    "an ampersand in an address": ("b=1&amp;c", "b=1&amp c"),
    "a letter that is none": ("sáu", "s\x01u"),
    "no doctype": ("<!doctype html>\n", ""),
    "text before the page": ("<!doctype", "một <!doctype"),
    "two titles, one after the head": ("</head>", "</head><title>hai</title>"),
    "something after the page": ("</html>", "</html><p>hai</p>"),
    "crossed tags": ("năm</a>", "<b>năm</a></b>"),
    "a tag closed in itself": ("<ul>", "<ul/>"),
    "a hidden field in a table": ("<tbody>", '<input type="text"><tbody>'),
}

FORM = """<form method="post" action="/x"><input type="hidden" name="csrf_token" value="a">
<label for="q">Một</label><input type="text" name="q" id="q"><label>Hai <select name="r" required>
<option value="">chọn</option><option value="1">một</option></select></label><button>Gửi</button></form>"""
SOUND = f"""{HEAD}<body><main><h1>Một</h1>{FORM}<div class="wide scroll" tabindex="0" aria-label="Bảng">ba</div>
</main><script src="/a.js"></script></body>
</html>"""
OWED = {
    "no title": ("<title>Ý Dân</title>", ""),
    "an empty title": ("<title>Ý Dân</title>", "<title> </title>"),
    "0 h1": ("<h1>Một</h1>", "<h2>Một</h2>"),
    "2 h1": ("<h1>Một</h1>", "<h1>Một</h1><h1>Hai</h1>"),
    "no language": (' lang="vi"', ""),
    "not valid HTML": ("<h1>Một</h1>", "<h1>Một</h1><p>một</div>"),
    "an empty id": ("<main>", '<main id="">'),
    "ids twice": ("<main>", '<main id="q">'),
    "inline style or script": ("<main>", '<main style="color: red">'),
    "style or script on": (' src="/a.js"', ""),
    "a field without a label": ('for="q"', 'for="p"'),
    "nothing to choose from": ('<option value="">chọn</option><option value="1">một</option>', ""),
    "a required choice without": ('<option value="">chọn</option>', ""),
    "a table that keys cannot scroll": (' tabindex="0"', ""),
    "a scrolling box without a name": (' aria-label="Bảng"', ""),
    "a form without a token": ("csrf_token", "other"),
    "a field twice": ("<button>", '<input type="hidden" name="q" value="b"><button>'),
}
"""What a page owes its reader, by the complaint where it is missing: one place of a sound page, changed."""


def fetched(text: str, **headers: str) -> Page:
    """A page as if it had been asked for."""
    return Page(TestResponse([text.encode()], "200 OK", headers, None), "/x")  # type: ignore[arg-type]


@pytest.mark.parametrize("complaint", OWED)
def test_what_a_page_owes_its_reader_is_missed(complaint):
    inspect(fetched(SOUND))
    page = SOUND.replace(*OWED[complaint], 1)
    assert page != SOUND
    with pytest.raises(AssertionError, match=complaint):
        inspect(fetched(page))


def test_a_part_of_a_page_owes_less_and_an_empty_page_all():
    inspect(fetched("<p>một</p>", Vary="HX-Request"))
    for nothing in ("", "<p>một</p>"):
        with pytest.raises(AssertionError, match="no title"):
            inspect(fetched(nothing))


@pytest.fixture(autouse=True)
def known():
    assert is_valid(PAGE.format("một"))


@pytest.mark.parametrize("what", PUT)
def test_a_mistake_is_found_after_a_valid_page(what):
    old, new = PUT[what]
    page = PAGE.format("một").replace(old, new, 1)
    assert page != PAGE.format("một")
    assert mistakes_in(page)
    assert not is_valid(page)
    assert not is_valid(page)


@pytest.mark.parametrize("cell", ["hai", "", " ", "a &lt; b", 'nói "hai"', "x" * 500])
def test_words_alone_make_no_other_page(cell):
    assert places_in(PAGE.format(cell)) <= places_in(PAGE.format("một")) | places_in(PAGE.format(""))
    assert is_valid(PAGE.format(cell))


@pytest.mark.parametrize("cell", ["\x00", "\ufdd0", "a < b", "a & b"])
def test_what_may_be_a_mistake_is_always_read(cell):
    assert places_in(PAGE.format(cell)) is None or mistakes_in(PAGE.format(cell)) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ('<a href="/x">', '<a href="/y?a=1&amp;b=2">', True),
        ("""<body hx-headers='{"X-CSRFToken":"a.b"}'>""", """<body hx-headers='{"X-CSRFToken":"c"}'>""", True),
        ("""<p title='một' lang="vi">""", """<p title='"hai"' lang='en'>""", True),
        ("<p title='a&amp;b'>", "<p title='a&b'>", False),
        ('<a href="/x">', '<a href="/x?a=1&b=2">', False),
        ('<input type="text">', '<input type="hidden">', False),
        ('<a href="/x">', '<a href="/x"class="b">', False),
        ("<a title='x'>", "<a title='x'class='b'>", False),
        ("<a title='x'>", "<a title='x'y='z'>", False),
    ],
)
def test_values_alone_make_no_other_tag(one, other, same):
    assert (read_tag(one) == read_tag(other)) is same
