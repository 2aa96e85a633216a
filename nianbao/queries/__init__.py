"""What the commands read from the database: rows as records, no rendering, nothing written."""
