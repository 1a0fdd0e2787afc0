"""What is said of marks that could not be made: for every commune, or for those that a reader may hear of."""

from __future__ import annotations

import pytest

from portal.results.tables import quality_words

NAMES = {"07507": "xã Thanh Hải", "07519": "thị trấn Chũ"}


@pytest.mark.parametrize(
    ("unmade", "ends"),
    [
        ({}, []),
        ({"dot_bien": ()}, ["cho mọi đơn vị."]),
        ({"dot_bien": ("07507",)}, ["cho: xã Thanh Hải."]),
        ({"dot_bien": ("07507", "07519")}, ["cho: xã Thanh Hải, thị trấn Chũ."]),
        ({"dot_bien": ("07210",)}, []),  # of another district
        ({"dot_bien": ("07210", "07519")}, ["cho: thị trấn Chũ."]),
        ({"ban_dem": (), "dot_bien": ("07507",)}, ["cho: xã Thanh Hải.", "cho mọi đơn vị."]),
    ],
)
def test_a_reader_hears_of_all_or_of_ones_own_communes(app, unmade, ends):
    with app.test_request_context():
        said = quality_words.unmade_in_words(unmade, NAMES)
    assert [sentence.split("» ")[1] for sentence in said] == ends
    assert all(sentence.startswith("Không lập được dấu hiệu «") for sentence in said)
