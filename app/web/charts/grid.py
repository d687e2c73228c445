"""Where things stand: rows of groups, columns of months or bands, a cell where they meet."""

from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Strip:
    """The place of one row: its cells side by side, each of one width and height."""

    left: float
    top: float
    cell: float
    height: float
    columns: int

    @property
    def right(self) -> float:
        """Where the last cell ends."""
        return self.begins(self.columns)

    @property
    def bottom(self) -> float:
        """Where the cells end."""
        return self.top + self.height

    def begins(self, column: int) -> float:
        """The left edge of a column, counted from 0."""
        return self.left + column * self.cell

    def middle(self, column: int) -> float:
        """The middle of a column."""
        return self.begins(column) + self.cell / 2
