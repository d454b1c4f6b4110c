"""Pictures of an analysis, as plain plotly dicts: only ``drawn`` imports plotly, so importing the rest is quick."""
