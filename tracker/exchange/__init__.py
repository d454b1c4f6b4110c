"""Files in and out: one module per format, and one explicit tuple each of importers and exporters."""
