"""Starting the web server and the worker, and stopping both together."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import click

from models import blobs
from models import database as db
from service import config as configuration

if TYPE_CHECKING:
    import flask

ORPHAN_SECONDS = 0.5
"""How often a child looks whether its parent is still there."""
RESTART_SECONDS = 2.0
"""How often a server looks whether its worker is still there."""
NICE = 5
"""By how much a worker lets others pass (nice(2)): who waits for a page goes before what nobody waits for."""
STOP_SECONDS = 30
"""How long a worker may take to end the case it is at."""


def die_with(parent: int) -> None:
    """End this process when `parent` is gone: a killed server must not leave children that hold its port."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(ORPHAN_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="orphan-watch", daemon=True).start()


def application() -> flask.Flask:
    """What granian's processes call to get the application."""
    # Here, not above: the process that only starts the others needs no web framework.
    from service import app

    die_with(os.getppid())
    return app.create_app(configuration.read())


def _free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


@click.command()
@click.option("--host", help="Address to listen on (LANEWAY_HOST).")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (LANEWAY_PORT).")
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True, help="Web processes.")
@click.option("--threads", type=click.IntRange(1, 64), default=4, show_default=True, help="Threads a web process.")
@click.option("--worker/--no-worker", "with_worker", default=False, help="Start the worker too.")
def serve(host: str | None, port: int | None, processes: int, threads: int, with_worker: bool) -> None:
    """Start the web server."""
    config = configuration.read()
    host, port = host or config.host, port or config.port
    if not _free(host, port):
        raise click.ClickException(
            f"Port {port} on {host} is busy: stop what uses it, or choose another with --port or LANEWAY_PORT."
        )
    db.upgrade(config.database)
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"Laneway: http://{shown}:{port}/")
    _demo_accounts(config)
    beside = _Beside(f"{socket.gethostname()}-{port}") if with_worker else None
    try:
        _granian(host, port, processes, threads)
    finally:
        if beside is not None:
            beside.stop()


def _demo_accounts(config: configuration.Config) -> None:
    from service.cli import accounts

    for line in accounts.lines(config):
        click.echo(line)


class _Beside:
    """The worker beside a web server: started with it, started again when it has died, stopped with it."""

    def __init__(self, name: str) -> None:
        self._stopping, self._name = threading.Event(), name
        self._process = self._started()
        threading.Thread(target=self._watch, name="worker-watch", daemon=True).start()

    def stop(self) -> None:
        """End the worker after the case it is at."""
        self._stopping.set()
        self._process.terminate()
        self._process.wait(timeout=STOP_SECONDS)

    def _watch(self) -> None:
        while not self._stopping.wait(RESTART_SECONDS):
            if self._process.poll() is not None and not self._stopping.is_set():
                self._process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        run = "import sys; from service.cli import main; sys.exit(main.main())"
        command = [sys.executable, "-P", "-c", run, "worker", "--parent", str(os.getpid())]
        command += ["--name", self._name]
        return subprocess.Popen(command)  # noqa: S603 -- our own command


def _granian(host: str, port: int, processes: int, threads: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "service.cli.serving:application",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=threads,
        respawn_failed_workers=True,
        log_level="warning",  # type: ignore[arg-type]
        websockets=False,
    ).serve()


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now and stop.")
@click.option("--parent", type=int, hidden=True, help="End when this process, which started the worker, is gone.")
@click.option("--name", help="Names this worker for good: started again, it takes up at once what it left unfinished.")
def worker(once: bool, parent: int | None, name: str | None) -> None:
    """Start the worker: wakes timers, delivers messages, does long work."""
    from service.jobs import handlers, sweeps
    from service.jobs import worker as looping
    from service.usecases import clocks, limits, published

    config = configuration.read()
    published.bound(config.versions_bytes)
    clocks.inherit(config.clocks)
    if parent is not None:
        die_with(parent)
    else:
        db.upgrade(config.database)
    loop = looping.Worker(
        db.Database(config.database),
        name=name or f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}",
        budget=limits.budget(config, time.thread_time),
        store=blobs.Blobs(config.documents),
        swept=sweeps.of(config),
        work=handlers.of(config),
    )
    if once:
        done = loop.drain()
        click.echo(f"{done} done")
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: loop.stop())
    os.nice(NICE)
    loop.run()
