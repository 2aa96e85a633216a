"""What the commands show: tables, lines, bars, JSON. Records in, text out."""
