"""Papers by WeasyPrint: tagged PDF/A-3a, the same bytes each time, with empty signature fields where people sign.

Sheets of HTML are laid out part by part. They read our own static files and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from itertools import zip_longest
from typing import TYPE_CHECKING

from flask import current_app

from portal.papers.files import finishing
from portal.web.media.data_files import Part

if TYPE_CHECKING:
    from weasyprint import Attachment, Document
    from weasyprint.text.fonts import FontConfiguration

Progress = Callable[[int, int], None]  # told how many steps are done, of how many
VARIANT = "pdf/a-3a"
RELATIONSHIP = "Data"  # AFRelationship: the figures that the paper shows


@dataclass(frozen=True)
class Files:
    """Files that are put into a PDF, and the moment that stands beside each."""

    parts: tuple[Part, ...]
    moment: datetime

    def attachments(self) -> list[Attachment]:
        """The files as WeasyPrint takes them, in the order that a PDF's list of names has to be in."""
        from weasyprint import Attachment  # noqa: PLC0415 - see papers.typesetting

        return [
            Attachment(
                file_obj=BytesIO(part.content),
                name=part.name,
                description=part.name,
                created=self.moment,
                modified=self.moment,
                relationship=RELATIONSHIP,
            )
            for part in sorted(self.parts)
        ]


def ignore_progress(_done: int, _total: int) -> None:
    """Progress that is not shown."""


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
    return bytes(document.write_pdf(pdf_variant=VARIANT, finisher=finishing.finish))


def followed_by(paint: Callable[..., None], drawn: Callable[[int], None], number: int) -> Callable[..., None]:
    """Paint a page, then say that so many are done."""

    def paint_and_tell(*args: object, **options: object) -> None:
        paint(*args, **options)
        drawn(number)

    return paint_and_tell


def print_copies(
    copies: Sequence[Sequence[str]], progress: Progress = ignore_progress, files: Sequence[Files | None] = ()
) -> list[bytes]:
    """Print some copies of a paper, each a list of sheets, each sheet with pages that count from one."""
    fonts, laid = new_fonts(), dict[str, "Document"]()
    different = list(dict.fromkeys(sheet for copy in copies for sheet in copy))  # laid out once, in whatever copies
    steps = len(different) + len(copies)
    for done, sheet in enumerate(different, start=1):
        laid[sheet] = lay_out(sheet, fonts)
        progress(done, steps)
    printed = []
    for done, (copy, inside) in enumerate(zip_longest(copies, files), start=len(different) + 1):
        printed.append(bind([laid[sheet] for sheet in copy], inside))
        progress(done, steps)
    return printed


def bind(parts: Sequence[Document], inside: Files | None = None) -> bytes:
    """One file of laid out sheets."""
    attachments = inside.attachments() if inside else []
    return bytes(join(parts).write_pdf(pdf_variant=VARIANT, finisher=finishing.finish, attachments=attachments))
