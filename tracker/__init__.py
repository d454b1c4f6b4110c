"""Coverline: which of your work abroad a US Certificate of Coverage would or would not cover, day by day."""

from tracker.analysis import Analysis, Settings, analyze
from tracker.itinerary import Workspace, read_workspace
from tracker.rules import Rules, load_rules
from tracker.segments import segment

__version__ = "0.1.0"

__all__ = ["Analysis", "Rules", "Settings", "Workspace", "analyze", "load_rules", "read_workspace", "segment"]
