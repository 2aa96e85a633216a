.DEFAULT_GOAL := help
.PHONY: help advisories check test night demo bench bench-write bench-readers accuracy mutation

help:  ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

check:  ## format, lint, types, import contracts, tests: what CI runs
	@test -x .venv/bin/ruff || python3 run.py test --version
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	python3 run.py test

test:  ## the tests only
	python3 run.py test

night:  ## the promises of docs/reliability.md with their full figures, about an hour
	python3 run.py test -n 0 -m night

demo:  ## crawl a replica city on this machine and print what it published
	python3 run.py demo

bench:  ## what nianbao costs beside other tools, compared with the committed figures, in a quarter of an hour
	@python3 run.py --with bench test --version >/dev/null
	.venv/bin/python -m benchmarks

bench-write:  ## the same with a large database; keeps the figures and writes docs/performance.md
	@python3 run.py --with bench test --version >/dev/null
	.venv/bin/python -m benchmarks --sizes 1000,10000,100000 --write

accuracy:  ## read documents whose figures are known and write docs/accuracy.md, in some minutes
	.venv/bin/python -m benchmarks.accuracy

mutation:  ## put faults into the modules that decide, see whether the tests notice, write docs/mutation.md; a night
	@python3 run.py --with browser test --version >/dev/null
	.venv/bin/python -m benchmarks.mutation

advisories:  ## known holes of the versions in constraints.txt, asked of osv.dev
	@python3 .ci/advisories.py

bench-readers:  ## how long each format takes to read, as ratios, in some minutes
	.venv/bin/python -m benchmarks.readers
