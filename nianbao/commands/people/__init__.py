"""Commands for what people decide."""
