"""How the rated office of a unit is held; what each way is called, a plan says in section [rated]."""

from enum import StrEnum


class ChairStatus(StrEnum):
    INCUMBENT = "incumbent"
    ACTING = "acting"
    VACANT = "vacant"
    SECRETARY_CHAIR = "secretary_chair"
