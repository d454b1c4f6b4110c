"""Pictures of an analysis, as plain plotly dicts: no plotly is imported, so importing them costs nothing."""
