# Everything a newcomer needs; `make help` lists it. Only Python (3.11 or newer, with venv) and make are asked for.

PYTHON ?= python3
PORT ?= 8000
VENV = .venv/bin/python

.PHONY: help run setup test test-browser picture lint format bench messages lock

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

run: ## install, migrate, load the demo, start everything on http://127.0.0.1:$(PORT)/
	@$(PYTHON) tools/bootstrap.py runtime
	@exec $(VENV) manage.py up --port $(PORT)

setup: ## install the development set
	@$(PYTHON) tools/bootstrap.py dev

test: setup ## every test that needs no system package, on SQLite and then on PostgreSQL and a Redis server
	$(VENV) -m pytest -n 3 -m "not browser and not interop"
	$(VENV) tools/with_servers.py $(VENV) -m pytest -n 3 -m "not browser and not interop" --only-database

test-browser: setup ## the tests that drive Chromium (Debian: apt-get install chromium)
	$(VENV) -m pytest -m browser

picture: test-browser ## renew the README's picture from the browser test
	cp screenshots/1440-light/p-meridian-support-assistant.png docs/overview.png

lint: setup ## formatting, types, imports, templates, migrations, deployment checks
	$(VENV) tools/lint.py

format: setup ## put the code into shape
	$(VENV) -m ruff check --fix -q . ; $(VENV) -m ruff format .

bench: setup ## speed, as ratios to a yardstick measured in the same run
	$(VENV) -m benchmarks

messages: setup ## take the texts of reports out of the code, and compile their German
	$(VENV) tools/messages.py

lock: setup ## pin the newest versions that the ranges allow
	$(VENV) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade pyproject.toml -o requirements.lock
	$(VENV) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	$(VENV) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade requirements-setup.in -o requirements-setup.lock
