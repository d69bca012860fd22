package classify

import "testing"

// Pairs of status, substatus and Win32 status as logs show them, with what a
// reader of the log has to make of each.
var decideTests = []struct {
	name  string
	in    Facts
	class Class
	cause string
}{
	// Steps of logons that work.
	{"NTLM, first step", Facts{Status: 401, Substatus: 2, Win32: 2148074254}, ClassLogon, "no-credentials"},
	{"NTLM, first step, access denied", Facts{Status: 401, Substatus: 2, Win32: 5}, ClassLogon, "no-credentials"},
	{"NTLM, second step", Facts{Status: 401, Substatus: 1, Win32: 0}, ClassLogon, "challenge"},
	{"NTLM in kernel mode", Facts{Status: 401, Substatus: 1, Win32: 2148074254}, ClassLogon, "challenge"},
	{"continue needed", Facts{Status: 401, Substatus: 1, Win32: 590610}, ClassLogon, "challenge"},
	{"not authenticated", Facts{Status: 401, Substatus: 2, Win32: 1244}, ClassLogon, "no-credentials"},
	{"ticket to renew", Facts{Status: 401, Substatus: 1, Win32: 2148074263}, ClassLogon, "ticket-expired"},
	{"no Win32 status", Facts{Status: 401, Substatus: 2, Win32: -1}, ClassLogon, "no-credentials"},

	// Logons that failed.
	{"Basic, wrong password", Facts{Status: 401, Substatus: 1, Win32: 1326, HasUser: true}, ClassLogon, "bad-credentials"},
	{"NTLM, wrong password", Facts{Status: 401, Substatus: 1, Win32: 2148074252}, ClassLogon, "bad-credentials"},
	{"wrong password under 401.2", Facts{Status: 401, Substatus: 2, Win32: 1326}, ClassLogon, "bad-credentials"},
	{"wrong password, substatus not logged", Facts{Status: 401, Substatus: -1, Win32: 1326}, ClassLogon, "bad-credentials"},
	{"named, nothing said", Facts{Status: 401, Substatus: 1, Win32: 0, HasUser: true}, ClassLogon, "bad-credentials"},
	{"named, number unknown", Facts{Status: 401, Substatus: 1, Win32: 4711, HasUser: true}, ClassLogon, "bad-credentials"},
	{"named, client gone", Facts{Status: 401, Substatus: 1, Win32: 64, HasUser: true}, ClassLogon, "client-aborted"},
	{"wrong password", Facts{Status: 401, Substatus: 1, Win32: 86}, ClassLogon, "bad-password"},
	{"no such user", Facts{Status: 401, Substatus: 1, Win32: 1317}, ClassLogon, "unknown-user"},
	{"locked out", Facts{Status: 401, Substatus: 1, Win32: 1909, HasUser: true}, ClassLogon, "account-locked-out"},
	{"disabled", Facts{Status: 401, Substatus: 1, Win32: 1331}, ClassLogon, "account-disabled"},
	{"expired", Facts{Status: 401, Substatus: 1, Win32: 1793}, ClassLogon, "account-expired"},
	{"password expired", Facts{Status: 401, Substatus: 1, Win32: 1330}, ClassLogon, "password-expired"},
	{"must change", Facts{Status: 401, Substatus: 1, Win32: 1907}, ClassLogon, "password-must-change"},
	{"new password by policy", Facts{Status: 401, Substatus: 1, Win32: 1938}, ClassLogon, "password-must-change"},
	{"restricted", Facts{Status: 401, Substatus: 1, Win32: 1327}, ClassLogon, "account-restriction"},
	{"hours", Facts{Status: 401, Substatus: 1, Win32: 1328}, ClassLogon, "logon-hours"},
	{"computer", Facts{Status: 401, Substatus: 1, Win32: 1329}, ClassLogon, "workstation-restriction"},
	{"right missing", Facts{Status: 401, Substatus: 1, Win32: 1385, HasUser: true}, ClassLogon, "logon-type"},
	{"no domain controller", Facts{Status: 401, Substatus: 1, Win32: 1311}, ClassLogon, "domain-controller-unreachable"},
	{"trust", Facts{Status: 401, Substatus: 1, Win32: 1789}, ClassLogon, "domain-trust"},
	{"SPN", Facts{Status: 401, Substatus: 1, Win32: 2148074274}, ClassLogon, "spn"},
	{"clock", Facts{Status: 401, Substatus: 1, Win32: 2148074276}, ClassLogon, "clock-skew"},
	{"delegation", Facts{Status: 401, Substatus: 1, Win32: 2148074251}, ClassLogon, "delegation"},
	{"channel binding", Facts{Status: 401, Substatus: 1, Win32: 2148074310}, ClassLogon, "channel-binding"},
	{"encryption", Facts{Status: 401, Substatus: 1, Win32: 2148074306}, ClassLogon, "encryption-type"},
	{"NTLM blocked", Facts{Status: 401, Substatus: 1, Win32: 1937}, ClassLogon, "ntlm-blocked"},
	{"NTSTATUS", Facts{Status: 401, Substatus: 1, Win32: 3221226036}, ClassLogon, "account-locked-out"},
	{"load balancer between the steps", Facts{Status: 401, Substatus: 1, Win32: 2148074248}, ClassLogon, "handshake-broken"},
	{"invalid handle", Facts{Status: 401, Substatus: 1, Win32: 2148074241, HasUser: true}, ClassLogon, "handshake-broken"},

	// Applications and modules.
	{"Exchange web services", Facts{Status: 401, Substatus: 0, Win32: 0}, ClassLogon, "app-unauthorized"},
	{"application, known user", Facts{Status: 401, Substatus: 0, Win32: 0, HasUser: true}, ClassRefused, "app-unauthorized"},
	{"application, wrong password", Facts{Status: 401, Substatus: 0, Win32: 1326, HasUser: true}, ClassLogon, "bad-credentials"},
	{"Exchange health probe", Facts{Status: 401, Substatus: 111, Win32: 0}, ClassLogon, "unknown-401"},
	{"substatus unlisted", Facts{Status: 401, Substatus: 6, Win32: 0}, ClassLogon, "unknown-401"},
	{"substatus huge", Facts{Status: 401, Substatus: 1 << 60, Win32: 0}, ClassLogon, "unknown-401"},

	// Permissions.
	{"file permissions", Facts{Status: 401, Substatus: 3, Win32: 5, HasUser: true}, ClassRefused, "acl"},
	{"file permissions, anonymous", Facts{Status: 401, Substatus: 3, Win32: 5}, ClassRefused, "acl"},
	{"filter", Facts{Status: 401, Substatus: 4, Win32: 0}, ClassRefused, "isapi-filter"},
	{"application", Facts{Status: 401, Substatus: 5, Win32: 0}, ClassRefused, "isapi-cgi"},
	{"URL authorization of IIS 6", Facts{Status: 401, Substatus: 7, Win32: 0}, ClassRefused, "url-authorization"},
	{"URL authorization", Facts{Status: 401, Substatus: 2, Win32: 5, HasUser: true}, ClassRefused, "url-authorization"},
	{"known user, number unknown", Facts{Status: 401, Substatus: 2, Win32: 4711, HasUser: true}, ClassRefused, "url-authorization"},
	{"known user, ticket broken", Facts{Status: 401, Substatus: 2, Win32: 2148074248, HasUser: true}, ClassLogon, "handshake-broken"},

	// Limits and lists.
	{"concurrent, Unauthorized", Facts{Status: 401, Substatus: 501}, ClassRateLimit, "rate-limit-concurrent"},
	{"rate, Forbidden", Facts{Status: 403, Substatus: 502}, ClassRateLimit, "rate-limit-requests"},
	{"rate, Not Found", Facts{Status: 404, Substatus: 502}, ClassRateLimit, "rate-limit-requests"},
	{"429", Facts{Status: 429, Substatus: 0}, ClassRateLimit, "rate-limit-429"},
	{"429 of nginx", Facts{Status: 429, Substatus: -1, Win32: -1, NCSA: true}, ClassRateLimit, "rate-limit-429"},
	{"address", Facts{Status: 403, Substatus: 6}, ClassDenyList, "deny-list-address"},
	{"host name", Facts{Status: 403, Substatus: 8}, ClassDenyList, "deny-list-host"},
	{"address, Unauthorized", Facts{Status: 401, Substatus: 503}, ClassDenyList, "deny-list-address"},
	{"address, Not Found", Facts{Status: 404, Substatus: 503}, ClassDenyList, "deny-list-address"},
	{"host name, Forbidden", Facts{Status: 403, Substatus: 504}, ClassDenyList, "deny-list-host"},

	// Forbidden.
	{"certificate required", Facts{Status: 403, Substatus: 7}, ClassForbidden, "client-certificate-required"},
	{"certificate revoked", Facts{Status: 403, Substatus: 13}, ClassForbidden, "client-certificate-revoked"},
	{"revocation not checked", Facts{Status: 403, Substatus: 13, Win32: 2148081683}, ClassForbidden, "client-certificate-revocation-unknown"},
	{"wrong password beside 403", Facts{Status: 403, Substatus: 13, Win32: 1326}, ClassForbidden, "client-certificate-revoked"},
	{"certificate number beside plain 403", Facts{Status: 403, Substatus: 0, Win32: 2148081683}, ClassForbidden, "forbidden"},
	{"TLS", Facts{Status: 403, Substatus: 4}, ClassForbidden, "tls-required"},
	{"full", Facts{Status: 403, Substatus: 9}, ClassForbidden, "connection-limit"},
	{"plain", Facts{Status: 403, Substatus: 0}, ClassForbidden, "forbidden"},
	{"unlisted", Facts{Status: 403, Substatus: 99}, ClassForbidden, "forbidden"},
	{"Apache", Facts{Status: 403, Substatus: -1, Win32: -1, NCSA: true}, ClassForbidden, "access-rule"},

	// NCSA logs.
	{"first request", Facts{Status: 401, Substatus: -1, Win32: -1, NCSA: true}, ClassLogon, "no-credentials"},
	{"user named", Facts{Status: 401, Substatus: -1, Win32: -1, HasUser: true, NCSA: true}, ClassLogon, "ncsa-logon"},
	{"form", Facts{Status: 401, Substatus: -1, Win32: -1, Post: true, NCSA: true}, ClassLogon, "posted-logon"},
	{"form, user named", Facts{Status: 401, Substatus: -1, Win32: -1, HasUser: true, Post: true, NCSA: true}, ClassLogon, "ncsa-logon"},
	{"POST in a W3C log", Facts{Status: 401, Substatus: 2, Win32: 5, Post: true}, ClassLogon, "no-credentials"},

	// No denials.
	{"served", Facts{Status: 200, HasUser: true}, ClassNone, ""},
	{"no default document", Facts{Status: 403, Substatus: 14, Win32: 5}, ClassNone, ""},
	{"request filtering", Facts{Status: 404, Substatus: 8}, ClassNone, ""},
	{"substatus unlisted", Facts{Status: 404, Substatus: 99}, ClassNone, ""},
	{"503 is no deny list", Facts{Status: 503, Substatus: 503}, ClassNone, ""},
	{"other status, limit substatus", Facts{Status: 500, Substatus: 501}, ClassNone, ""},
	{"client certificate in nginx", Facts{Status: 495, Substatus: -1, NCSA: true}, ClassNone, ""},
	{"proxy header", Facts{Status: 400, Substatus: 10}, ClassNone, ""},
	{"no status", Facts{Substatus: 501}, ClassNone, ""},
}

func TestDecide(t *testing.T) {
	for _, test := range decideTests {
		got := Decide(test.in)
		if got.Class != test.class || causeName(got.Cause) != test.cause || got.LogOnly {
			t.Errorf("%s: Decide(%+v) = %s, %q, %v; want %s, %q",
				test.name, test.in, got.Class, causeName(got.Cause), got.LogOnly, test.class, test.cause)
		}
	}
}

func causeName(cause *Cause) string {
	if cause == nil {
		return ""
	}
	return cause.Name
}

func TestLimitsThatOnlyLog(t *testing.T) {
	tests := []struct {
		status    int
		substatus int64
		win32     int64
		logOnly   bool
	}{
		{200, 501, 0, true},
		{200, 502, 0, true},
		{206, 502, 64, true},
		{304, 501, 0, true},
		{404, 502, 2, true},
		{404, 501, 3, true},
		{404, 502, 0, false},
		{403, 502, 2, false},
		{403, 502, 0, false},
		{401, 501, 0, false},
		{429, 0, 2, false},
	}
	for _, test := range tests {
		got := Decide(Facts{Status: test.status, Substatus: test.substatus, Win32: test.win32})
		if got.Class != ClassRateLimit || got.LogOnly != test.logOnly {
			t.Errorf("%d %d %d: %s, log-only %v", test.status, test.substatus, test.win32, got.Class, got.LogOnly)
		}
	}
}

// everyFacts calls f with every combination of what can decide a verdict.
func everyFacts(f func(Facts)) {
	substatuses := []int64{-1, 111, 501, 502, 503, 504, 1 << 40}
	for substatus := range int64(31) {
		substatuses = append(substatuses, substatus)
	}
	numbers := []int64{-1, 0, 2, 3, 64, 1326, 1331, 4711, 2148074248, 2148074254, 2148081683}
	for status := range 1000 {
		for _, substatus := range substatuses {
			for _, number := range numbers {
				for bits := range 8 {
					f(Facts{status, substatus, number, bits&1 != 0, bits&2 != 0, bits&4 != 0})
				}
			}
		}
	}
}

func TestEveryVerdictHoldsTogether(t *testing.T) {
	everyFacts(func(f Facts) {
		v := Decide(f)
		switch {
		case (v.Class == ClassNone) != (v.Cause == nil):
			t.Fatalf("%+v: class %q, cause %q", f, v.Class, causeName(v.Cause))
		case v.LogOnly && v.Class != ClassRateLimit:
			t.Fatalf("%+v: log-only, but class %q", f, v.Class)
		case f.Status < 400 && v.Class != ClassNone && !v.LogOnly:
			t.Fatalf("%+v: served, but class %q", f, v.Class)
		case f.Status == 401 && v.Class == ClassNone:
			t.Fatalf("%+v: a 401 of no class", f)
		case v.Class == ClassLogon && f.Status != 401:
			t.Fatalf("%+v: a logon without a 401", f)
		case v.Class == ClassLogon && Win32SetOf(f.Win32) == Win32Broken && v.Cause.Kind == KindGuess:
			t.Fatalf("%+v: a broken handshake counts as a guess", f)
		}
	})
}

func TestDecideAllocates(t *testing.T) {
	facts := []Facts{
		{Status: 401, Substatus: 1, Win32: 1326},
		{Status: 401, Substatus: 2, Win32: 5, HasUser: true},
		{Status: 401, Substatus: -1, Win32: -1, NCSA: true, Post: true},
		{Status: 403, Substatus: 13, Win32: 2148081683},
		{Status: 200, Substatus: 501},
		{Status: 200},
	}
	allocations := testing.AllocsPerRun(100, func() {
		for _, f := range facts {
			Decide(f)
		}
	})
	if allocations != 0 {
		t.Errorf("%v allocations", allocations)
	}
}

func TestCode(t *testing.T) {
	tests := []struct {
		status    int
		substatus int64
		want      string
	}{
		{401, 1, "401.1"},
		{401, 0, "401.0"},
		{401, -1, "401"},
		{401, -7, "401"},
		{403, 502, "403.502"},
		{401, 17, "401.17"},
		{200, -1, "200"},
		{200, 0, "200.0"},
		{404, 9223372036854775807, "404.9223372036854775807"},
	}
	for _, test := range tests {
		if got := Code(test.status, test.substatus); got != test.want {
			t.Errorf("Code(%d, %d) = %q, want %q", test.status, test.substatus, got, test.want)
		}
	}
	if allocations := testing.AllocsPerRun(100, func() { Code(401, 1); Code(403, -1) }); allocations != 0 {
		t.Errorf("%v allocations for known codes", allocations)
	}
}

func BenchmarkDecide(b *testing.B) {
	f := Facts{Status: 401, Substatus: 1, Win32: 1326, HasUser: true}
	b.ReportAllocs()
	for b.Loop() {
		Decide(f)
	}
}
