"""A run as one page that can be mailed, printed and archived, and as an Excel workbook."""

from sim.reporting.report.page import board_page, page
from sim.reporting.report.paper import Entry, Paper
from sim.reporting.report.workbook import write_workbook

__all__ = ["Entry", "Paper", "board_page", "page", "write_workbook"]
