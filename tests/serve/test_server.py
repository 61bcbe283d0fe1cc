"""Where a service listens."""

import asyncio
import socket

import pytest

from gmmseg.errors import CannotListenError, CannotWriteError
from gmmseg.serve.server import ServiceOptions, address_of, listening, run


def test_an_address_that_is_taken_is_reported(home):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(CannotListenError) as caught:
            run([home / "stripes.gmm.json"], ServiceOptions(), port=port)

    assert str(caught.value) == (
        f"Cannot listen at 127.0.0.1:{port}: the system says 'address already in use'. "
        f"Choose another --port or --host."
    )


def test_a_host_that_there_is_not_is_reported(home):
    with pytest.raises(CannotListenError, match="Cannot listen at no host:0"):
        run([home / "stripes.gmm.json"], ServiceOptions(), host="no host", port=0)


def test_addresses_are_reported_as_clients_take_them():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        assert address_of(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"
    if socket.has_dualstack_ipv6():
        with socket.create_server(("::1", 0), family=socket.AF_INET6) as listener:
            assert address_of(listener).startswith("http://[::1]:")


def test_answers_on_a_kept_connection_wait_for_no_acknowledgement():
    """Nagle's algorithm is off in what asyncio accepts: it asks the protocol of the listening socket."""
    found = []

    async def serve_once(listener):
        server = await asyncio.start_server(lambda _, writer: found.append(writer), sock=listener)
        async with server:
            _, writer = await asyncio.open_connection(*listener.getsockname())
            while not found:
                await asyncio.sleep(0)
            accepted = found[0].get_extra_info("socket")
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
            for each in (writer, found[0]):
                each.close()
                await each.wait_closed()

    with listening("127.0.0.1", 0) as listener:
        asyncio.run(serve_once(listener))


def test_a_service_that_cannot_start_ends_with_the_reason(home, monkeypatch):
    def full():
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("gmmseg.serve.service.new_spool", full)

    with pytest.raises(CannotWriteError, match=r"no space left on device\. Set TMPDIR"):
        run([home / "stripes.gmm.json"], ServiceOptions(), port=0)
