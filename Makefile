# Every target can be run on a fresh clone: what is missing is installed first.
.DEFAULT_GOAL := help
.PHONY: help setup setup-all build demo test test-all test-snippets test-sanitized kill-test fuzz format lint docs picture\
  clean

SWIFT ?= swift
SECONDS ?= 60
SOURCES := Benchmarks/ThimbleBench Package.swift Fuzz Plugins Snippets Sources Tests
THIMBLE := .build/release/thimble
DEBUG := .build/debug
MODULES := $(DEBUG)/Modules $(DEBUG)/CKernels.build $(DEBUG)/CTensorKernels.build \
  $(DEBUG)/CVectorKernels.build Sources/C/CImages Sources/C/COneDNN
PICTURE := Sources/Composition/Thimble/Thimble.docc/networks.svg
DOCUMENTED := Thimble Pipeline Architectures Devices Graphs Reports Execution
# The suites that do more with THIMBLE_LARGE_TESTS=1, and the one that needs every tool.
LARGE_TESTS := EmitTests|FileFormatTests|FirmwareTests|FootprintTests|FrameTests|LinkedSizeTests|PackedCostTests|ResamplingTests|ToolTests

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' $(MAKEFILE_LIST) | expand -t 24

setup: ## Install what is missing on this machine
	@Scripts/setup

setup-all: ## Install also what test-all needs: compilers for other processors
	@Scripts/setup --all

build: setup ## Build the tool with optimization
	$(SWIFT) build -c release --product thimble

demo: build ## Train once, fit three devices, prove the code; about three minutes
	$(THIMBLE) fit --data generated --device stm32f746 --device stm32f401 --device stm32g431 --run runs/demo

# An absent tool is a failure there, but not in a plain 'swift test'.
test: setup lint ## Lint, build, all tests, the snippets
	$(SWIFT) build --build-tests --explicit-target-dependency-import-check error
	THIMBLE_REQUIRE_TOOLS=1 $(SWIFT) test --skip-build
	$(MAKE) test-snippets

# Targets of one package see each other's package declarations; a client does not, so the snippets
# are checked as its code, too. Those that take seconds are run, and the picture must be the drawn one.
test-snippets: ## Build the snippets as code of a client, run them, and compare the picture
	$(SWIFT) build
	for snippet in Snippets/*.swift; do \
	  $(SWIFT)c -typecheck -swift-version 6 $(MODULES:%=-I %) $$snippet || exit 1; done
	$(DEBUG)/AddADevice
	$(DEBUG)/BringANetwork
	$(DEBUG)/thimble-bench picture | cmp - $(PICTURE)

test-all: setup-all test test-sanitized docs ## The same with large networks, many compilers, sanitizers and the portable backend
	THIMBLE_LARGE_TESTS=1 THIMBLE_REQUIRE_TOOLS=all $(SWIFT) test --skip-build --filter '$(LARGE_TESTS)'
	$(SWIFT) build -c release --product thimble
	$(SWIFT) test --scratch-path .build-portable --disable-default-traits

kill-test: build ## Kill trainings and searches fifty times; each must end as if undisturbed
	Scripts/kill-test

# Swift has no sanitizer of undefined behaviour on Linux, as it traps by itself; the C targets have
# theirs in the build for addresses. Leaks are off: what Swift keeps until its end counts as one.
test-sanitized: setup ## All tests with the address, undefined and thread sanitizers
	ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 \
	  $(SWIFT) test --scratch-path .build-address --sanitize address -Xcc -fsanitize=undefined
	TSAN_OPTIONS=halt_on_error=1 \
	  $(SWIFT) test --scratch-path .build-thread --sanitize thread

fuzz: setup ## Search each format's reader for faults: make fuzz SECONDS=60 FORMATS='png elf'
	@Scripts/fuzz $(SECONDS) $(FORMATS)

format: ## Format the sources
	$(SWIFT) format --in-place --parallel --recursive $(SOURCES)

lint: ## Check the format of the sources
	$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)

docs: ## Build the documentation of the library; a warning is an error
	$(SWIFT) package generate-documentation --enable-experimental-combined-documentation \
	  $(DOCUMENTED:%=--target %) --warnings-as-errors

picture: ## Draw the picture of the README from the measurements in the repository
	$(SWIFT) run thimble-bench picture > $(PICTURE).new && mv $(PICTURE).new $(PICTURE)

clean: ## Remove what was built; runs stay
	rm -rf .build .build-portable .build-address .build-thread .build-fuzz
