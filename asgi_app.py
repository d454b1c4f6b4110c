"""The server: the dashboard of app.py behind the guard. ``coverline serve`` starts it; any ASGI server can."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

from tracker.server.guard import HEALTH, Guard
from tracker.ui import serving

app = st.App(
    Path(__file__).with_name("app.py"),
    secrets=serving.secrets(),
    routes=[Route(HEALTH, serving.health)],
    middleware=[Middleware(Guard, rules=serving.rules)],
    lifespan=serving.running,
    on_script_error=serving.unforeseen,
)
