"""The law as dated, sourced data."""

from tracker.rules.load import load_rules
from tracker.rules.model import Agreement, Provision, Rules

__all__ = ["Agreement", "Provision", "Rules", "load_rules"]
