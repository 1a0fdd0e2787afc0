"""Fields that several rooms ask for: a whole number, the version that was looked at, one of a few named values."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import Field, RadioField, SelectField
from wtforms.form import BaseForm
from wtforms.validators import AnyOf, ValidationError
from wtforms.widgets import HiddenInput, TextInput

from portal.web.ui.forms import SelectChoice

# int() takes digits of every script, signs and spaces too
DIGITS = re.compile(r"[0-9]{1,9}", re.ASCII)


class WholeNumber(Field):
    """A whole number in plain digits, from 0 to `most`; whatever else was typed stays in the field."""

    widget = TextInput()

    def __init__(self, label: str, *, most: int, sentence: str, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.most, self.sentence = most, sentence

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)

    def pre_validate(self, form: BaseForm) -> None:
        """A form sent without the field is refused like one with an empty field."""
        _ = form
        if not self.raw_data:
            raise ValidationError(self.sentence)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        typed = valuelist[0].strip() if len(valuelist) == 1 else ""
        if not DIGITS.fullmatch(typed) or int(typed) > self.most:
            self.data = None
            raise ValueError(self.sentence)
        self.data = int(typed)


class VersionField(Field):
    """The version of the row a person looked at; anything but a number is version 0."""

    widget = HiddenInput()

    def _value(self) -> str:
        return str(self.data or 0)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        typed = valuelist[0] if valuelist else ""
        self.data = int(typed) if DIGITS.fullmatch(typed) else 0


def one_of(
    label: str, words: Mapping[str, str], sentence: str, *, field: type[SelectField] = RadioField, **options: Any
) -> SelectField:
    """A choice of some values by their words; whatever else was sent is refused in a sentence."""
    choices = [SelectChoice(value, shown) for value, shown in words.items()]
    # instead of the field's own check, whose sentence is English
    return field(label, [AnyOf(words, message=sentence)], choices=choices, validate_choice=False, **options)
