"""The log: reading, normalizing and checking what a user entered."""

from tracker.itinerary.read import read_workspace, workspace_from_text
from tracker.itinerary.workspace import Workspace

__all__ = ["Workspace", "read_workspace", "workspace_from_text"]
