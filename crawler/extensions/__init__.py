"""What watches a crawl from beside it: the run in the ledger, the room left for what it stores."""
