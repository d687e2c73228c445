"""RFC 7396 merge patch: what is absent stays, null clears, objects merge, lists are replaced."""

from typing import Any

from app.db.pending import Document


def merged(current: Document, change: Document) -> Document:
    """The document after a change; neither argument is altered."""
    result: dict[str, Any] = dict(current)
    for key, value in change.items():
        if value is None:
            result[key] = None
        elif isinstance(value, dict):
            held = result.get(key)
            result[key] = merged(held if isinstance(held, dict) else {}, value)
        else:
            result[key] = value
    return result
