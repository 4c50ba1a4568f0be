# Every word here is what CI runs too. `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.ONESHELL:
MAKEFLAGS += --no-print-directory

SWIFT ?= swift
BUILD := $(SWIFT) build --explicit-target-dependency-import-check error
SOURCES := Package.swift Sources Tests
DEBUG := .build/debug/pedigree
RELEASE := .build/release/pedigree
# So many tests at once: with all of them under way, each waits for its turn longer than the times that it is about.
WIDTH = $(shell $(SWIFT) test --help-hidden 2>&1 | grep -o -m1 -e '--experimental-maximum-parallelization-width' | sed 's/$$/ 8/')

.PHONY: help build release test acceptance mlflow-live lint format docs docs-check corpus fuzz bench demo image image-test previous check asan tsan clean

help: ## List these words
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## Build the debug binary (.build/debug/pedigree)
	@scripts/install-dependencies.sh build
	@echo "==> building"
	@$(BUILD)

release: ## Build the release binary (.build/release/pedigree)
	@scripts/install-dependencies.sh build
	@echo "==> building for release"
	@$(BUILD) -c release --static-swift-stdlib --product pedigree

test: ## Install what is missing, build, and run every test: unit tests, then acceptance
	@scripts/install-dependencies.sh test
	@echo "==> building the tests"
	@$(BUILD) --build-tests
	@scripts/python-tools.sh
	@echo "==> running the unit tests"
	@$(SWIFT) test --skip-build $(WIDTH) | { grep -E '^(✘|↳|✔ (Suite|Test run)|.*(error|Fatal|[Ss]kip))' || true; }
	@$(MAKE) acceptance

acceptance: build ## Run the tests that drive the built binary as a user does
	@scripts/install-dependencies.sh test
	@scripts/python-tools.sh
	@echo "==> running the acceptance tests"
	@PEDIGREE=$(CURDIR)/$(DEBUG) PYTHON=$(CURDIR)/.build/python/bin/python Tests/Acceptance/run.sh

mlflow-live: build ## Run check on a live MLflow server (by hand: installs 850 MB from PyPI)
	@scripts/mlflow-live.sh

lint: ## Check format, layers and shell scripts
	@echo "==> swift format lint"
	@$(SWIFT) format lint --strict --recursive --parallel $(SOURCES)
	@echo "==> layers"
	@python3 scripts/check-layers.py
	@echo "==> the threat model's tests"
	@scripts/check-threat-model.py
	@echo "==> the dashboard"
	@python3 scripts/dashboard.py --check
	@echo "==> shell syntax"
	@for script in scripts/*.sh bench/*.sh Tests/Acceptance/*.sh .ci/run; do if [ -f $$script ]; then bash -n $$script; fi; done

format: ## Rewrite the sources as the formatter wants them
	@$(SWIFT) format --in-place --recursive --parallel $(SOURCES)

docs: build ## Generate docs/reference from the engine's own tables
	@scripts/docs.sh --write

docs-check: build ## Fail where docs/reference differs from what would be generated
	@scripts/docs.sh --check

corpus: build ## Print the scoreboard over the corpus of real manifests and URI vectors
	@scripts/python-tools.sh
	@.build/python/bin/python scripts/corpus.py --pedigree $(DEBUG)

FUZZ_ITERATIONS ?= 200000
fuzz: ## Run the mutation fuzzers for FUZZ_ITERATIONS (default 200000) inputs each
	@scripts/install-dependencies.sh build
	@PEDIGREE_FUZZ_ITERATIONS=$(FUZZ_ITERATIONS) $(SWIFT) test --filter Fuzz

bench: ## Measure requests per second, check's speed, memory and start-up (docs/performance.md)
	@scripts/install-dependencies.sh bench
	@bench/run.sh

demo: release ## Show the main job end to end: refuse what can move, admit what cannot
	@scripts/install-dependencies.sh test
	@scripts/python-tools.sh
	@PEDIGREE=$(CURDIR)/$(RELEASE) scripts/demo.sh

previous: ## Build the version before this one (debug), for the tests of both side by side
	@scripts/install-dependencies.sh build
	@scripts/previous-version.sh

image: ## Build the container image with docker, podman or buildah (docs/image.md)
	@scripts/image.sh

image-test: release ## Build the image around the release binary, run it confined, release it to loopback and verify
	@scripts/install-dependencies.sh image
	@scripts/python-tools.sh
	@BINARY=$(CURDIR)/$(RELEASE) .build/python/bin/python Tests/Release/image_test.py
	@PEDIGREE=$(CURDIR)/$(RELEASE) .build/python/bin/python Tests/Release/release_test.py

asan: ## Run what touches a C library under AddressSanitizer
	@scripts/install-dependencies.sh test
	@LSAN_OPTIONS=suppressions=$(CURDIR)/scripts/lsan.supp:print_suppressions=0 $(SWIFT) test $(WIDTH) --sanitize=address --scratch-path .build-asan --filter 'KubernetesModelTests|PolicyFilesTests|AttestationTests|HTTPTransportTests|RemoteServicesTests|EvidenceStoresTests|AttestCommandTests|DecisionLogTests|ClusterAPITests'

tsan: ## Run the server's tests under ThreadSanitizer
	@scripts/install-dependencies.sh test
	@rm -f .build-tsan/race.*
	@TSAN_OPTIONS=suppressions=$(CURDIR)/scripts/tsan.supp:log_path=$(CURDIR)/.build-tsan/race $(SWIFT) test --no-parallel --sanitize=thread --scratch-path .build-tsan --filter 'WebhookServerTests|PolicyFilesTests|EvidenceStoresTests|DecisionLogTests.(LogWriter|RecordIndex|RecordOrder|RecordFollower)|ClusterAPITests.ClusterWatcher' || { cat .build-tsan/race.* 2>/dev/null; exit 1; } # what was found stands last

check: lint test corpus docs-check demo image-test ## All that CI runs but the sanitizers

clean: ## Remove everything that was built
	@rm -rf .build .build-asan .build-tsan
