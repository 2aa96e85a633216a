"""run.py: what it installs and when, what it becomes, what it says. Nothing is installed here."""
