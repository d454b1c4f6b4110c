"""Why one day of one traveler has its verdict, and which fact would change it."""

from tracker.explain.day import explain, travelers
from tracker.explain.model import Explanation, WhatIf
from tracker.explain.what_if import what_would_change

__all__ = ["Explanation", "WhatIf", "explain", "travelers", "what_would_change"]
