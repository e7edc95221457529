# make demo: crawl the demonstration portals and serve the site.   make test: run the tests.   make check: all that CI runs.   make ocr: what reads scans.   make s3: what reads and writes an S3 storage.
PYTHON ?= python3
VENV := .venv
PIP := $(VENV)/bin/python bootstrap/pip-26.3-py3-none-any.whl/pip
INSTALL := $(PIP) install --quiet --disable-pip-version-check --only-binary :all: --require-hashes

.PHONY: demo ocr s3 test check lint bench accuracy clean

demo: $(VENV)/.runs
	$(VENV)/bin/nianbao demo

test: $(VENV)/.tests
	$(VENV)/bin/python -m pytest

check: lint test

lint: $(VENV)/.tests
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

bench: $(VENV)/.tests
	for file in benchmarks/bench_*.py; do $(VENV)/bin/python $$file || exit 1; done

# Thousands of damaged reports in every format: how many cells are right, flagged, or wrong and unflagged. Some minutes.
accuracy: $(VENV)/.tests
	$(VENV)/bin/python -m tests.accuracy

# The virtual environment is made without ensurepip, which Debian packs apart; pip comes along as a wheel.
$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("nianbao needs Python 3.11 or newer, this is " + sys.version) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv --without-pip $(VENV)

$(VENV)/.runs: $(VENV)/bin/python requirements.txt pyproject.toml
	@echo "Setting up $(VENV); this takes a minute the first time."
	$(INSTALL) -r requirements.txt
	PYTHONWARNINGS=ignore $(PIP) install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	touch $@

$(VENV)/.tests: $(VENV)/.runs requirements-test.txt
	$(INSTALL) -r requirements-test.txt
	touch $@

# Scans and other pictures: some 350 MB more, and seconds a page.
ocr: $(VENV)/.runs requirements-ocr.txt
	$(INSTALL) -r requirements-ocr.txt

# The archive in an S3 storage.
s3: $(VENV)/.runs requirements-s3.txt
	$(INSTALL) -r requirements-s3.txt

# Tools that the tests try our files with, each in an environment of its own: pywb is GPL and pins old packages, and both
# need surt, which is no wheel.
.venv-%/.installed: tests/tools/%.txt
	$(PYTHON) -m venv --clear --without-pip .venv-$*
	.venv-$*/bin/python bootstrap/pip-26.3-py3-none-any.whl/pip install --quiet --disable-pip-version-check \
		--prefer-binary --require-hashes -r $<
	touch $@

# The viewer of WACZ files, AGPL, as the two scripts of its package; it takes npm.
REPLAYWEBPAGE := replaywebpage-2.4.6.tgz
.venv-replaywebpage/.installed:
	mkdir -p $(@D)
	cd $(@D) && npm pack --silent $(subst -2,@2,$(basename $(REPLAYWEBPAGE)))
	cd $(@D) && echo "6faef5c261e94b6e83cd6ee975bd0378fd4bc948bb14d36d45c709ffecb261b8  $(REPLAYWEBPAGE)" | sha256sum --check --quiet
	tar -xzf $(@D)/$(REPLAYWEBPAGE) -C $(@D)
	touch $@

clean:
	rm -rf $(VENV) .venv-* build *.egg-info
