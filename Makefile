# Every target sets up what it needs first; the second time that takes no time.
BIN := .venv/bin
# Tests start hundreds of processes: where none may keep byte code, each compiles every module again, for half a second.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup run kernels translations collect test lint format benchmark docs clean

help:
	@echo "make run        segment a sample picture; open it in the window where there is a display"
	@echo "make test       run every check: style, types, import rules, tests"
	@echo "make lint       run the checks without the tests"
	@echo "make format     put the code in form"
	@echo "make benchmark  measure against peers (minutes)"
	@echo "make translations  bring the window's catalogues up to date with its texts"
	@echo "make docs       build the site of the documentation in build/site"
	@echo "make clean      remove what make made"

setup:
	@tools/setup.sh $(KERNELS)

run: setup
	@tools/run.sh

lint: setup
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/lint-imports --no-cache --no-logo importlinter-typing.toml

# Many tests wait for other processes or for a timer: two processes for each processor, and no more than four.
PROCESSES := $(shell n=$$(($$(getconf _NPROCESSORS_ONLN) * 2)); echo $$((n > 4 ? 4 : n)))

kernels: setup
	$(BIN)/python tools/build_kernels.py --all

# lupdate and lrelease, which come with PySide6.
translations: setup
	$(BIN)/python tools/translations.py

# Every module that the tests import is compiled to byte code: else each of their processes would do that, half a
# minute. What is wrong with collecting them is said when they run.
collect: setup
	-@$(BIN)/python -m pytest --collect-only --quiet >/dev/null

# Linters and collecting take one processor at a time, so that all kernels are built beside them and linked once.
test:
	@$(MAKE) --no-print-directory --jobs 2 KERNELS=later lint kernels collect
	$(BIN)/python -m pytest --quiet --numprocesses $(PROCESSES) --dist loadfile

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# A benchmark without its data says so; the others go on.
benchmark: setup
	$(BIN)/python -m pip install -qq --constraint constraints.txt --no-build-isolation --editable '.[bench]'
	@for question in benchmarks/*.py; do echo "== $$question"; $(BIN)/python $$question || true; done

# Any warning is an error; mkdocs.yml has the pages.
docs: setup
	$(BIN)/python -m pip install -qq --constraint constraints.txt --no-build-isolation --editable '.[docs]'
	$(BIN)/mkdocs build --quiet

clean:
	rm -rf .venv out build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +
