"""The server of the installed package: the pages behind headers that forbid embedding.

Start it with ``streamlit run <this file>``; ``.streamlit/config.toml`` beside it holds address,
limits and look. It does not start on any address but this computer's own.
"""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CLOSED_PATHS = ("/_stcore/metrics", "/_stcore/agent")
SECURITY_HEADERS = (
    (b"x-frame-options", b"DENY"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"frame-ancestors 'none'"),
)


class SecurityHeaders:
    """Add the security headers to every answer; what tells about the server is not found."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *SECURITY_HEADERS]
            await send(message)

        closed = scope["path"].startswith(CLOSED_PATHS)
        answer = PlainTextResponse("not found", status_code=404) if closed else self.app
        await answer(scope, receive, send_with_headers)


app = st.App(Path(__file__).with_name("script.py"), middleware=[Middleware(SecurityHeaders)])
