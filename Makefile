# make up     start Heshi (PORT=8000, DATA_DIR=var; REDIS_URL and DATABASE_URL for servers of your own)
# make test   what the tests need, then the tests (PYTEST= more arguments)
# make bench  how fast it is

PYTHON ?= python3
PORT ?= 8000
export PORT

.PHONY: up test bench install install-dev browser clean

up: install
	@exec .venv/bin/python manage.py up --end-with-parent

test: install-dev browser
	.venv/bin/python -m pytest -m "not heavy" -n auto --dist loadfile $(PYTEST)

bench: install-dev
	.venv/bin/python -m pytest tests/benchmarks -s $(PYTEST)

install:
	@$(PYTHON) -I annotate/installing.py requirements.lock

install-dev:
	@$(PYTHON) -I annotate/installing.py requirements-dev.lock

# Where it may, it brings the browser and a font with Chinese characters; where it may not, the browser tests say why they are skipped.
browser:
	@if command -v chromium >/dev/null && fc-list 2>/dev/null | grep -qiE 'wqy|cjk'; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		export DEBIAN_FRONTEND=noninteractive; \
		{ apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-wqy-microhei fontconfig; } </dev/null >/dev/null 2>&1 \
			|| echo "Chromium could not be installed: the browser tests will be skipped."; \
	else echo "No Chromium with a Chinese font: the browser tests will be skipped."; fi

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
