"""How long the synthesis report takes, against WeasyPrint alone on the same HTML."""

from __future__ import annotations

import gc
from time import perf_counter
from typing import TYPE_CHECKING

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from portal.documents.kinds import KINDS
from portal.papers import pdf, typesetting
from portal.papers.letterhead import Issue

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from portal.documents.synthesis.figures import SynthesisFigures


def compare(figures: SynthesisFigures, times: int = 3) -> tuple[float, float]:
    """Seconds of our whole path (figures to bytes) and of WeasyPrint on the HTML it makes: the best of some runs each.

    The runs alternate, so that a busy machine slows both alike. Needs an application context for the templates.
    """
    sheets = KINDS["synthesis"].html(figures, {}, Issue())
    ours, plain = [], []
    for _ in range(times):
        plain.append(seconds(lambda: weasyprint_alone(sheets)))
        ours.append(seconds(lambda: printed(figures)))
    return min(ours), min(plain)


def printed(figures: SynthesisFigures) -> bytes:
    """The report from its figures, by our whole path."""
    return KINDS["synthesis"].print(figures, {}, Issue(), ("full",))["full"]


def word_seconds(figures: SynthesisFigures, times: int = 3) -> float:
    """Seconds of the same report as a Word file: the best of some runs."""
    return min(seconds(lambda: KINDS["synthesis"].word(figures, {}, Issue())) for _ in range(times))


def weasyprint_alone(sheets: Sequence[str]) -> bytes:
    """The same pages with nothing of ours: no templates, no fetcher, no signature fields, no progress."""
    fonts, base = FontConfiguration(), f"{typesetting.STATIC.as_uri()}/"
    parts = [HTML(string=sheet, base_url=base).render(font_config=fonts, pdf_variant=pdf.VARIANT) for sheet in sheets]
    pages = [page for part in parts for page in part.pages]
    return bytes(parts[0].copy(pages).write_pdf(pdf_variant=pdf.VARIANT))


def seconds(work: Callable[[], object]) -> float:
    gc.collect()  # what the one before left is not to be looked through in this one's time, or to add to its memory
    start = perf_counter()
    work()
    return perf_counter() - start
