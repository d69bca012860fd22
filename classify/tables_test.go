package classify

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

var kebabCase = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func TestCausesAreComplete(t *testing.T) {
	for _, cause := range Causes() {
		if !kebabCase.MatchString(cause.Name) {
			t.Errorf("%q: name is not kebab-case", cause.Name)
		}
		for _, sentence := range []string{cause.Reason, cause.Admin, cause.User} {
			if !strings.HasSuffix(sentence, ".") && !strings.HasSuffix(sentence, ").") {
				t.Errorf("%s: %q is no sentence", cause.Name, sentence)
			}
			checkText(t, cause.Name, sentence)
		}
		checkText(t, cause.Name, cause.Title)
		checkText(t, cause.Name, cause.Source)
		if strings.HasSuffix(cause.Title, ".") {
			t.Errorf("%s: title %q ends like a sentence", cause.Name, cause.Title)
		}
	}
}

// checkText fails for texts that are empty, not plain, or untidy.
func checkText(t *testing.T, where, text string) {
	t.Helper()
	if text == "" || text != strings.TrimSpace(text) || strings.Contains(text, "  ") {
		t.Errorf("%s: untidy text %q", where, text)
	}
	for _, r := range text {
		if r > unicode.MaxASCII || !unicode.IsPrint(r) {
			t.Errorf("%s: %q holds %q", where, text, r)
		}
	}
}

// Names of causes stand in reports that programs read: none may go or change.
func TestCauseNamesStay(t *testing.T) {
	names := strings.Fields(`
		access-rule account-disabled account-expired account-locked-out account-restriction acl app-unauthorized
		bad-credentials bad-password challenge channel-binding client-aborted client-certificate
		client-certificate-expired client-certificate-mapping client-certificate-required
		client-certificate-revocation-unknown client-certificate-revoked client-certificate-untrusted clock-skew
		connection-limit connection-refused delegation deny-list-address deny-list-host directory-listing
		domain-controller-unreachable domain-trust encryption-type forbidden handler-permission handshake-broken
		isapi-cgi isapi-filter logon-hours logon-type malformed-request ncsa-logon no-credentials not-found ntlm-blocked
		password-changed password-expired password-must-change posted-logon proxy-header proxy-logon rate-limit-429
		rate-limit-concurrent rate-limit-requests request-filtering request-invalid server-busy server-config
		server-resource spn ticket-expired tls-required token-too-large unknown-401 unknown-user url-authorization
		webdav-forbidden workstation-restriction`)
	for _, name := range names {
		if CauseByName(name) == nil {
			t.Errorf("no cause %q", name)
		}
	}
	if len(names) != len(Causes()) {
		t.Errorf("%d causes, %d names listed here", len(Causes()), len(names))
	}
}

func TestGuessesAndInfrastructure(t *testing.T) {
	want := map[CauseKind][]string{
		KindGuess: {"account-locked-out", "bad-credentials", "bad-password", "ncsa-logon", "posted-logon", "unknown-user"},
		KindAccount: {
			"account-disabled", "account-expired", "password-changed", "password-expired", "password-must-change",
		},
		KindBroken:    {"handshake-broken"},
		KindChallenge: {"challenge", "no-credentials", "ticket-expired"},
		KindInfrastructure: {
			"channel-binding", "client-certificate", "client-certificate-expired", "client-certificate-mapping",
			"client-certificate-required", "client-certificate-revocation-unknown", "client-certificate-revoked",
			"client-certificate-untrusted", "clock-skew", "delegation", "domain-controller-unreachable", "domain-trust",
			"encryption-type", "logon-type", "ntlm-blocked", "server-config", "server-resource", "spn",
		},
	}
	got := make(map[CauseKind][]string)
	for _, cause := range Causes() {
		if cause.Kind != KindOther {
			got[cause.Kind] = append(got[cause.Kind], cause.Name)
		}
	}
	for kind, names := range want {
		if !slices.Equal(got[kind], names) {
			t.Errorf("kind %d: got %q, want %q", kind, got[kind], names)
		}
	}
}

func TestCausesBelongToTheCaller(t *testing.T) {
	Causes()[0].Name = "changed"
	if CauseByName("changed") != nil || Causes()[0].Name == "changed" {
		t.Error("changing the slice changed the table")
	}
}

func TestTablesAreSorted(t *testing.T) {
	for _, table := range [][]Cause{logonCauses, serverCauses, refusalCauses, causes} {
		for i := 1; i < len(table); i++ {
			if table[i-1].Name >= table[i].Name {
				t.Errorf("cause %q stands before %q", table[i-1].Name, table[i].Name)
			}
		}
	}
	for i := 1; i < len(statusCodes); i++ {
		a, b := statusCodes[i-1], statusCodes[i]
		if cmp.Or(cmp.Compare(a.Status, b.Status), cmp.Compare(a.Substatus, b.Substatus)) >= 0 {
			t.Errorf("status %s stands before %s", knownCodes[i-1], knownCodes[i])
		}
	}
	for i := 1; i < len(win32Numbers); i++ {
		if win32Numbers[i-1].Number >= win32Numbers[i].Number {
			t.Errorf("Win32 %d stands before %d", win32Numbers[i-1].Number, win32Numbers[i].Number)
		}
	}
	for i := 1; i < len(updateErrors); i++ {
		if updateErrors[i-1].number >= updateErrors[i].number {
			t.Errorf("update error %x stands before %x", updateErrors[i-1].number, updateErrors[i].number)
		}
	}
	if !slices.IsSortedFunc(alsoSee, func(a, b seeAlso) int { return strings.Compare(a.code, b.code) }) {
		t.Error("alsoSee is not sorted")
	}
}

func TestStatusCodesAreComplete(t *testing.T) {
	for i, row := range statusCodes {
		code := knownCodes[i]
		checkText(t, code, row.Title)
		checkText(t, code, row.Source)
		if row.Note != "" {
			checkText(t, code, row.Note)
		}
		if CauseByName(row.Cause) == nil {
			t.Errorf("%s: no cause %q", code, row.Cause)
		}
		if got, ok := LookupStatus(row.Status, row.Substatus); !ok || got != row {
			t.Errorf("LookupStatus(%d, %d) = %+v, %v", row.Status, row.Substatus, got, ok)
		}
	}
	if _, ok := LookupStatus(401, 99); ok {
		t.Error("401.99 is listed")
	}
}

func TestWin32NumbersAreComplete(t *testing.T) {
	symbols := make(map[string]bool)
	for _, row := range win32Numbers {
		checkText(t, row.Symbol, row.Symbol)
		checkText(t, row.Symbol, row.Meaning)
		checkText(t, row.Symbol, row.Source)
		if symbols[row.Symbol] {
			t.Errorf("%s stands in the table twice", row.Symbol)
		}
		symbols[row.Symbol] = true
		if row.Cause != "" && CauseByName(row.Cause) == nil {
			t.Errorf("%s: no cause %q", row.Symbol, row.Cause)
		}
		if row.Cause == "" && row.Set != Win32Soft && row.Number != 2 && row.Number != 3 {
			t.Errorf("%s: neither soft nor a cause", row.Symbol)
		}
		if got, ok := LookupWin32(row.Number); !ok || got != row {
			t.Errorf("LookupWin32(%d) = %+v, %v", row.Number, got, ok)
		}
	}
	if _, ok := LookupWin32(-1); ok {
		t.Error("-1, no number logged, is in the table")
	}
}

// A hard number is final, so what it says must be about this logon; a broken
// one must never count as a password.
func TestSetsAgreeWithKinds(t *testing.T) {
	for _, row := range win32Numbers {
		kind := KindOther
		if cause := CauseByName(row.Cause); cause != nil {
			kind = cause.Kind
		}
		if (row.Set == Win32Broken) != (kind == KindBroken) {
			t.Errorf("%s: set %d, kind %d", row.Symbol, row.Set, kind)
		}
		if kind == KindGuess && row.Set != Win32Hard {
			t.Errorf("%s: a guess that is not hard", row.Symbol)
		}
		if row.Set == Win32Soft && row.Cause != "" {
			t.Errorf("%s: soft, but has the cause %q", row.Symbol, row.Cause)
		}
	}
}

// A number that is a status and a Win32 status at once would need a word about
// the other wherever explain speaks of one.
func TestNoStatusIsAWin32Number(t *testing.T) {
	for _, row := range statusCodes {
		if _, both := LookupWin32(int64(row.Status)); both {
			t.Errorf("%d is a status and a Win32 status", row.Status)
		}
	}
}

// Each row of the tables of causes must be reachable: by a code, a number, or
// what stands beside it.
func TestEveryCauseCanOccur(t *testing.T) {
	for _, cause := range Causes() {
		facts := factsWith(cause.Name)
		if facts == (Facts{}) {
			t.Errorf("%s: nothing leads to it", cause.Name)
			continue
		}
		if verdict := Decide(facts); verdict.Class != ClassNone && verdict.Cause.Name != cause.Name {
			t.Errorf("%s: %+v is decided as %s", cause.Name, facts, verdict.Cause.Name)
		}
	}
}

// The lookups find every row, and nothing beside them.
func TestLookups(t *testing.T) {
	for i, row := range win32Numbers {
		if got := findWin32(row.Number); got != &win32Numbers[i] {
			t.Errorf("%d is found as %v", row.Number, got)
		}
	}
	for i, row := range statusCodes {
		if got, ok := findStatus(row.Status, row.Substatus); got != i || !ok {
			t.Errorf("%d.%d is found in row %d", row.Status, row.Substatus, got)
		}
	}
	for _, number := range []int64{-1, 1, 4711, 1 << 40, -1 << 63, 1<<63 - 1} {
		if row := findWin32(number); row != nil {
			t.Errorf("%d is found as %d", number, row.Number)
		}
		if _, ok := findStatus(401, number); ok && number > 1 {
			t.Errorf("401.%d is found", number)
		}
	}
	if _, ok := findStatus(0, -1); ok {
		t.Error("a status that is not known is found")
	}
}
