"""Whether the server can do its work: ``/healthz``, for whoever watches over it. Tells no more than yes or no."""

from __future__ import annotations

import asyncio
import time

from tracker.store.engine import answers

PATIENCE_SECONDS = 3
KEPT_SECONDS = 1


class Health:
    """The application of ``/healthz``: 200 when the database answers, 503 when it does not, or not soon.

    However often it is asked, it asks the database once a second and never twice at a time.
    """

    def __init__(self) -> None:
        self._asking: asyncio.Future[bool] | None = None
        self._asked_at = 0.0

    async def is_well(self) -> bool:
        """Whether the database answered a moment ago, or does now."""
        now = time.monotonic()
        if self._asking is None or (self._asking.done() and now - self._asked_at > KEPT_SECONDS):
            self._asking, self._asked_at = asyncio.ensure_future(asyncio.to_thread(answers)), now
        try:
            return await asyncio.wait_for(asyncio.shield(self._asking), PATIENCE_SECONDS)
        except TimeoutError:
            return False
