"""What nianbao costs, beside what else could be used and the least it could cost: `make bench`.

Every figure is made in one run beside its peer or its floor, in turns, so that a busy machine slows both alike.
`figures.json` holds the ratios of the last run that was committed; docs/performance.md is made of it.
"""
