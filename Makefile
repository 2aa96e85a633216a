.DEFAULT_GOAL := help
.PHONY: help check test night demo bench-readers

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

bench-readers:  ## how long each format takes to read, as ratios, in some minutes
	.venv/bin/python -m benchmarks.readers
