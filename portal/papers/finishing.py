"""What WeasyPrint leaves undone in a paper's file: signature fields, the scope of heads, a first heading, one list."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pydyf

from portal.papers import pdf_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weasyprint import Document

# The file has signature fields, and is only ever added to: a first signature then changes nothing of the form.
SIGNATURE_FLAGS = 3
RAISED = {"/H2": "/H1", "/H3": "/H2"}


def finish(_document: Document, paper: pydyf.PDF) -> None:
    """Complete the file before it is written."""
    tags = list(tags_of(paper))
    add_signature_fields(paper, tags)
    add_scopes(paper, tags)
    if tags and all(tag["S"] != "/H1" for tag in tags):  # annexes that are sent apart, and lists
        for tag in tags:
            tag["S"] = RAISED.get(tag["S"], tag["S"])
    if "AF" in paper.catalog:  # WeasyPrint names every file twice
        paper.catalog["AF"] = pydyf.Array(dict.fromkeys(paper.catalog["AF"]))
    paper.write = partial(pdf_file.write, paper)


def tags_of(paper: pydyf.PDF) -> Iterator[pydyf.Dictionary]:
    """Every part of the tree of tags."""
    return (one for one in paper.objects if isinstance(one, dict) and one.get("Type") == "/StructElem")


def add_scopes(paper: pydyf.PDF, tags: list[pydyf.Dictionary]) -> None:
    """Say of every head of a table whether it is its column's or its row's."""
    for tag in tags:
        if tag["S"] == "/TH" and "A" in tag:
            group = object_at(paper, object_at(paper, tag["P"])["P"])
            tag["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"


def add_signature_fields(paper: pydyf.PDF, tags: list[pydyf.Dictionary]) -> None:
    """Turn the form controls that the foot reserved into empty signature fields, in which the office's tool signs."""
    form = paper.catalog.get("AcroForm")
    if form is None:
        return
    for reference in form["Fields"]:
        make_signature_field(paper, object_at(paper, reference))
    for tag in tags:
        if tag["S"] == "/Form":
            name_directly(tag)
    paper.catalog["AcroForm"] = pydyf.Dictionary({"Fields": form["Fields"], "SigFlags": SIGNATURE_FLAGS})


def name_directly(tag: pydyf.Dictionary) -> None:
    """Name the one field of a part by itself, not in a list of one.

    pyHanko's own policy knows a field in the tree by the path «K.Obj» alone: after a list it calls a signature invalid
    once the other field was filled in.
    """
    (tag["K"],) = tag["K"]


def make_signature_field(paper: pydyf.PDF, field: pydyf.Dictionary) -> None:
    # WeasyPrint has placed and tagged the control on the page of the block: only its kind and look change here.
    look = field["AP"]["N"]["on"]
    object_at(paper, look).stream.clear()
    left, top, right, bottom = field["Rect"]
    for key in ("AS", "V", "MK"):
        del field[key]
    field["FT"] = "/Sig"
    field["Rect"] = pydyf.Array((left, bottom, right, top))  # WeasyPrint writes a control's box upside down
    field["AP"] = pydyf.Dictionary({"N": look})


def object_at(paper: pydyf.PDF, reference: bytes) -> pydyf.Object:
    return paper.objects[int(reference.split()[0])]
