# make check   what a change has to pass, in a minute or two
# make bench   the benchmarks, with MB/s and allocations
# make fuzz    every fuzz target for FUZZTIME each
# make update  write the golden files anew; read the difference before you commit it

SHELL = /bin/bash
.SHELLFLAGS = -o pipefail -c

FUZZTIME ?= 30s
BENCH ?= .
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2

.PHONY: check bench fuzz update

check:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); exit 1; }
	go vet ./...
	go run $(STATICCHECK) ./...
	go test -race ./...

bench:
	go test -run '^$$' -bench '$(BENCH)' -benchmem -cpu 1 ./...

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
