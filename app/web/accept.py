"""What a caller would rather have, as Accept has it: a page or data, JSON or a file."""

from collections.abc import Iterable

from starlette.requests import Request

_JSON = "application/json"


def wants_page(request: Request) -> bool:
    """Whether HTML is wanted more than JSON; a program that takes anything gets JSON."""
    weights = _weights(request.headers.get("accept", "*/*"))
    return _quality(weights, "text/html") > _quality(weights, _JSON)


def wanted_more_than_json(accept: str, media_types: Iterable[str]) -> str | None:
    """Which of these is wanted most, and more than JSON; the first of equals."""
    weights = _weights(accept)
    best = max(media_types, key=lambda media_type: _quality(weights, media_type))
    return best if _quality(weights, best) > _quality(weights, _JSON) else None


def _quality(weights: dict[str, float], media_type: str) -> float:
    """How much a media type is wanted, 0 to 1; the most exact range decides (RFC 9110, 12.5.1)."""
    ranges = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
    return next((weights[each] for each in ranges if each in weights), 0.0)


def _weights(accept: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for each in accept.split(","):
        media_range, *parameters = (part.strip().lower() for part in each.split(";"))
        weights = [part[2:].strip() for part in parameters if part.startswith("q=")]
        found[media_range] = _weight(weights[0]) if weights else 1.0
    return found


def _weight(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0
