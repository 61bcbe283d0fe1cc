"""Bodies as they come, from a client that is made up."""

import asyncio

import pytest
from starlette.requests import ClientDisconnect, Request

from gmmseg.errors import BadRequestError, RequestTimeoutError, RequestTooLargeError
from gmmseg.serve.uploads import bytes_of, picture_of


def request_of(pieces, headers=(), *, ends=True):
    """Return a request whose body comes in pieces, and then its end, its client's leaving, or nothing."""
    left = [*pieces]

    async def receive():
        if left:
            piece = left.pop(0)
            return {"type": "http.request", "body": piece, "more_body": bool(left) or not ends}
        if ends is None:
            return {"type": "http.disconnect"}
        await asyncio.sleep(10)
        pytest.fail("nobody should wait so long")

    return Request({"type": "http", "method": "POST", "path": "/", "headers": list(headers)}, receive)


def picture(request, folder, most=100, timeout=5.0):
    return asyncio.run(picture_of(request, folder, most, timeout))


def test_a_body_is_written_as_it_comes(tmp_path):
    upload = picture(request_of([b"ab", b"c"]), tmp_path)

    assert (upload.path.read_bytes(), upload.size) == (b"abc", 3)


def test_what_is_too_large_too_slow_or_never_comes_is_reported(tmp_path):
    with pytest.raises(RequestTooLargeError):
        picture(request_of([], [(b"content-length", b"101")]), tmp_path)
    with pytest.raises(RequestTooLargeError):
        asyncio.run(bytes_of(request_of([bytes(60), bytes(60)]), 100, 5.0))
    with pytest.raises(RequestTimeoutError, match=r"Sending it took longer than the 0.05 s"):
        picture(request_of([b"a"], ends=False), tmp_path, timeout=0.05)
    with pytest.raises(ClientDisconnect):
        picture(request_of([b"a"], ends=None), tmp_path)


FORM = [(b"content-type", b"multipart/form-data; boundary=x")]


def part(name, content, file=""):
    named = f'; filename="{file}"' if file else ""
    return f'--x\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n{content}\r\n'.encode()


@pytest.mark.parametrize(
    ("file", "name"),
    [("a.oib", "picture.oib"), ("../../a.TIF", "picture.tif"), ("a.exe", "picture"), ("x", "picture")],
)
def test_a_form_brings_a_file_that_keeps_only_its_ending(tmp_path, file, name):
    body = part("picture", "abc", file) + part("as", "table") + b"--x--\r\n"

    upload = picture(request_of([body], FORM), tmp_path, most=1000)

    assert (upload.path, upload.path.read_bytes()) == (tmp_path / name, b"abc")
    assert upload.fields == {"as": "table"}


@pytest.mark.parametrize(
    "body",
    [
        b"--x--\r\n",
        part("picture", "abc") + b"--x--\r\n",
        part("a", "abc", "a") + part("b", "abc", "b") + b"--x--\r\n",
        b"nonsense",
    ],
)
def test_other_forms_are_refused(tmp_path, body):
    with pytest.raises(BadRequestError, match=r"^Cannot do this: the (form|request) "):
        picture(request_of([body], FORM), tmp_path, most=1000)
