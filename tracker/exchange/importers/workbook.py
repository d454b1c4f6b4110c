"""Excel workbooks: sheets named like a table; a workbook with none of them gives its first sheet as trips."""

from __future__ import annotations

from tracker.exchange.importers.importer import Importer
from tracker.itinerary.read import xlsx_from_bytes

WORKBOOK = Importer("xlsx", (".xlsx",), "Excel workbook", xlsx_from_bytes)
