"""The frame of our own pages, and the parts they are put together from; all text is escaped.

They need no script, ask for nothing from outside and say so in their policy.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from html import escape
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import HTMLResponse

STYLE = files("app.web").joinpath("static/pages.css").read_text(encoding="utf-8")
_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
PLACES = {"/": "Start", "/docs": "Try it", "/reference": "Reference", "/problems": "Problems"}
"""What every page leads to, with the words for it."""

_FEET = {
    "/openapi.json": "OpenAPI 3.1",
    "/openapi-3.0.json": "OpenAPI 3.0",
    "/.well-known/api-catalog": "API catalogue",
    "/readyz": "Is it ready?",
}
_NO_ICON = "data:,"  # else a browser asks for /favicon.ico
_QUOTED = re.compile(r"`([^`]+)`")


def page(request: Request, title: str, *parts: str) -> HTMLResponse:
    """A page out of parts that are HTML already; its heading is its title."""
    return framed(request, title, f"<h1>{escape(title)}</h1>", *parts)


def framed(request: Request, title: str, *parts: str) -> HTMLResponse:
    """A page whose parts bring a heading of their own."""
    name = escape(request.app.title)
    whole = name if title == request.app.title else f"{escape(title)} · {name}"
    text = (
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{whole}</title><link rel="icon" href="{_NO_ICON}">'
        f"<style>{STYLE}</style></head><body>"
        f"{header(request)}"
        f'<main id="content">{"".join(parts)}</main>{_footer(request)}</body></html>\n'
    )
    return HTMLResponse(text, headers={"Content-Security-Policy": _POLICY, "Vary": "Accept"})


def header(request: Request) -> str:
    """The way past the header, the name of the service and what every page leads to."""
    here = request.scope["path"]
    places = "".join(_place(path, words, here) for path, words in PLACES.items())
    return (
        '<a class="skip" href="#content">Skip to the content</a><header class="edge">'
        f'<div class="top"><a class="name" href="/">{escape(request.app.title)}</a>'
        f'<nav aria-label="Pages"><ul>{places}</ul></nav></div></header>'
    )


def _place(path: str, words: str, here: str) -> str:
    is_here = here == path or (path != "/" and here.startswith(f"{path}/"))
    current = ' aria-current="page"' if is_here else ""
    return f'<li><a href="{path}"{current}>{words}</a></li>'


def _footer(request: Request) -> str:
    feet = "".join(f"<li>{link(path, words)}</li>" for path, words in _FEET.items())
    version = f"<li>{escape(request.app.title)} {escape(request.app.version)}</li>"
    return f'<footer class="edge"><div class="bottom"><ul>{version}{feet}</ul></div></footer>'


def paragraph(text: str, *, of: str | None = None) -> str:
    """A paragraph of a class, if any; what stands between backticks is code."""
    return f"<p{_class(of)}>{inline(text)}</p>"


def inline(text: str) -> str:
    """Words in which what stands between backticks is code."""
    return _QUOTED.sub(r"<code>\1</code>", escape(text))


def code(text: str, *, label: str, is_long: bool = False) -> str:
    """A block of code; it scrolls where it is long, so it can be reached by keyboard."""
    reached = f' tabindex="0" role="region" aria-label="{escape(label)}"' if is_long else ""
    return f"<pre{_class('long' if is_long else None)}{reached}><code>{escape(text)}</code></pre>"


def link(path: str, words: str) -> str:
    """A link to a place of ours."""
    return f'<a href="{escape(path)}">{escape(words)}</a>'


def pairs(lines: Iterable[tuple[str, str]]) -> str:
    """Terms and what is said of each, which is HTML already."""
    listed = "".join(f"<dt>{escape(term)}</dt><dd>{said}</dd>" for term, said in lines)
    return f'<dl class="pairs">{listed}</dl>'


def table(
    caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: int = 0
) -> str:
    """A table whose cells are HTML already; the last `numbers` columns hold numbers."""
    first_number = len(head) - numbers
    titles = "".join(
        f'<th scope="col"{_numeric(place, first_number)}>{escape(words)}</th>'
        for place, words in enumerate(head)
    )
    body = "".join(_row(cells, first_number) for cells in rows)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption>"
        f"<thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(cells: Sequence[str], first_number: int) -> str:
    first, *others = cells
    rest = "".join(
        f"<td{_numeric(place, first_number)}>{cell}</td>"
        for place, cell in enumerate(others, start=1)
    )
    return f'<tr><th scope="row">{first}</th>{rest}</tr>'


def _numeric(place: int, first_number: int) -> str:
    return _class("number" if place >= first_number else None)


def _class(name: str | None) -> str:
    return f' class="{name}"' if name else ""
