"""The addresses of a service, as an ASGI application by FastAPI."""

import asyncio
import hmac
import json
import logging
import shutil
import time
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Annotated, Any, TypeVar

from fastapi import FastAPI, Query
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gmmseg.errors import (
    BadRequestError,
    BadSettingError,
    GmmsegError,
    NoSuchModelError,
    RequestTimeoutError,
    RequestTooLargeError,
    TooBusyError,
    spelled,
)
from gmmseg.serve.outputs import OUTPUTS, UnacceptableError, chosen
from gmmseg.serve.rows import class_names, columns_of, predicted, rows_in
from gmmseg.serve.served_models import ServedModel
from gmmseg.serve.service import Service
from gmmseg.serve.uploads import Upload, bytes_of, picture_of
from gmmseg.tables.table_model import TableModel
from gmmseg.version import __version__

T = TypeVar("T")

LOG = logging.getLogger("gmmseg.serve")
STATUSES: dict[type[GmmsegError], int] = {
    BadRequestError: 422,
    BadSettingError: 422,
    NoSuchModelError: 404,
    RequestTimeoutError: 503,
    RequestTooLargeError: 413,
    TooBusyError: 503,
}
WORKER_STATUSES = {  # of what a worker says, by its code; what else is wrong with a picture is 422
    "worker-ended": 503,
    "out-of-memory": 503,
    "disk-full": 503,
    "cannot-write": 503,
    "internal": 500,
    "too-many-pixels": 413,
}
GONE = 499  # as nginx has it: the client left
LARGE, PIECE = 8 * 2**20, 2**20  # bytes: answers that are streamed, and in which pieces
LINGER = 2.0, 256 * 2**20  # seconds and bytes that a refused client may go on sending before it is cut off
OPEN = ("/health", "/ready")  # what needs no token
ROUTES = ("/v1/models", "/v1/segment", "/v1/predict", "/health", "/ready", "/metrics", "/openapi.json")
PICTURE_BODY = {
    "requestBody": {
        "required": True,
        "description": "A picture file in any format that gmmseg reads, as the body or as a form's file.",
        "content": {
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            "image/*": {"schema": {"type": "string", "format": "binary"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"picture": {"type": "string", "format": "binary"}},
                    "required": ["picture"],
                }
            },
        },
    }
}
ROWS_BODY = {
    "requestBody": {
        "required": True,
        "description": "Rows in the units of the features, unscaled: lists in their order, or by name.",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "rows": {
                            "type": "array",
                            "items": {
                                "oneOf": [
                                    {"type": "array", "items": {"type": "number"}},
                                    {"type": "object", "additionalProperties": {"type": "number"}},
                                ]
                            },
                        }
                    },
                    "required": ["rows"],
                },
                "example": {"rows": [[5.1, 3.5, 1.4, 0.2], [6.7, 3.0, 5.2, 2.3]]},
            }
        },
    }
}
ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"description": description, "content": {"application/json": {"example": {
        "gmmseg": __version__, "error": {"code": code, "message": "One sentence."}}}}}
    for status, code, description in (
        (401, "unauthorised", "No token, or a wrong one"),
        (404, "no-such-model", "No model of that name"),
        (413, "request-too-large", "Too many bytes or pixels"),
        (422, "unreadable-image", "The picture or the rows cannot be used"),
        (503, "too-busy", "Too many requests wait, or the work on this one was ended"),
    )
}  # fmt: skip


def application(service: Service) -> ASGIApp:
    """Return the application that a service answers by."""

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        try:
            await service.start()
            yield
        finally:
            await service.end()

    app = FastAPI(
        title="gmmseg",
        version=__version__,
        description="Pictures and rows of numbers in, classes of Gaussian mixtures out.",
        lifespan=life,
        docs_url=None,  # these pages would load scripts from elsewhere
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    _add_pictures(app, service)
    _add_rows(app, service)
    _add_states(app, service)
    for kind in (GmmsegError, HTTPException, RequestValidationError, UnacceptableError, ClientDisconnect):
        app.add_exception_handler(kind, _handler(service))
    return Wall(app, service)


def _add_pictures(app: FastAPI, service: Service) -> None:
    @app.get("/v1/models", summary="The models, what they take and what their classes are")
    async def models() -> dict[str, Any]:
        found = [each.described() for each in service.models.all]
        for each in found:
            if trouble := service.models.troubles.get(each["name"]):
                each["error"] = trouble
        return {"gmmseg": __version__, "models": found}

    media: dict[str, Any] = {output.media: {} for output in OUTPUTS.values()}
    done: dict[int | str, dict[str, Any]] = {200: {"description": "What was asked for", "content": media}}

    @app.post(
        "/v1/segment",
        summary="Label a picture",
        response_class=Response,
        responses={**done, **ERRORS},
        openapi_extra=PICTURE_BODY,
    )
    async def segment(
        request: Request,
        model: Annotated[str, Query(description="Which model; not needed where there is one")] = "",
        as_: Annotated[str, Query(alias="as", description=f"One of {', '.join(OUTPUTS)}")] = "",
        page: Annotated[int | None, Query(ge=1, description="Page of a file with several")] = None,
    ) -> Response:
        if service.workers is not None:
            service.workers.check_room()
        folder = service.new_folder()
        try:
            upload = await picture_of(request, folder, service.options.max_bytes, service.options.timeout)
            served = service.models.named(model or upload.fields.get("model", ""))
            name = chosen(as_ or upload.fields.get("as", ""), request.headers.get("accept", ""))
            if served.recipe is None:
                raise BadRequestError(
                    f"the model {served.name} labels rows of a table", "Send rows to /v1/predict"
                )
            work = service.label(served, upload, OUTPUTS[name].kind, page)
            answer = await unless_gone(request.receive, work)
            return _labelled(service, served, name, answer, upload)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _labelled(
    service: Service, served: ServedModel, name: str, answer: dict[str, Any], upload: Upload
) -> Response:
    """Return the answer to a picture."""
    if answer["status"] != "done":
        code = answer.get("code", "worker-ended")
        return refusal(service, WORKER_STATUSES.get(code, 422), code, _for_clients(answer["error"]))
    output = OUTPUTS[name]
    headers = {
        "X-Gmmseg-Model": f"{served.name} {served.digest}",
        "X-Gmmseg-Drift": answer["drift"]["light"],
        "Content-Disposition": f'inline; filename="picture{output.ending}"',
    }
    if not output.kind:
        about = {"gmmseg": __version__, "model": served.name, "digest": served.digest}
        found = {key: value for key, value in answer.items() if key not in ("status", "files")}
        return JSONResponse(about | found, headers=headers)
    path = upload.path.parent / answer["files"][0][0]
    if path.stat().st_size <= LARGE:
        return Response(path.read_bytes(), media_type=output.media, headers=headers)
    return _streamed(path, output.media, headers)


def _for_clients(sentence: str) -> str:
    """Return what a worker says with the option of this command in the place of another's."""
    what, sign, _ = sentence.partition("Raise the limit with --max-pixels")
    return (
        f"{what}Send a smaller picture, or start the service with a larger --max-megapixels."
        if sign
        else what
    )


def _streamed(path: Path, media: str, headers: Mapping[str, str]) -> Response:
    """Return an answer that is read from its file as it is sent; the file has no name any more by then."""
    file, size = path.open("rb"), path.stat().st_size

    def pieces() -> Iterator[bytes]:
        with file:
            while piece := file.read(PIECE):
                yield piece

    return StreamingResponse(pieces(), media_type=media, headers={**headers, "Content-Length": str(size)})


def _add_rows(app: FastAPI, service: Service) -> None:
    @app.post(
        "/v1/predict",
        summary="Give rows of features their classes",
        responses=ERRORS,
        openapi_extra=ROWS_BODY,
    )
    async def predict(
        request: Request,
        model: Annotated[str, Query(description="Which model; not needed where there is one")] = "",
    ) -> Response:
        body = await bytes_of(request, service.options.max_bytes, service.options.timeout)
        served = service.models.named(model)
        text, n, n_anomalies = await asyncio.to_thread(_predicted, served, body)
        service.metrics.rows.labels(served.name).inc(n)
        service.metrics.anomalies.labels(served.name).inc(n_anomalies)
        return Response(text, media_type="application/json")


def _predicted(served: ServedModel, body: bytes) -> tuple[str, int, int]:
    """Return the answer to rows as JSON, how many rows there are and how many are anomalies."""
    model: Any = served.model
    if not isinstance(model, TableModel) and model.features.texture != "off":
        raise BadRequestError(
            f"the model {served.name} looks at texture, which a row alone does not tell",
            "Send pictures to /v1/segment",
        )
    found = predicted(model, rows_in(body, columns_of(model)))
    about = {"gmmseg": __version__, "model": served.name, "digest": served.digest}
    text = json.dumps(about | {"classes": class_names(model)} | found)
    return text, len(found["labels"]), sum(found.get("is_anomaly", ()))


def _add_states(app: FastAPI, service: Service) -> None:
    @app.get("/health", summary="Whether the service runs")
    async def health() -> dict[str, Any]:
        return {"gmmseg": __version__, "status": "ok"}

    @app.get("/ready", summary="Whether requests can be answered at once", responses={503: ERRORS[503]})
    async def ready() -> Response:
        is_ready = service.is_ready
        state = {
            "gmmseg": __version__,
            "ready": is_ready,
            "models": [each.name for each in service.models.all],
        }
        return JSONResponse(state, 200 if is_ready else 503, None if is_ready else {"Retry-After": "1"})

    @app.get("/metrics", summary="Counts and times for Prometheus", response_class=Response)
    async def metrics() -> Response:
        from gmmseg.serve.metrics import CONTENT_TYPE

        return Response(service.metrics.text(), headers={"Content-Type": CONTENT_TYPE})


async def unless_gone(receive: Receive, work: Coroutine[Any, Any, T]) -> T:
    """Return what comes of work, which is cancelled when the client leaves.

    Raises
    ------
    ClientDisconnect
        If the client leaves first.
    """
    working, leaving = asyncio.create_task(work), asyncio.create_task(_gone(receive))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientDisconnect
        return working.result()
    finally:
        for task in (working, leaving):
            task.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def _gone(receive: Receive) -> None:
    """Return when the client has left; its request must have been read to the end."""
    while (await receive())["type"] != "http.disconnect":
        pass


def refusal(service: Service, status: int, code: str, sentence: str) -> JSONResponse:
    """Return the answer to a request that is refused or failed: the code of the error, and one sentence."""
    service.metrics.errors.labels(code).inc()
    record = {"gmmseg": __version__, "error": {"code": code, "message": spelled(sentence)}}
    return JSONResponse(record, status)


def _handler(service: Service) -> Any:
    async def answer(_: Request, error: Exception) -> Response:
        return _refused(service, error)

    return answer


def _refused(service: Service, error: Exception) -> Response:
    """Return the answer to a request that an error ended."""
    headers: Mapping[str, str] = {}
    match error:
        case GmmsegError():
            status, code, sentence = STATUSES.get(type(error), 422), error.code, str(error)
            if isinstance(error, TooBusyError):
                headers = {"Retry-After": str(error.seconds)}
        case RequestValidationError():
            first = error.errors()[0]
            name, what = first["loc"][-1], str(first["msg"])
            bad = BadRequestError(f"{name} is not right ({what[:1].lower()}{what[1:]})", "See /openapi.json")
            status, code, sentence = 422, bad.code, str(bad)
        case HTTPException():
            status, headers = error.status_code, error.headers or {}
            code = {404: "no-such-address", 405: "wrong-method"}.get(status, "bad-request")
            sentence = f"{error.detail}: see /openapi.json for what there is."
        case ClientDisconnect():
            service.metrics.left.inc()
            return Response(status_code=GONE)
        case UnacceptableError():
            media = ", ".join(dict.fromkeys(output.media for output in OUTPUTS.values()))
            status, code = 406, "not-acceptable"
            sentence = f"The answer can be of {media}: accept one of these, or give ?as=."
        case _:
            LOG.error("A request failed by a fault in gmmseg", exc_info=error)
            status, code = 500, "internal"
            sentence = f"This is a fault in gmmseg, please report it: {type(error).__name__}: {error}"
    response = refusal(service, status, code, sentence)
    response.headers.update(headers)
    return response


class Wall:
    """Asks for the token, counts, and answers whatever goes wrong in one sentence.

    It is plain ASGI: the middleware of Starlette hides that a client has left.
    """

    def __init__(self, inner: ASGIApp, service: Service) -> None:
        self._inner, self._service = inner, service
        token = service.options.token
        self._wanted = None if token is None else f"Bearer {token}".encode("ascii")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        begin = time.perf_counter()
        exchange = Exchange(receive, send, has_body=_has_body(scope))
        try:
            if self._admits(scope):
                await self._inner(scope, exchange.receive, exchange.send)
            else:
                sentence = "A token is needed: send it as the header Authorization: Bearer TOKEN."
                response = refusal(self._service, 401, "unauthorised", sentence)
                response.headers["WWW-Authenticate"] = "Bearer"
                await response(scope, exchange.receive, exchange.send)
        except Exception as error:
            if exchange.status:  # too late for another answer
                raise
            await _refused(self._service, error)(scope, exchange.receive, exchange.send)
        finally:
            route = scope["path"] if scope["path"] in ROUTES else "other"
            self._service.metrics.requests.labels(route, str(exchange.status or 500)).inc()
            self._service.metrics.seconds.labels(route).observe(time.perf_counter() - begin)

    def _admits(self, scope: Scope) -> bool:
        if self._wanted is None or scope["path"] in OPEN:
            return True
        authorization = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        return hmac.compare_digest(authorization, self._wanted)


class Exchange:
    """One request and its answer: the status of the answer, and whether the body has come to its end.

    Where an answer is given before the body has come, what still comes is thrown away for a moment: a client
    that is still sending would otherwise be cut off before it has read the answer.
    """

    def __init__(self, receive: Receive, send: Send, *, has_body: bool) -> None:
        self._receive, self._send = receive, send
        self.status = 0
        self._is_whole = not has_body

    async def receive(self) -> Message:
        """Return the next message of the request."""
        message = await self._receive()
        self._is_whole = self._is_whole or not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        """Send a message of the answer."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            if self.status >= 400 and not self._is_whole:
                message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
        elif not message.get("more_body", False) and self.status >= 400 and not self._is_whole:
            await self._send({**message, "more_body": True})
            await self._linger()
            message = {"type": "http.response.body", "body": b"", "more_body": False}
        await self._send(message)

    async def _linger(self) -> None:
        seconds, most = LINGER
        n_bytes = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not self._is_whole and n_bytes <= most:
                    n_bytes += len((await self.receive()).get("body", b""))


def _has_body(scope: Scope) -> bool:
    """Return whether a request says that a body comes with it."""
    headers = dict(scope["headers"])
    return b"transfer-encoding" in headers or headers.get(b"content-length", b"0") != b"0"
