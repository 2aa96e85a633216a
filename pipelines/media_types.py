"""What a file really is, from its bytes; names and headers of portals often say otherwise."""
