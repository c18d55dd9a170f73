"""Which requests does the gateway answer? One table of routes, and the OpenAPI document made from it and the wire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from sync import day_receipt, past, turn, wire
from sync.gateway.refusal import STATUS

OPENAPI_VERSION = "3.1.0"
OCTETS = "application/offset+octet-stream"


@dataclass(frozen=True, slots=True)
class Route:
    """One request: what goes up, what comes down, and whether a session is needed."""

    method: str
    path: str
    summary: str
    ask: type[msgspec.Struct] | None = None
    answer: type[msgspec.Struct] | None = None
    status: int = 200
    session: bool = True
    query: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()


FILE = wire.FILES + "/{sha256}"

ROUTES: tuple[Route, ...] = (
    Route("POST", wire.ENROL, "Introduce a desk with a one-time code", wire.EnrolAsk, wire.EnrolAnswer, session=False),
    Route("POST", wire.SESSION, "Open a session with a signed request", wire.SessionAsk, wire.SessionAnswer, session=False),
    Route("POST", wire.JOURNAL, "Push journal entries", wire.JournalPush, wire.JournalAnswer),
    Route("GET", wire.JOURNAL, "Ask what is held, refused and wanted", None, wire.JournalAnswer, query=("after",)),
    Route("GET", past.HISTORY, "The desk's own journal as it is held, for a desk that was restored", None, past.History,
          query=("after", "most")),
    Route("GET", past.HISTORY_FILE, "A piece of a file that the desk's own journal names", None, past.FilePiece,
          query=("sha256", "offset", "most")),
    Route("OPTIONS", wire.FILES, "What of tus is spoken here", status=204, session=False),
    Route("POST", wire.FILES, "Begin a file (tus creation, creation-with-upload)", status=201,
          headers=("Tus-Resumable", "Upload-Length", "Upload-Metadata")),
    Route("HEAD", FILE, "Where a file stands", headers=("Tus-Resumable",)),
    Route("PATCH", FILE, "Continue a file", status=204,
          headers=("Tus-Resumable", "Upload-Offset", "Upload-Checksum")),
    Route("GET", wire.NEWS, "What is new for this desk", None, wire.NewsAnswer,
          query=("catalogue", "calendar", "cursor")),
    Route("POST", wire.CLOSING, "Compare a day and sign its receipt", day_receipt.ClosingAsk, day_receipt.ClosingAnswer),
    Route("POST", turn.TURN, "Everything in one turn: frames up (docs/protocol.md), one answer", None, turn.TurnAnswer),
    Route("GET", wire.OPENAPI, "This document", session=False),
    Route("GET", wire.HEALTH, "Whether the gateway works", session=False),
    Route("GET", wire.LIVE, "Whether this worker answers", session=False),
    Route("GET", wire.READY, "Whether it can take something in: database and room on the disk", session=False),
    Route("GET", wire.METRICS, "Counters for Prometheus; from the machine itself only", session=False),
)  # fmt: skip


def document() -> dict[str, Any]:
    """The OpenAPI description of protocol version 1."""
    kinds: list[type[msgspec.Struct]] = [
        kind for route in ROUTES for kind in (route.ask, route.answer) if kind is not None
    ]
    schemas, components = msgspec.json.schema_components(
        [*kinds, wire.Failure], ref_template="#/components/schemas/{name}"
    )
    by_kind: dict[type[msgspec.Struct], Any] = dict(zip([*kinds, wire.Failure], schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, by_kind)
    return {
        "openapi": OPENAPI_VERSION,
        "info": {
            "title": "Một Cửa Desk: the province's gateway",
            "version": wire.VERSION,
            "description": f"Codes of refusals: {', '.join(f'{code} ({STATUS[code]})' for code in wire.Code)}.",
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"session": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(route: Route, by_kind: dict[type[msgspec.Struct], Any]) -> dict[str, Any]:
    parameters = [_parameter("query", name, required=False) for name in route.query]
    parameters += [_parameter("header", name, required=name == "Tus-Resumable") for name in route.headers]
    if "{sha256}" in route.path:
        parameters.append(_parameter("path", "sha256", required=True))
    answer: dict[str, Any] = {"description": "Done"}
    if route.answer is not None:
        answer["content"] = {wire.JSON: {"schema": by_kind[route.answer]}}
    refused = {"description": "Refused", "content": {wire.JSON: {"schema": by_kind[wire.Failure]}}}
    operation: dict[str, Any] = {
        "summary": route.summary,
        "operationId": f"{route.method.lower()}_{route.path.strip('/').replace('/', '_').replace('.', '_')}",
        "responses": {str(route.status): answer, "default": refused},
    }
    if parameters:
        operation["parameters"] = parameters
    if route.ask is not None:
        operation["requestBody"] = {
            "required": True,
            "content": {wire.JSON: {"schema": by_kind[route.ask]}},
        }
    elif route.method in ("PATCH", "POST"):
        operation["requestBody"] = {"content": {OCTETS: {"schema": {"type": "string", "format": "binary"}}}}
    if route.session:
        operation["security"] = [{"session": []}]
    return operation


def _parameter(where: str, name: str, *, required: bool) -> dict[str, Any]:
    return {"in": where, "name": name, "required": required, "schema": {"type": "string"}}
