"""What can be wrong with a request, said without HTTP.

Refused
├── Malformed       the request itself is broken
├── Unauthenticated no credential, or none that we know
├── Forbidden       a known client may not do this
├── NotFound        no such record in this organisation
├── Conflict        it contradicts what is stored
├── Stale           the caller's copy is no longer the current one
├── Invalid         well-formed, but breaks a rule; carries one Fault per field
└── Unavailable     try again in a moment
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one place of what was sent; never what was sent."""

    code: str
    detail: str
    pointer: str | None = None
    parameter: str | None = None


class Refused(Exception):
    """A request that is answered with a problem; `detail` is a sentence to act on."""

    code = "refused"

    def __init__(
        self, detail: str, *, code: str | None = None, faults: tuple[Fault, ...] = ()
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or type(self).code
        self.faults = faults


class Malformed(Refused):
    """The request cannot be read as it stands."""

    code = "malformed"


class Unauthenticated(Refused):
    """No credential, or one that is not valid."""

    code = "unauthenticated"


class Forbidden(Refused):
    """The client is known and may not do this."""

    code = "forbidden"


class NotFound(Refused):
    """There is no such record in the caller's organisation."""

    code = "not-found"


class Conflict(Refused):
    """The request contradicts what is stored; `location` is where the other record is."""

    code = "conflict"

    def __init__(
        self,
        detail: str,
        *,
        code: str | None = None,
        faults: tuple[Fault, ...] = (),
        location: str | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(detail, code=code, faults=faults)
        self.location = location
        self.retry_after = retry_after


class Stale(Refused):
    """The caller's copy is older than the record."""

    code = "stale"


class Invalid(Refused):
    """Well-formed, and against a rule of a field or between fields."""

    code = "invalid"


class Unavailable(Refused):
    """Not now: the database is away or busy; `retry_after` is in seconds."""

    code = "unavailable"

    def __init__(self, detail: str, *, retry_after: int = 2) -> None:
        super().__init__(detail)
        self.retry_after = retry_after
