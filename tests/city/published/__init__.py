"""What the organs of the city's districts report: figures, layouts and misprints. The portals print it.

Figures of single real reports are used where the documentation of a module says so; all other figures and every
sentence are made up.
"""
