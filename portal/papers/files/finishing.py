"""What WeasyPrint leaves undone in a paper's file: signature fields, the scope of heads, a first heading, one list."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pydyf

from portal.papers.files import packing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weasyprint import Document

# The file has signature fields, and is only ever added to: a first signature then changes nothing of the form.
SIGNATURE_FLAGS = 3
RAISED = {"/H2": "/H1", "/H3": "/H2"}


def finish(_document: Document, paper: pydyf.PDF) -> None:
    """Complete the file before it is written."""
    tags = list(tags_of(paper))
    set_margins_apart(paper, tags)
    add_signature_fields(paper, tags)
    add_scopes(paper, tags)
    if tags and all(tag["S"] != "/H1" for tag in tags):  # annexes that are sent apart, and lists
        for tag in tags:
            tag["S"] = RAISED.get(tag["S"], tag["S"])
    if "AF" in paper.catalog:  # WeasyPrint names every file twice
        paper.catalog["AF"] = pydyf.Array(dict.fromkeys(paper.catalog["AF"]))
    paper.write = partial(packing.write, paper)


def tags_of(paper: pydyf.PDF) -> Iterator[pydyf.Dictionary]:
    """Every part of the tree of tags."""
    return (one for one in paper.objects if isinstance(one, dict) and one.get("Type") == "/StructElem")


def set_margins_apart(paper: pydyf.PDF, tags: list[pydyf.Dictionary]) -> None:
    """Page numbers and «DỰ THẢO» are no part of the text; WeasyPrint marks them as words that stand in no tree."""
    if not tags:
        return
    in_tree = {number for tag in tags for number in numbers_in(tag["K"])}
    places = object_at(paper, object_at(paper, paper.catalog["StructTreeRoot"])["ParentTree"])["Nums"]
    for page in (one for one in paper.objects if isinstance(one, dict) and one.get("Type") == "/Page"):
        marks = places[2 * page["StructParents"] + 1]
        loose = {place for place, reference in enumerate(marks) if not is_in_tree(paper, reference, in_tree)}
        make_artifacts(object_at(paper, page["Contents"]).stream, loose)
        for place in loose:
            marks[place] = "null"


def numbers_in(kids: pydyf.Array) -> Iterator[int]:
    """The numbers of the objects that a part of the tree holds; its words have none."""
    return (int(kid.split()[0]) for kid in kids if isinstance(kid, bytes))


def is_in_tree(paper: pydyf.PDF, reference: bytes, in_tree: set[int]) -> bool:
    """Whether a part hangs in the tree, from wherever."""
    while (number := int(reference.split()[0])) in in_tree:
        reference = paper.objects[number]["P"]
    return bool(paper.objects[number].get("S") == "/Document")


def make_artifacts(drawn: list[Any], loose: set[int]) -> None:
    """Mark these words of a page as no part of its text. A mark is its kind, its number, then the sign for «begin»."""
    for place, mark in enumerate(drawn):
        if isinstance(mark, pydyf.Dictionary) and mark.get("MCID") in loose and drawn[place + 1] == b"BDC":
            drawn[place - 1], drawn[place], drawn[place + 1] = "/Artifact", b"", b"BMC"


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
