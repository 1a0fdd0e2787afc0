"""Fields that several rooms ask for: what is typed wrongly is refused in a sentence and stays as it was typed."""

from __future__ import annotations

import pytest
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput

from portal.web.ui.forms import PortalForm, SelectChoice, VersionField, WholeNumber, one_of

COLOURS = {"red": "Đỏ", "blue": "Xanh"}


class SampleForm(PortalForm):
    number = WholeNumber("Số", most=5000, sentence="Số phải là số nguyên từ 0 đến 5.000.")
    version = VersionField(default=0)
    colour = one_of("Màu", COLOURS, "Chọn một màu.")
    usual = one_of("Màu", COLOURS, "Chọn một màu.", field=SelectField, default="red")


def sent(app, **typed) -> SampleForm:
    with app.test_request_context(method="POST", data={"number": "1", "colour": "red", "usual": "red", **typed}):
        form = SampleForm()
        form.validate()
        return form


@pytest.mark.parametrize(("typed", "number"), [("0", 0), ("5000", 5000), (" 36 ", 36), ("007", 7)])
def test_a_whole_number_is_read(app, typed, number):
    form = sent(app, number=typed)
    assert (form.number.data, list(form.number.errors)) == (number, [])


@pytest.mark.parametrize("typed", ["", "5001", "-1", "1.0", "1e3", "٣٦", "ba mươi", "99999999999"])
def test_anything_else_is_refused_and_stays_in_the_field(app, typed):
    form = sent(app, number=typed)
    assert form.number.data is None
    assert set(form.number.errors) == {"Số phải là số nguyên từ 0 đến 5.000."}
    assert form.number._value() == typed


@pytest.mark.parametrize(("typed", "version"), [("3", 3), ("", 0), ("x", 0), ("-2", 0), ("٣", 0)])
def test_a_version_that_is_no_number_is_version_nought(app, typed, version):
    assert sent(app, version=typed).version.data == version


@pytest.mark.parametrize("name", ["colour", "usual"])
@pytest.mark.parametrize(("typed", "errors"), [("blue", []), ("green", ["Chọn một màu."]), ("", ["Chọn một màu."])])
def test_one_of_the_values_or_a_sentence(app, name, typed, errors):
    form = sent(app, **{name: typed})
    assert list(form[name].errors) == errors
    assert [(value, label) for value, label, *_rest in form[name].iter_choices()] == list(COLOURS.items())


SIGNS = [SelectChoice(value, value) for value in ("a", "<\"b'&", "c")]


class BoxesForm(PortalForm):
    ticks = SelectMultipleField(choices=SIGNS, option_widget=CheckboxInput())
    circles = RadioField(choices=SIGNS)
    required = RadioField(choices=SIGNS, validators=[InputRequired()])
    named = RadioField(choices=SIGNS, render_kw={"data-key": "k"})


@pytest.mark.parametrize("name", ["ticks", "circles", "required", "named"])
@pytest.mark.parametrize("said", [{}, {"class_": "x"}])
def test_a_box_is_drawn_as_wtforms_draws_it(app, name, said):
    with app.test_request_context():
        field = BoxesForm(data={"ticks": ["a", SIGNS[1].value], "circles": "c", "required": "c"})[name]
        drawn = [
            (str(option(**said)), str(option.widget(option, **{**(option.render_kw or {}), **said})))
            for option in field
        ]
    assert [ours for ours, _theirs in drawn] == [theirs for _ours, theirs in drawn]
