"""A bar for each team: the share that is within timescale."""

from collections.abc import Sequence

from app.resources.start.schemas import TeamStanding
from app.web.charts.elements import box, escaped, line, text
from app.web.charts.words import percent, shortened

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
        f'<desc id="chart-about">{escaped(_words(shown, aim))}</desc>{rows}'
        f"{text(at, 13, f'aim {aim}%', 'soft', anchor='end')}</svg>"
    )


def named(team: TeamStanding) -> str:
    """The name of a team."""
    return team.name or team.team_ref or "Without a team"


def _row(place: int, team: TeamStanding, aim: float) -> str:
    top, width = _TOP + place * _ROW, _WIDTH * (team.rate or 0)
    said = f"{percent(team.rate)} ({team.in_timescale} of {team.subjects})"
    return (
        text(0, top + 15, shortened(named(team), _LONGEST))
        + text(_WIDTH, top + 15, said, "value", anchor="end")
        + box(0, top + 22, _WIDTH, _BAR, "rest")
        + box(0, top + 22, width, _BAR, "bar late" if team.rag == "red" else "bar")
        + line((aim, top + 19), (aim, top + 39), "aim")
    )


def _words(teams: Sequence[TeamStanding], aim: int) -> str:
    listed = "; ".join(f"{named(team)} {percent(team.rate)}" for team in teams)
    return f"{listed}. The aim is {aim}%. The table below has the numbers."


def _some(shown: int, there_are: int) -> str:
    return f": the {shown} of {there_are} teams furthest behind" if shown < there_are else ""
