"""Commands that give the data to other people."""
