"""What a request brings: its body as it comes, counted, and no more of it than is allowed."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive

from gmmseg.errors import BadRequestError, RequestTimeoutError, RequestTooLargeError
from gmmseg.io.readers.formats import claimed

SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}(\.[A-Za-z0-9]{1,8})?")
HOW = "Send the file's content as the body (curl --data-binary @photo.png), or as a form's file"
PIECE = 2**20  # bytes


@dataclass(frozen=True)
class Upload:
    """A picture that has arrived.

    Attributes
    ----------
    path : Path
        Its file, in a folder of its own.
    size : int
        Bytes.
    fields : mapping of str to str
        The other fields of a form.
    """

    path: Path
    size: int
    fields: Mapping[str, str] = field(default_factory=dict)


class CountedBody:
    """The body of a request, whose bytes are counted as they come.

    Raises
    ------
    RequestTooLargeError
        If it says that it is larger than `most` bytes, before any is read, or turns out to be.
    """

    def __init__(self, request: Request, most: int) -> None:
        self._receive: Receive = request.receive
        self._most, self.n_bytes, self.is_whole = most, 0, False
        if int(_length(request)) > most:
            raise RequestTooLargeError(most)
        self.request = Request(request.scope, self.receive)

    async def receive(self) -> Message:
        """Return the next message, as ASGI has it."""
        message = await self._receive()
        if message["type"] == "http.request":
            self.n_bytes += len(message.get("body", b""))
            self.is_whole = not message.get("more_body", False)
            if self.n_bytes > self._most:
                raise RequestTooLargeError(self._most)
        return message


def _length(request: Request) -> str:
    length = request.headers.get("content-length", "0")
    return length if length.isascii() and length.isdigit() else "0"


async def picture_of(request: Request, folder: Path, most: int, timeout: float) -> Upload:
    """Return the picture that a request brings, written to a folder: its body, or the file of a form.

    Raises
    ------
    BadRequestError
        If there is none.
    RequestTimeoutError
        If it takes longer than `timeout` seconds to arrive.
    RequestTooLargeError
        If it is larger than `most` bytes.
    """
    body = CountedBody(request, most)
    try:
        async with asyncio.timeout(timeout):
            if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
                upload = await _of_form(body.request, folder)
            else:
                upload = await _of_body(body.request, folder)
    except TimeoutError:
        raise RequestTimeoutError("Sending it", f"{timeout:g}") from None
    if upload.size == 0:
        raise BadRequestError("the request has no picture, its body is 0 bytes", HOW)
    return upload


async def _of_body(request: Request, folder: Path) -> Upload:
    path, size = folder / "picture", 0
    with path.open("wb") as file:
        async for piece in request.stream():
            file.write(piece)
            size += len(piece)
    return Upload(path, size)


async def _of_form(request: Request, folder: Path) -> Upload:
    try:
        async with request.form(max_files=1, max_fields=10) as form:
            files = [each for each in form.values() if isinstance(each, UploadFile)]
            if len(files) != 1:
                raise BadRequestError(f"the form has {len(files)} files", "Send one picture in a request")
            path, size = folder / f"picture{_suffix(files[0].filename)}", 0
            with path.open("wb") as file:
                while piece := await files[0].read(PIECE):
                    file.write(piece)
                    size += len(piece)
            fields = {name: value for name, value in form.items() if isinstance(value, str)}
    except (HTTPException, MultiPartException) as error:
        message = str(getattr(error, "detail", "") or getattr(error, "message", "") or error).rstrip(".")
        raise BadRequestError(f"the form cannot be read ({message[:200]})", HOW) from None
    return Upload(path, size, fields)


def _suffix(name: str | None) -> str:
    """Return how a file's name ends where that is a format's: some cannot be told by their first bytes."""
    suffix = PurePosixPath((name or "").replace("\\", "/")).suffix.lower()
    return suffix if SUFFIX.fullmatch(suffix) and claimed(suffix) is not None else ""


async def bytes_of(request: Request, most: int, timeout: float) -> bytes:
    """Return the whole body of a request; errors are those of `picture_of`."""
    body = CountedBody(request, most)
    try:
        async with asyncio.timeout(timeout):
            return await body.request.body()
    except TimeoutError:
        raise RequestTimeoutError("Sending it", f"{timeout:g}") from None


__all__ = ["ClientDisconnect", "CountedBody", "Upload", "bytes_of", "picture_of"]
