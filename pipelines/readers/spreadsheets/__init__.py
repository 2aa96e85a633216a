"""Spreadsheets: XLSX and XLS, and what of them is hidden."""

READERS = ("xlsx",)
