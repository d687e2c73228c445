"""The start page as HTML."""

from collections.abc import Sequence
from html import escape

from app.resources.start.chart import bars, named
from app.resources.start.schemas import Today, Welcome
from app.web.charts.words import percent
from app.web.pages import code, inline, link, pairs, paragraph, table

_WHAT = (
    "A case system sends its supervision records. This service works out what was expected of "
    "whom by when, flags what did not happen, and answers with figures that lead back to the "
    "records behind them."
)
_WAYS = (
    (
        "Try it",
        "/docs#/sessions/record_session",
        "Post a session in the browser",
        "Press Execute and see the flag that it raises. All examples fit together.",
    ),
    (
        "Integrate",
        "/reference",
        "The reference",
        "Send records by your own ids: late or twice, they do no harm. Clients can be generated.",
    ),
    (
        "Report",
        "/reference/compliance",
        "Figures and files",
        "By team and month, as at any day. Excel and Power BI send the key as Basic's password.",
    ),
    (
        "Run it for real",
        "/reference/service",
        "What the service says of itself",
        "`supervision migrate`, then `key`, then `serve`, on PostgreSQL; the README has each line.",
    ),
)


def start(
    welcome: Welcome, calls: Sequence[tuple[str, str]], demo: Sequence[tuple[str, str]] | None
) -> list[str]:
    """The parts of the page; `demo` are the lines of a demonstration, None anywhere else."""
    parts = [
        f"<h1>{escape(welcome.title)}</h1>",
        paragraph(welcome.summary, of="lead"),
        paragraph(_WHAT),
    ]
    if demo is not None:
        parts.append(_demonstration(demo))
    if welcome.today is not None:
        parts += _today(welcome.today)
    return [*parts, *_ways(), *_calls(calls, has_key=demo is not None)]


def _demonstration(lines: Sequence[tuple[str, str]]) -> str:
    told = "This is a demonstration: everybody in it is invented, and its key is filled in below."
    listed = pairs((term, _value(value)) for term, value in lines) if lines else ""
    return f'<div class="note">{paragraph(told)}{listed}</div>'


def _value(text: str) -> str:
    return link(text, text) if text.startswith("/") else f"<code>{escape(text)}</code>"


def _today(today: Today) -> list[str]:
    day = f"{today.as_at.day} {today.as_at:%B %Y}"
    parts = [f"<h2>{escape(today.organisation)}, {day}</h2>", _figures(today)]
    if any(team.rate is not None for team in today.teams):
        parts += [
            "<figure><figcaption>Personal supervision: who is within timescale today</figcaption>",
            bars(today.teams, today.green),
            "<details><summary>The same as a table</summary>",
            _table(today),
            "</details></figure>",
        ]
    return parts


def _figures(today: Today) -> str:
    whole = today.all
    listed = (
        (
            percent(whole.rate),
            f"of workers are within timescale: {whole.in_timescale} of {whole.subjects}",
        ),
        (f"{today.overdue}", "expectations are overdue, over all rules"),
        (f"{today.overdue_long}", "of them for more than four weeks"),
        (f"{whole.cannot_judge}", "cannot be judged, as something was not sent"),
    )
    said = "".join(f"<div><dt>{words}</dt><dd>{number}</dd></div>" for number, words in listed)
    return f'<dl class="figures">{said}</dl>'


def _table(today: Today) -> str:
    head = ("Team", "By the policy", "Workers", "Within timescale", "Cannot be judged", "Rate")
    rows = [
        (
            escape(named(team)),
            team.rag or "-",
            str(team.subjects),
            str(team.in_timescale),
            str(team.cannot_judge),
            percent(team.rate),
        )
        for team in today.teams
    ]
    return table(
        "Personal supervision, by team, those furthest behind first", head, rows, numbers=4
    )


def _ways() -> list[str]:
    cards = "".join(
        f"<li><h3>{title}</h3><p>{inline(about)}</p><p>{link(path, words)}</p></li>"
        for title, path, words, about in _WAYS
    )
    return ["<h2>Four ways on</h2>", f'<ul class="ways">{cards}</ul>']


def _calls(calls: Sequence[tuple[str, str]], *, has_key: bool) -> list[str]:
    first = (
        []
        if has_key
        else [
            paragraph("With a key from whoever runs this service, in a shell:"),
            code("KEY=sup_…", label="The key"),
        ]
    )
    shown = [
        part
        for about, line in calls
        for part in (f"<h3>{inline(about)}</h3>", code(line, label=about))
    ]
    return ["<h2>Calls to copy</h2>", *first, *shown]
