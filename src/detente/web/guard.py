"""What stands between a browser and the archive: the hosts answered for, the headers of every answer."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
EVERY_INTERFACE = frozenset({"0.0.0.0", "::"})  # noqa: S104  compared with, never bound to

# Vega's parser runs its expressions with an interpreter, so that no `unsafe-eval` is needed.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}


class Guard:
    """ASGI middleware: refuses hosts it does not know, against DNS rebinding, and sets `HEADERS`.

    A page on the network may point a name of its own at 127.0.0.1 and so read a local archive with the
    reader's browser; the Host header then carries that name. Where the application listens on every
    interface it answers for any address in figures, which nobody can rebind.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = ()) -> None:
        self._app = app
        self._hosts = LOOPBACK | {host.strip("[]").lower() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        if self._knows(scope):
            await self._app(scope, receive, send_guarded)
            return
        refusal = (
            "This address is not one detente serves: open it as http://127.0.0.1, or start it with --host.\n"
        )
        await PlainTextResponse(refusal, status_code=400)(scope, receive, send_guarded)

    def _knows(self, scope: Scope) -> bool:
        values = [value for name, value in scope["headers"] if name == b"host"]
        if len(values) != 1:
            return False
        try:
            host = urlsplit("//" + values[0].decode("latin-1")).hostname
        except ValueError:
            return False
        return host is not None and (host.lower() in self._hosts or self._is_own_figure(host))

    def _is_own_figure(self, host: str) -> bool:
        if self._hosts.isdisjoint(EVERY_INTERFACE):
            return False
        try:
            ip_address(host)
        except ValueError:
            return False
        return True
