"""A bar for each team: the share that is within timescale."""

from collections.abc import Sequence
from html import escape

from app.resources.start.schemas import TeamStanding

MOST = 16
_WIDTH, _ROW, _TOP, _BAR = 480, 50, 30, 14
_LONGEST = 40


def bars(teams: Sequence[TeamStanding], aim: int) -> str:
    """An inline SVG with a title and a description; a mark says what the policy calls green.

    Teams come furthest behind first; more than a page can hold are left to the table.
    """
    judged = [team for team in teams if team.rate is not None]
    shown = judged[:MOST]
    title = f"Within timescale today, by team{_some(len(shown), len(judged))}"
    height = _TOP + _ROW * len(shown)
    at = _WIDTH * aim / 100
    rows = "".join(_row(place, team, at) for place, team in enumerate(shown))
    return (
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {height}" role="img" '
        'aria-labelledby="chart-title chart-about">'
        f'<title id="chart-title">{title}</title>'
        f'<desc id="chart-about">{escape(_words(shown, aim))}</desc>{rows}'
        f'<text class="soft" x="{at:g}" y="13" text-anchor="end">aim {aim}%</text></svg>'
    )


def percent(rate: float | None) -> str:
    """A rate in whole per cent, never rounded up to all; a dash where there is none."""
    if rate is None:
        return "-"
    return f"{min(round(100 * rate), 99) if rate < 1 else 100}%"


def named(team: TeamStanding) -> str:
    """The name of a team."""
    return team.name or team.team_ref or "Without a team"


def _row(place: int, team: TeamStanding, aim: float) -> str:
    top, width = _TOP + place * _ROW, _WIDTH * (team.rate or 0)
    name = named(team)
    short = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"
    said = f"{percent(team.rate)} ({team.in_timescale} of {team.subjects})"
    kind = "bar late" if team.rag == "red" else "bar"
    box = f'y="{top + 22}" height="{_BAR}" rx="3"'
    return (
        f'<text x="0" y="{top + 15}">{escape(short)}</text>'
        f'<text class="value" x="{_WIDTH}" y="{top + 15}" text-anchor="end">{said}</text>'
        f'<rect class="rest" x="0" width="{_WIDTH}" {box}/>'
        f'<rect class="{kind}" x="0" width="{width:g}" {box}/>'
        f'<line class="aim" x1="{aim:g}" x2="{aim:g}" y1="{top + 19}" y2="{top + 39}"/>'
    )


def _words(teams: Sequence[TeamStanding], aim: int) -> str:
    listed = "; ".join(f"{named(team)} {percent(team.rate)}" for team in teams)
    return f"{listed}. The aim is {aim}%. The table below has the numbers."


def _some(shown: int, there_are: int) -> str:
    return f": the {shown} of {there_are} teams furthest behind" if shown < there_are else ""
