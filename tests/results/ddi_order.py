"""Our own reading of DDI Codebook 2.5: which elements may stand in which, in what order, with which attributes.

It covers the elements we write and their possible siblings, no others; the standard's own schema is not kept here.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

NAMESPACE = "{ddi:codebook:2_5}"
CHILDREN = {
    "codeBook": "docDscr stdyDscr fileDscr dataDscr otherMat",
    "stdyDscr": "citation studyAuthorization stdyInfo studyDevelopment method dataAccs otherStdyMat notes",
    "citation": "titlStmt rspStmt prodStmt distStmt serStmt verStmt biblCit holdings notes",
    "titlStmt": "titl subTitl altTitl parTitl IDNo",
    "rspStmt": "AuthEnty othId",
    "prodStmt": "producer copyright prodDate prodPlac software fundAg grantNo",
    "stdyInfo": "studyBudget subject abstract sumDscr qualityStatement notes exPostEvaluation",
    "sumDscr": "timePrd collDate nation geogCover geogUnit geoBndBox boundPoly anlyUnit universe dataKind",
    "method": "dataColl notes anlyInfo stdyClas dataProcessing codingInstructions",
    "dataColl": "timeMeth dataCollector collectorTraining frequenc sampProc sampleFrame targetSampleSize deviat "
    "collMode resInstru instrumentDevelopment sources collSitu actMin ConOps weight cleanOps",
    "fileDscr": "fileTxt locMap notes",
    "fileTxt": "fileName fileCitation dataFingerprint fileCont fileStrc dimensns fileType format filePlac dataChck "
    "ProcStat dataMsng software verStmt",
    "dimensns": "caseQnty varQnty logRecL recPrCas recNumTot",
    "dataDscr": "varGrp nCubeGrp var nCube notes",
    "var": "location labl imputation security embargo respUnit anlysUnit qstn valrng invalrng undocCod universe "
    "TotlResp sumStat txt stdCatgry catgryGrp catgry codInstr verStmt concept derivation varFormat geoMap "
    "catLevel notes",
    "catgry": "catValu labl txt catStat mrow",
    "otherMat": "labl txt notes table citation otherMat",
}
NEEDED = {
    "codeBook": {"stdyDscr"},
    "stdyDscr": {"citation"},
    "citation": {"titlStmt"},
    "titlStmt": {"titl"},
}
ATTRIBUTES = {"var": {"name"}, "collDate": {"event"}, "fileDscr": {"ID"}}
ONCE = {"fileName", "varFormat", "catValu", "titlStmt", "dimensns"}


def mistakes(content: bytes) -> list[str]:
    """What the document has against that reading."""
    root = ET.fromstring(content)  # noqa: S314 - our own file
    found = [] if root.tag == f"{NAMESPACE}codeBook" and root.get("version") == "2.5" else ["root"]
    for element in root.iter():
        found += wrong(element)
    ids = [element.get("ID") for element in root.iter() if element.get("ID")]
    found += ["an ID stands twice"] if len(ids) > len(set(ids)) else []
    files = {element.get("files") for element in root.iter(f"{NAMESPACE}var")}
    return found + [f"no file {one}" for one in files - set(ids) if one]


def wrong(element: ET.Element) -> list[str]:
    name = element.tag.removeprefix(NAMESPACE)
    children = [child.tag.removeprefix(NAMESPACE) for child in element]
    order = CHILDREN.get(name, "").split()
    strange = [f"{child} in {name}" for child in children if child not in order]
    places = [order.index(child) for child in children if child in order]
    found = strange + ([f"order in {name}"] if places != sorted(places) else [])
    found += [f"{name} lacks {one}" for one in NEEDED.get(name, set()) - set(children)]
    found += [f"{one} twice in {name}" for one in ONCE if children.count(one) > 1]
    return found + [f"{name} lacks {one}=" for one in ATTRIBUTES.get(name, set()) - set(element.keys())]
