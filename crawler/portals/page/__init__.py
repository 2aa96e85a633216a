"""What pages of all portals have in common: links, list items, pagers, forms, scripts, attachments. Pure functions."""
