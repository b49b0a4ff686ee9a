"""A program that talks to a server's REST API, as an integrator's would: kept-alive connection, bearer token."""

from __future__ import annotations

import contextlib
import http
import http.client
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any

API = "/api/v1"
UNHURRIED_SECONDS = 60.0
"""How long an answer may take on a busy machine before something is surely wrong."""

LOST = (OSError, http.client.HTTPException)
"""What a client sees of a server that has died: it can't know whether its request had an effect."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said; names of headers in any case. `seconds` from the first byte sent to the last one read."""

    status: int
    body: bytes
    headers: Message
    seconds: float = 0.0

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Client:
    """One client with one connection; not for several threads.

    Parameters:
        port: of a server on this machine.
        token: an API token, None for a stranger.
        cookie: what a browser would send in its place.
    """

    def __init__(self, port: int, token: str | None = None, *, cookie: str | None = None) -> None:
        self.port = port
        self.headers = {"Accept": "application/json"}
        if token is not None:
            self.headers["Authorization"] = f"Bearer {token}"
        if cookie is not None:
            self.headers["Cookie"] = cookie
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=UNHURRIED_SECONDS)

    def get(self, path: str) -> Answer:
        """Read what is at a path of the API."""
        return self.send("GET", API + path)

    def post(self, path: str, value: object = None, *, key: str | None = None) -> Answer:
        """Post a value as JSON to a path of the API.

        Parameters:
            key: sent as the Idempotency-Key.
        """
        headers = {"Content-Type": "application/json"} | ({} if key is None else {"Idempotency-Key": key})
        return self.send("POST", API + path, json.dumps({} if value is None else value).encode(), headers)

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send one request and read its answer.

        Raises:
            OSError, http.client.HTTPException: the server went away, see `LOST`.
        """
        began = time.perf_counter()
        try:
            # A server that refuses a body by its announced size may answer and close before all of it is sent.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self._connection.request(method, path, body, {**self.headers, **(headers or {})})
            response = self._connection.getresponse()
            read = response.read()
        except LOST:
            self._connection.close()
            raise
        if response.will_close or response.status == http.HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            # The rest of a body that is too large is not read: the connection can't be used again.
            self._connection.close()
        return Answer(response.status, read, response.headers, time.perf_counter() - began)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
