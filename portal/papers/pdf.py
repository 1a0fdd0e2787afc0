"""Papers by WeasyPrint: tagged PDF/A-3a, the same bytes each time, reading our own static files and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from weasyprint import Document
    from weasyprint.text.fonts import FontConfiguration

VARIANT = "pdf/a-3a"


def new_fonts() -> FontConfiguration:
    """Fonts that the parts of one paper share."""
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - see papers.typesetting

    return FontConfiguration()


def fill(template: str, values: Mapping[str, object]) -> str:
    """Fill a template with these values alone: no request, no session, no signed-in person reaches a paper."""
    return current_app.jinja_env.get_template(template).render(values)


def lay_out(html: str, fonts: FontConfiguration | None = None) -> Document:
    """Set the pages. Raises ForeignResourceError for a paper that names something outside `static/`."""
    from portal.papers import typesetting  # noqa: PLC0415 - WeasyPrint is loaded where papers are made

    return typesetting.lay_out(html, VARIANT, fonts)


def join(parts: Sequence[Document]) -> Document:
    """Bind documents laid out with the same fonts into one; title and language come from the first."""
    return parts[0].copy([page for part in parts for page in part.pages])


def write(document: Document, drawn: Callable[[int], None] | None = None) -> bytes:
    """Write the file; the same pages give the same bytes. `drawn` hears how many pages are drawn."""
    if drawn is not None:
        for number, page in enumerate(document.pages, start=1):
            page.paint = followed_by(page.paint, drawn, number)
    return bytes(document.write_pdf(pdf_variant=VARIANT))


def followed_by(paint: Callable[..., None], drawn: Callable[[int], None], number: int) -> Callable[..., None]:
    """Paint a page, then say that so many are done."""

    def paint_and_tell(*args: object, **options: object) -> None:
        paint(*args, **options)
        drawn(number)

    return paint_and_tell
