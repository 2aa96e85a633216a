"""What did we get? The media type of bytes, their charset, whether they are whole and what was asked for."""
