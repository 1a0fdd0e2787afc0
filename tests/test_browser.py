"""The tests' own browser: what html5lib calls a mistake is found in the hundredth page of a kind as in the first."""

from __future__ import annotations

import pytest

from tests.browser import is_valid, mistakes_in, places_in

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
