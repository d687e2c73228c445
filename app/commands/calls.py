"""A call as a line to paste, and its answer cut short without changing what it says."""

import json
from dataclasses import dataclass
from typing import Any

WIDTH = 130
LEFT_OUT = "…"


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked; `shows` names the fields of the answer that are shown, none: all.

    Of a list `most` items are shown, and as many lines of a file below its first.
    """

    title: str
    path: str
    shows: tuple[str, ...] = ()
    body: dict[str, Any] | None = None
    most: int = 3

    def line(self, address: str) -> str:
        """The call for a shell in which KEY has been set."""
        curl = 'curl -H "Authorization: Bearer $KEY" '
        if self.body is None:
            return f'{curl}"{address}{self.path}"'
        sent = f"-H 'Content-Type: application/json' \\\n  -d '{json.dumps(self.body)}'"
        return f"{curl}{address}{self.path} \\\n  {sent}"

    def shortened(self, answer: object) -> str:
        """An answer without the fields, items and lines that there is no room for."""
        return self._first_lines(answer) if isinstance(answer, str) else _told(self._picked(answer))

    def _picked(self, value: Any) -> Any:  # noqa: ANN401  # any JSON
        if isinstance(value, list):
            shown = [self._picked(each) for each in value[: self.most]]
            more = len(value) - len(shown)
            return [*shown, f"{LEFT_OUT} and {more} more"] if more else shown
        if isinstance(value, dict):
            names = [name for name in self.shows or value if name in value]
            return {name: self._picked(value[name]) for name in names}
        return value

    def _first_lines(self, text: str) -> str:
        lines = text.removeprefix("\ufeff").splitlines()
        shown = [_fitting(line) for line in lines[: self.most + 1]]
        more = len(lines) - len(shown)
        return "\n".join([*shown, f"{LEFT_OUT} and {more} more"] if more else shown)


def _told(value: Any, margin: str = "") -> str:  # noqa: ANN401  # any JSON
    """JSON on one line if it fits there, else a line for each part."""
    text = json.dumps(value, ensure_ascii=False)
    if len(margin) + len(text) <= WIDTH or not isinstance(value, dict | list):
        return text
    inner = f"{margin}  "
    if isinstance(value, dict):
        parts = [f'"{name}": {_told(part, inner)}' for name, part in value.items()]
    else:
        parts = [_told(part, inner) for part in value]
    whole = f",\n{inner}".join(parts)
    return f"{text[0]}\n{inner}{whole}\n{margin}{text[-1]}"


def _fitting(line: str) -> str:
    return line if len(line) <= WIDTH else f"{line[:WIDTH]}{LEFT_OUT}"
