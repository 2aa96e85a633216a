"""The statutory forms of the 年报, made rather than read: figures by field code in, documents out.

layout.py    the forms as data: blocks, rows, columns and their field codes
figures.py   figures written down: two or three lines of data -> every field code
generate.py  figures made up: valid by every identity, carried from year to year
sheet.py     a form filled in, as rows of cells with spans, with the portals' misprints on request
report.py    the whole report: title, prose and sheets in order
render_{html,docx,xlsx,text}.py   the report as bytes or text, in the styles seen on portals

Standard library only: the loopback city is part of the product (`nianbao demo`).
"""
