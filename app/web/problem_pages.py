"""What each problem means and what to do about it: the pages that `type` leads to."""

import json

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from starlette.requests import Request
from starlette.responses import Response

from app.errors import NotFound
from app.web.accept import wants_page
from app.web.catalogue import CATALOGUE, Kind
from app.web.pages import code as code_block
from app.web.pages import link, page, pairs, paragraph, table
from app.web.problems import MEDIA_TYPE, body_of
from app.web.routes import plain_router

_ABOUT = (
    "Every refusal is a problem (RFC 9457): `type` leads to a page here, `code` is for programs, "
    "`detail` is a sentence to act on, and `errors` names each place that is wrong. "
    "What was sent is never repeated. Nothing was stored."
)
_VARY = {"Vary": "Accept"}
_INSTANCE = "01a1f2c0-0000-7000-8000-000000000000"


def problem_pages() -> APIRouter:
    """`/problems` and a page for each kind."""
    router = plain_router()
    router.add_api_route("/problems", list_problems, include_in_schema=False)
    router.add_api_route("/problems/{code}", explain_problem, include_in_schema=False)
    return router


async def list_problems(request: Request) -> Response:
    """Every kind of problem, by status: a page, or JSON for programs."""
    kinds = sorted(CATALOGUE.items(), key=lambda item: (item[1].status, item[0]))
    if not wants_page(request):
        return JSONResponse({"items": [_told(*item) for item in kinds]}, headers=_VARY)
    rows = [
        (link(f"/problems/{code}", code), str(kind.status), kind.title, kind.advice)
        for code, kind in kinds
    ]
    head = ("Code", "Status", "What it means", "What to do")
    listed = table("Every kind of problem, by status", head, rows)
    return page(request, "Problems", paragraph(_ABOUT, of="lead"), listed)


async def explain_problem(request: Request, code: str) -> Response:
    """One kind of problem and what to do about it: a page, or JSON for programs."""
    kind = CATALOGUE.get(code)
    if kind is None:
        raise NotFound("There is no such kind of problem.")
    if not wants_page(request):
        return JSONResponse(_told(code, kind), headers=_VARY)
    example = body_of(_INSTANCE, kind.status, code, kind.advice)
    shown = json.dumps(example, indent=2, ensure_ascii=False)
    return page(
        request,
        kind.title,
        pairs([("Code", f"<code>{code}</code>"), ("Status", str(kind.status))]),
        "<h2>What to do</h2>",
        paragraph(kind.advice),
        "<h2>What it looks like</h2>",
        paragraph(f"As `{MEDIA_TYPE}`; the detail says what was wrong this time.", of="soft"),
        code_block(shown, label="An example"),
        paragraph("`instance` is the request id, which our log has too."),
        f"<p>{link('/problems', 'All problems')}</p>",
    )


def _told(code: str, kind: Kind) -> dict[str, str | int]:
    return {"code": code, "status": kind.status, "title": kind.title, "advice": kind.advice}
