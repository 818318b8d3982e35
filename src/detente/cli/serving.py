"""The archive opened for a command, and served."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from detente.cli.messages import warn
from detente.model import RequestError

if TYPE_CHECKING:
    from detente.archive import Archive

# The archive and the server


@contextmanager
def made_archive(archive: str) -> Iterator[Archive]:
    from detente.archive import Archive

    with Archive.open(archive) as opened:
        yield opened


@contextmanager
def existing_archive(archive: str) -> Iterator[Archive]:
    from detente.archive import Archive

    with Archive.open(archive, create=False) as opened:
        yield opened


def index_told(archive: Archive) -> None:
    """Make the texts of an archive of an older version searchable for quotations, and say so meanwhile."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("indexing texts for quotations, once", total=None, visible=False)

        def step(done: int, of: int) -> None:
            if done == 1 and not console.is_terminal:
                warn(f"indexing {of:,} texts for quotations, once")
            progress.update(task, completed=done, total=of, visible=True)

        archive.index_quotations(step)


def serve_archive(archive: Archive, host: str, port: int) -> None:
    import uvicorn

    from detente.web import create_app

    with _listening(host, port) as listener:
        taken = listener.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        if not _is_loopback(host):
            warn("whoever reaches this machine over the network can read the archive")
        typer.echo(f"http://{shown}:{taken}/")
        warn("serving; Ctrl-C ends it")
        sys.stdout.flush()
        config = uvicorn.Config(create_app(archive, hosts=[host]), log_level="warning", access_log=False)
        uvicorn.Server(config).run(sockets=[listener])


@contextmanager
def _listening(host: str, port: int) -> Iterator[Any]:
    """A socket bound before anything is said of it, so that the address told is the address served."""
    import socket

    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise RequestError(f"--host {host!r} is no address of this machine: {error.strerror}") from None
    with listener:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
            listener.listen()
        except OSError as error:
            raise RequestError(
                f"cannot listen on {host} port {port}: {error.strerror}; choose another with --port"
            ) from None
        yield listener


def _is_loopback(host: str) -> bool:
    from ipaddress import ip_address

    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def login_name() -> str:
    from getpass import getuser

    try:
        return getuser()
    except (ImportError, KeyError, OSError):
        return ""
