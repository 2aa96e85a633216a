"""Golden documents: one folder each, with what must be read from it. Made by make.py, explained in README.md."""
