from typing import get_origin, get_type_hints

import pytest

from app.rules.catalogue import RULES, evaluate
from app.rules.examples import EXAMPLES
from app.rules.expectation import Expectation
from app.rules.invented import BOOK

KINDS = {
    name: tuple if get_origin(kind) is tuple else kind
    for name, kind in get_type_hints(Expectation).items()
}


@pytest.mark.parametrize("code", list(RULES))
def test_a_row_filled_in_order_has_every_field_and_each_is_of_its_kind(code):
    rows = evaluate(EXAMPLES[code].stream, BOOK)
    wrong = [
        (row.rule, name, value)
        for row in rows
        for (name, kind), value in zip(KINDS.items(), row, strict=True)
        if not isinstance(value, kind)
    ]
    assert code in {row.rule for row in rows}
    assert wrong == []
