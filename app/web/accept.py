"""Who reads: a person with a browser or a program, as Accept has it."""

from starlette.requests import Request


def wants_page(request: Request) -> bool:
    """Whether HTML is wanted more than JSON; a program that takes anything gets JSON."""
    accept = request.headers.get("accept", "*/*")
    return _quality(accept, "text", "html") > _quality(accept, "application", "json")


def _quality(accept: str, kind: str, subkind: str) -> float:
    """How much a media type is wanted, 0 to 1; the most exact range decides (RFC 9110, 12.5.1)."""
    found: dict[str, float] = {}
    for each in accept.split(","):
        media_range, *parameters = (part.strip().lower() for part in each.split(";"))
        weights = [part[2:].strip() for part in parameters if part.startswith("q=")]
        found[media_range] = _weight(weights[0]) if weights else 1.0
    ranges = (f"{kind}/{subkind}", f"{kind}/*", "*/*")
    return next((found[each] for each in ranges if each in found), 0.0)


def _weight(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0
