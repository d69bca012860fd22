# make check   what a change has to pass, in a minute or two
# make bench   the benchmarks beside those of BASE: the last release, or where
#              there is none yet, the commit before this one
# make fuzz    every fuzz target for FUZZTIME each
# make profile writes the profile anew that the compiler optimises by
# make update  write the golden files anew; read the difference before you commit it

SHELL = /bin/bash
.SHELLFLAGS = -o pipefail -c

FUZZTIME ?= 30s
BENCH ?= .
BENCHTIME ?= 1s
COUNT ?= 6
BASE ?= $(shell git describe --tags --abbrev=0 2>/dev/null || git rev-parse --short HEAD~1)
BENCHSTAT = golang.org/x/perf/cmd/benchstat@v0.0.0-20260908200009-22c9c6c9d4da
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2

.PHONY: check bench fuzz update profile

check:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); exit 1; }
	go vet ./...
	go run $(STATICCHECK) ./...
	go test -race ./...

# The two take turns, so that what else the machine does meets both. With the
# module cache as the first proxy benchstat needs no network once it is there.
bench:
	@set -e; work=$$(mktemp -d); \
	trap 'git worktree remove --force $$work/base 2>/dev/null || true; rm -rf $$work' EXIT; \
	git worktree add --quiet --detach $$work/base $(BASE); \
	run() { (cd $$2 && go test -trimpath -run '^$$' -bench '$(BENCH)' -benchtime $(BENCHTIME) -benchmem -cpu 1 \
		$$(git grep -l --untracked '^func Benchmark' -- '*_test.go' | sed 's|^|./|; s|/[^/]*$$||' | sort -u)) \
		>> $$work/$$1.txt || { tail $$work/$$1.txt >&2; exit 1; }; }; \
	for round in $$(seq $(COUNT)); do \
		echo "round $$round of $(COUNT)" >&2; \
		run base $$work/base; \
		run tree $(CURDIR); \
	done; \
	GOPROXY="file://$$(go env GOMODCACHE)/cache/download,$$(go env GOPROXY)" \
		go run $(BENCHSTAT) $(BASE)=$$work/base.txt tree=$$work/tree.txt

# go test fuzzes one target of one package at a time.
fuzz:
	@set -e; for file in $$(grep -l '^func Fuzz' $$(git ls-files '*_test.go')); do \
		for target in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\).*/\1/p' $$file); do \
			echo "$$(dirname $$file) $$target"; \
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 50x ./$$(dirname $$file) | tail -n 2; \
		done; \
	done

update:
	go test . ./report -update

# The compiler inlines by cmd/log401/default.pgo: what scans of the logs of
# internal/biglog spend their time with. The paths in it are those of -trimpath.
PROFILE = $${TMPDIR:-/tmp}/log401-profile

profile:
	mkdir -p $(PROFILE)
	go build -trimpath -pgo=off -o $(PROFILE)/log401 ./cmd/log401
	set -e; for kind in w3c-public combined-public w3c-intranet w3c-hostile; do \
		go run ./internal/bench make $$kind 4000000 $(PROFILE)/$$kind.log; \
		$(PROFILE)/log401 --cpuprofile $(PROFILE)/$$kind.prof --format json $(PROFILE)/$$kind.log >/dev/null; \
		rm $(PROFILE)/$$kind.log; \
	done
	go tool pprof -proto $(PROFILE)/*.prof >cmd/log401/default.pgo
	rm -r $(PROFILE)
