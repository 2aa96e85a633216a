"""Commands that bring reports in."""
