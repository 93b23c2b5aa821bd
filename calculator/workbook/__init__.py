"""A scenario as an XLSX workbook: written with its results, and its inputs read back."""
