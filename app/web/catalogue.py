"""Every problem that the service can answer: its code, status, title and what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem; `advice` is the text of its page."""

    status: int
    title: str
    advice: str


CATALOGUE: dict[str, Kind] = {
    # The request itself
    "malformed": Kind(
        400,
        "The request cannot be read",
        "Correct the request as the detail says; sent again as it is, it will fail.",
    ),
    "malformed-target": Kind(
        400,
        "The address is malformed",
        "Percent-encode the path and the query as UTF-8, without control characters.",
    ),
    "malformed-header": Kind(
        400, "A header is malformed", "Correct the header that the detail names."
    ),
    "repeated-header": Kind(
        400, "A header was sent twice", "Send the header that the detail names once."
    ),
    "host-missing": Kind(400, "There is no Host header", "Send the Host header, as HTTP/1.1 asks."),
    "disconnected": Kind(400, "The request ended early", "Send the whole body."),
    "body-missing": Kind(400, "There is no body", "Send a JSON document as the body."),
    "not-utf-8": Kind(400, "The body is not UTF-8", "Encode the body as UTF-8."),
    "byte-order-mark": Kind(
        400, "The body begins with a byte order mark", "Encode as UTF-8 without a byte order mark."
    ),
    "not-json": Kind(
        400,
        "The body is not JSON",
        "Send one JSON document as RFC 8259 has it; look at the place that the detail names.",
    ),
    "duplicate-key": Kind(
        400, "A JSON object has the same key twice", "Send each key of an object once."
    ),
    "number-not-representable": Kind(
        400,
        "A JSON number cannot be represented",
        "Send numbers that fit 64 bits; NaN and Infinity are not JSON.",
    ),
    "too-deep": Kind(
        400, "The JSON is nested too deeply", "Nest objects and lists 16 deep at most."
    ),
    "nul-character": Kind(400, "The text holds a NUL character", "Remove U+0000 from the text."),
    "lone-surrogate": Kind(
        400,
        "The text holds half a character",
        "Send both halves of a surrogate pair, or better the character itself in UTF-8.",
    ),
    "unknown-parameter": Kind(
        400,
        "A query parameter is not known",
        "Use the parameters that the documentation lists; they are case-sensitive.",
    ),
    "repeated-parameter": Kind(
        400, "A query parameter was sent twice", "Send each query parameter once."
    ),
    "invalid-parameter": Kind(
        400,
        "A parameter or header has a wrong value",
        "Correct what the errors name; the documentation gives the form of each.",
    ),
    "cursor-invalid": Kind(
        400,
        "The cursor does not fit",
        "Send next_cursor unchanged, with the same filters and order; or start without it.",
    ),
    "conflicting-credentials": Kind(
        400,
        "Two credentials disagree",
        "Send one key: as Bearer, as X-API-Key or as the password of Basic.",
    ),
    # Who asks
    "unauthenticated": Kind(
        401,
        "A valid key is needed",
        "Send a key as Bearer, as X-API-Key or as Basic's password. Yours may have expired.",
    ),
    "forbidden": Kind(
        403,
        "This client may not do that",
        "Ask an administrator of your organisation for the right.",
    ),
    "scope-missing": Kind(
        403,
        "The key lacks a scope",
        "Use a key that has the scope which the detail names, or ask for one.",
    ),
    # What was asked for
    "not-comparable": Kind(
        409,
        "These returns cannot be compared",
        "Compare two returns that asked the same question of two days or at two times.",
    ),
    "not-found": Kind(
        404,
        "There is no such thing here",
        "Check the address: no trailing slash, and only your own organisation's records exist.",
    ),
    "method-not-allowed": Kind(
        405, "This address does not do that", "Use a method that the Allow header lists."
    ),
    "not-acceptable": Kind(
        406,
        "None of the accepted formats can be given",
        "Accept application/json, or another documented format.",
    ),
    "request-timeout": Kind(
        408, "The body took too long to arrive", "Send the body faster, or less of it at a time."
    ),
    "conflict": Kind(
        409,
        "It contradicts what is stored",
        "Look at what is stored (Location, where given), then decide again.",
    ),
    "illegal-transition": Kind(
        409, "It cannot become that", "Look at its state now and at the changes that lead from it."
    ),
    "reference-taken": Kind(
        409, "The reference is taken", "Change the record that has it: Location says where."
    ),
    "length-required": Kind(
        411, "The length of the body is missing", "Send Content-Length, or the body in chunks."
    ),
    "stale": Kind(
        412,
        "The record has changed since you read it",
        "Read it again, apply your change to what it says now and send that with the new ETag.",
    ),
    "body-too-large": Kind(
        413,
        "The body is too large",
        "Send less at a time; imports take more than single records do.",
    ),
    "target-too-long": Kind(414, "The address is too long", "Shorten the query."),
    "unsupported-media-type": Kind(
        415,
        "The body is of a kind that is not taken",
        "Send JSON, in UTF-8 and not compressed, with the Content-Type that the detail names.",
    ),
    "invalid": Kind(
        422, "A rule of the data is broken", "Correct what the errors point to; nothing was stored."
    ),
    "not-held": Kind(
        422,
        "The session was not held",
        "Send its status as held, or leave out what only a held one has.",
    ),
    "reference-not-found": Kind(
        422, "A reference leads nowhere", "Send the record that it names first, or correct it."
    ),
    "idempotency-key-reused": Kind(
        422,
        "The Idempotency-Key was used for something else",
        "Use a new key for a new request; repeat a request with its own body.",
    ),
    "if-match-required": Kind(
        428, "If-Match is required", "Read the record and send its ETag as If-Match."
    ),
    "too-many-requests": Kind(
        429, "Too many requests", "Wait as long as Retry-After says; then go on more slowly."
    ),
    "headers-too-large": Kind(431, "The headers are too large", "Send fewer or shorter headers."),
    # Ours
    "internal": Kind(
        500,
        "Something went wrong here",
        "It is our fault and has been logged. Give us the instance, which is the request id.",
    ),
    "unavailable": Kind(
        503,
        "Not just now",
        "Try again after the seconds that Retry-After gives; nothing was stored.",
    ),
    "refused": Kind(400, "The request was refused", "The detail says why."),
}
