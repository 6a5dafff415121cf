# Every command that a developer types. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.PHONY: help rotate-keys run shell train test check format bench evaluate pictures lock venue-import venue-export faq-export calendar-links channels-check channels-menu channels-seed channels-faults clean

PYTHON := .venv/bin/python
export PYTHONWARNINGS := ignore
export TF_CPP_MIN_LOG_LEVEL := 3
export RASA_TELEMETRY_ENABLED := false
export TQDM_DISABLE := 1
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
CODE := actions bench desk extensions gateway spa tests worker *.py

# Of what pip says: a dot for each package, and everything from the first error on.
A_DOT_A_PACKAGE := awk '/ERROR|error:/ {bad = 1} bad {print} !bad && /^Collecting|^Installing/ {printf "."; fflush()} END {print ""}'

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

run: .venv/ready ## start everything and print the address of the page
	@exec $(PYTHON) serve.py

shell: .venv/ready ## talk with the assistant in the terminal
	@exec $(PYTHON) serve.py --shell

train: .venv/ready ## train, if the content has changed since the last model
	@$(PYTHON) model.py

test: .venv/dev-ready ## everything that must pass
	@$(PYTHON) model.py
	@echo "The domain is tested beside all the rest; what it says comes last."
	@$(PYTHON) -m pytest tests/spa > .pytest-domain.log 2>&1 & domain=$$!; trap "kill $$domain" INT TERM; \
	$(PYTHON) -m pytest --ignore=tests/spa; rest=$$?; \
	wait $$domain; domain=$$?; cat .pytest-domain.log; test $$rest$$domain = 00
	@$(PYTHON) -m rasa test core --model $$($(PYTHON) model.py) --stories tests/stories --out results \
	  --fail-on-prediction-errors 2>&1 | grep -E 'ERROR|Error|Correct:|rror' ; test $${PIPESTATUS[0]} -eq 0

check: .venv/dev-ready ## format, lint, types and Rasa's own validation
	@.venv/bin/ruff format --check $(CODE)
	@.venv/bin/ruff check $(CODE)
	@.venv/bin/mypy actions desk extensions gateway spa worker *.py
	@$(PYTHON) -m rasa data validate --fail-on-warnings 2>&1 | grep -E 'WARN|ERROR|Error' ; test $${PIPESTATUS[0]} -eq 0

format: .venv/dev-ready ## format the code
	@.venv/bin/ruff format $(CODE)
	@.venv/bin/ruff check --fix $(CODE)

bench: .venv/dev-ready ## measure speed and memory of the real servers
	@$(PYTHON) -m bench

evaluate: .venv/dev-ready ## score the project's own labelled sets
	@$(PYTHON) -m tests.evaluate

venue-import: .venv/ready ## carry the venue files into the database
	@$(PYTHON) venues.py import

venue-export: .venv/ready ## write the database's hours, prices and people to var/
	@$(PYTHON) venues.py export

faq-export: .venv/ready ## write what staff have taught to var/taught.yml, for the next training
	@$(PYTHON) faq.py export

pictures: .venv/dev-ready ## draw the PNG of each SVG under widget/pictures/ anew
	@$(PYTHON) -m tests.draw_pictures

calendar-links: .venv/ready ## list the private calendars; create=<venue or therapist> makes one, revoke=<its token> closes it
	@$(PYTHON) calendars.py $(if $(create),create $(create)) $(if $(revoke),revoke $(revoke))

channels-check: .venv/ready ## where the chat stands, what is on of Messenger and Zalo, which token is valid until when, what is missing
	@$(PYTHON) channels.py check

channels-menu: .venv/ready ## set Messenger's greeting, Get started, menu and ice breakers, in both languages
	@$(PYTHON) channels.py menu

channels-seed: .venv/ready ## keep the first pair of Zalo's tokens; account=<account id>, it asks for them
	@$(PYTHON) channels.py seed $(account)

channels-faults: .venv/dev-ready ## kill every server five times while customers write: nothing may be lost
	@$(PYTHON) -m bench.faults

rotate-keys: .venv/ready ## seal all keys under the newest of DATA_KEYS
	@$(PYTHON) keys.py

lock: ## pin the requirements anew, with hashes
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv"; exit 1; }
	@for name in requirements requirements-dev; do UV_CUSTOM_COMPILE_COMMAND="make lock" \
	  uv pip compile -q --generate-hashes --no-annotate --python-version 3.10 -o $$name.txt $$name.in; done
	@UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile -q --generate-hashes --no-annotate \
	  --python-version 3.12 -o requirements-spa.txt requirements-spa.in

clean: ## remove what running made; the databases under var/ too
	rm -rf .rasa models/*.tar.gz var results .pytest_cache .mypy_cache .ruff_cache

.venv/bin/python:
	@python=; for candidate in python3.10 $${PYENV_ROOT:-$$HOME/.pyenv}/versions/3.10.*/bin/python; do \
	  if [ -z "$$python" ] && $$candidate --version >/dev/null 2>&1; then python=$$candidate; fi; done; \
	if [ -z "$$python" ]; then \
	  echo "Python 3.10 is needed, and was not found: install it with 'pyenv install 3.10' or your system's packages."; exit 1; \
	fi; \
	echo "Making the environment in .venv …"; $$python -m venv .venv

.venv/ready: requirements.txt | .venv/bin/python
	@echo "Installing the pinned requirements (a few minutes the first time) …"
	@.venv/bin/python -m pip install --disable-pip-version-check --require-hashes -r requirements.txt 2>&1 | $(A_DOT_A_PACKAGE); test $${PIPESTATUS[0]} -eq 0
	@touch $@

.venv/dev-ready: requirements-dev.txt .venv/ready
	@echo "Installing what checks and tests need …"
	@.venv/bin/python -m pip install --disable-pip-version-check --require-hashes -r requirements-dev.txt 2>&1 | $(A_DOT_A_PACKAGE); test $${PIPESTATUS[0]} -eq 0
	@touch $@
