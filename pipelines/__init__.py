"""From a document to rows. The stages, in the order data flows:

stage            takes                  gives
storage.archive  Document               the same Document; its bytes kept by SHA-256, its provenance in SQL
intake           bytes                  what they really are, and whether they are whole
readers          bytes of one type      Reading: text blocks and grids of cells
align            blocks, templates      values by field code, and what could not be placed
extract          Document               Report: composes the three above, tells whose report it is and on which year
checks           Report                 the same Report with findings
storage.reports  Report                 rows, versions, findings between years

Records that flow lie in `records` and `document`, what may be wrong in `exceptions`; they import nothing of ours.
`language` is the grammar of Chinese administrative text that all of them use.
"""
