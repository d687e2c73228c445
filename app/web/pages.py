"""Self-contained HTML pages; everything put into them is escaped."""

from html import escape

from starlette.responses import HTMLResponse

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:3rem auto;padding:0 1rem;"
    "color:#1d2430;background:#fff}a{color:#0b5394}pre{background:#f3f5f7;padding:.8rem;"
    "overflow:auto;border-radius:4px;white-space:pre-wrap}code,pre{overflow-wrap:anywhere}dt{font-weight:600;margin-top:.8rem}dd{margin:0}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"


def page(title: str, *parts: str) -> HTMLResponse:
    """A page out of parts that are HTML already."""
    body = "".join(parts)
    text = (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>"
        f"<h1>{escape(title)}</h1>{body}</html>\n"
    )
    return HTMLResponse(text, headers={"Content-Security-Policy": _POLICY})


def paragraph(text: str) -> str:
    """A paragraph."""
    return f"<p>{escape(text)}</p>"


def code(text: str) -> str:
    """A block of code."""
    return f"<pre>{escape(text)}</pre>"


def described(lines: list[tuple[str, str]]) -> str:
    """A list of terms; a value that is a path becomes a link."""
    return "<dl>" + "".join(f"<dt>{escape(t)}</dt><dd>{_value(v)}</dd>" for t, v in lines) + "</dl>"


def _value(text: str) -> str:
    shown = escape(text)
    return f'<a href="{shown}">{shown}</a>' if text.startswith("/") else f"<code>{shown}</code>"
