"""Commands that try one portal."""
