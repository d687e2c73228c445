"""Query parameters: only those that an operation documents, each once."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qsl

from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_flat_params

from app.errors import Fault, Malformed


def parameters_of(dependant: Dependant) -> frozenset[str]:
    """The name of every query parameter of an operation, those of Query models too."""
    return frozenset(_names(dependant))


def check_parameters(query: bytes, known: frozenset[str]) -> None:
    """Raise `Malformed` on a parameter that is unknown or sent twice."""
    if not query:
        return
    names = [name for name, _ in parse_qsl(query.decode("ascii"), keep_blank_values=True)]
    if not known.issuperset(names):
        listed = ", ".join(sorted(known)) or "none"
        raise Malformed(f"Known parameters here: {listed}.", code="unknown-parameter")
    repeated = {name for name in names if names.count(name) > 1}
    if repeated:
        faults = tuple(
            Fault("repeated-parameter", "Send this once.", parameter=name)
            for name in sorted(repeated)
        )
        raise Malformed(
            "A query parameter was sent twice.", code="repeated-parameter", faults=faults
        )


def _names(dependant: Dependant) -> Iterator[str]:
    query_only = replace(
        dependant, path_params=[], header_params=[], cookie_params=[], dependencies=[]
    )
    yield from (field.alias for field in get_flat_params(query_only))
    for inner in dependant.dependencies:
        yield from _names(inner)
