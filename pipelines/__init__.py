"""From a document to rows. The stages, in the order data flows:

stage        takes                      gives
archive      Document                   the same Document; its bytes kept by SHA-256, its provenance in SQL
media_types  bytes                      what they really are
readers      bytes of one media type    Reading: text blocks and grids of cells
align        blocks, templates          values by field code, and what could not be placed
identify     Document, blocks           whose report, on which year, of what scope
sections     blocks                     the texts of the six sections
extract      Document                   Report: composes the five above
checks       Report                     the same Report with findings
store        Report                     rows, versions, findings between years

Records that flow lie in `records`, what may be wrong with a document in `exceptions`; both import nothing of ours.
"""
