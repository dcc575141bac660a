# Two commands do everything: `make demo` and `make test`. Needs Python 3.11+ and make.
PYTHON ?= python3
VENV ?= .venv
PORT ?= 8501
OUT ?= out/example
PROCESSES ?= 2
BIN := $(VENV)/bin

.PHONY: help demo test lint types walls tests bench wheel-check clean
help:
	@echo "make demo         run the example case, then open the app on http://localhost:$(PORT)"
	@echo "make test         lint, types, walls, tests (HENG_TESTS=full for the long samples)"
	@echo "make bench        speed as ratios, side by side"
	@echo "make wheel-check  build the wheel and run the example case from it"

$(BIN)/heng: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: $(BIN)/heng
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@

demo: $(BIN)/heng
	$(BIN)/heng demo --out $(OUT) --port $(PORT)

test: lint types walls tests

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell engine benchmarks docs README.md CHANGELOG.md

types: $(VENV)/.dev
	$(BIN)/mypy

walls: $(VENV)/.dev
	$(BIN)/lint-imports

tests: $(VENV)/.dev
	$(BIN)/python -c "from engine.simulation.engines import compile_now; compile_now()"
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n $(PROCESSES) --dist loadfile --no-loadscope-reorder

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

wheel-check: $(VENV)/.dev
	rm -rf build/wheel && mkdir -p build/wheel/empty
	$(BIN)/python -m build --wheel --no-isolation --outdir build/wheel . > build/wheel/build.log
	$(PYTHON) -m venv build/wheel/venv
	build/wheel/venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt build/wheel/*.whl
	cd build/wheel/empty && ../venv/bin/heng demo --no-app --out pack && test -s pack/report.html && test -s pack/tables.xlsx && test -s pack/pack.json

clean:
	rm -rf $(VENV) build dist out
