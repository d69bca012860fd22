package classify

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode"
)

var explainTests = []struct {
	query string
	title string // what the title begins with
	class Class
	cause string
}{
	{"401", "401 Unauthorized", ClassLogon, "no-credentials"},
	{"401.1", "401.1 Unauthorized: logon failed", ClassLogon, "challenge"},
	{" 401.3 ", "401.3 Unauthorized: refused by file", ClassRefused, "acl"},
	{"403.502", "403.502 Forbidden: too many requests", ClassRateLimit, "rate-limit-requests"},
	{"404.501", "404.501 Not Found: too many concurrent", ClassRateLimit, "rate-limit-concurrent"},
	{"429", "429 Too Many Requests", ClassRateLimit, "rate-limit-429"},
	{"403.14", "403.14 Forbidden: directory", ClassNone, "directory-listing"},
	{"400.10", "400.10 Bad Request", ClassNone, "proxy-header"},
	{"503.2", "503.2 Service Unavailable", ClassNone, "server-busy"},
	{"302", "302 Redirection", ClassNone, ""},
	{"401.17", "401.17: Refused with an unlisted", ClassLogon, "unknown-401"},
	{"404.99", "404.99 Not Found", ClassNone, ""},
	{"200.501", "200.501: Too many requests at", ClassRateLimit, "rate-limit-concurrent"},

	{"1326", "1326 (0x52E) ERROR_LOGON_FAILURE", ClassLogon, "bad-credentials"},
	{"0x8009030C", "2148074252 (0x8009030C) SEC_E_LOGON_DENIED", ClassLogon, "bad-credentials"},
	{"8009030c", "2148074252", ClassLogon, "bad-credentials"},
	{"80090308", "2148074248", ClassLogon, "handshake-broken"},
	{"-2146893044", "2148074252", ClassLogon, "bad-credentials"},
	{"2148074254", "2148074254 (0x8009030E) SEC_E_NO_CREDENTIALS", ClassLogon, "challenge"},
	{"0xC000006D", "3221225581", ClassLogon, "bad-credentials"},
	{"0x8007052E", "1326", ClassLogon, "bad-credentials"},
	{"5", "5 (0x5) ERROR_ACCESS_DENIED", ClassLogon, "challenge"},
	{"64", "64 (0x40) ERROR_NETNAME_DELETED", ClassLogon, "client-aborted"},
	{"2", "2 (0x2) ERROR_FILE_NOT_FOUND", ClassNone, ""},
	{"ERROR_LOGON_FAILURE", "1326", ClassLogon, "bad-credentials"},
	{"sec_e_logon_denied", "2148074252", ClassLogon, "bad-credentials"},
	{"account_locked_out", "1909", ClassLogon, "account-locked-out"},

	{"0x80244017", "0x80244017 WU_E_PT_HTTP_STATUS_DENIED", ClassNone, ""},
	{"80244018", "0x80244018", ClassNone, ""},
	{"-2145107945", "0x80244017", ClassNone, ""},
	{"wu_e_pt_http_status_not_mapped", "0x8024402B", ClassNone, ""},

	{"401 1 1326", "401.1 with Win32 status 1326: User name", ClassLogon, "bad-credentials"},
	{"401.1 1326", "401.1 with Win32 status 1326", ClassLogon, "bad-credentials"},
	{"401,1,1326", "401.1 with Win32 status 1326", ClassLogon, "bad-credentials"},
	{"401.1.1326", "401.1 with Win32 status 1326", ClassLogon, "bad-credentials"},
	{"401 1326", "401 with Win32 status 1326", ClassLogon, "bad-credentials"},
	{"401 2 5", "401.2 with Win32 status 5: Request without", ClassLogon, "no-credentials"},
	{"401 2", "401.2 Unauthorized", ClassLogon, "no-credentials"},
	{"401 - -", "401 Unauthorized", ClassLogon, "no-credentials"},
	{"401 1 2148074254 5005", "401.1 with Win32 status 2148074254: Logon", ClassLogon, "challenge"},
	{"401 1 0x80090308", "401.1 with Win32 status 2148074248: Handshake", ClassLogon, "handshake-broken"},
	{"401 1 4711", "401.1 with Win32 status 4711", ClassLogon, "challenge"},
	{"404 502 2", "404.502 with Win32 status 2", ClassRateLimit, "rate-limit-requests"},

	{"clock-skew", "clock-skew: Clocks", ClassLogon, "clock-skew"},
	{"NCSA-logon", "ncsa-logon: ", ClassLogon, "ncsa-logon"},
	{"acl", "acl: ", ClassRefused, "acl"},
}

func TestExplain(t *testing.T) {
	for _, test := range explainTests {
		got, err := Explain(test.query)
		if err != nil {
			t.Errorf("Explain(%q): %v", test.query, err)
			continue
		}
		if !strings.HasPrefix(got.Title, test.title) || got.Class != test.class || got.CauseName != test.cause {
			t.Errorf("Explain(%q) = %q, class %q, cause %q; want %q, %q, %q",
				test.query, got.Title, got.Class, got.CauseName, test.title, test.class, test.cause)
		}
	}
}

// What browsers, Windows and error logs show, as people paste it.
func TestExplainTexts(t *testing.T) {
	tests := []struct{ text, title string }{
		{"HTTP Error 401.1 - Unauthorized: Access is denied due to invalid credentials", "401.1 "},
		{"HTTP Error 401.2 - Unauthorized: Access is denied due to server configuration.", "401.2 "},
		{"HTTP Error 401.3 - Unauthorized: Access is denied due to an ACL set on the requested resource.", "401.3 "},
		{"http error 401.3 unauthorized", "401.3 "},
		{"access is denied due to INVALID credentials!", "401.1 "},
		{"Access is denied due to an ACL set on the requested resource", "401.3 "},
		{"Server Error\n401 - Unauthorized: Access is denied due to invalid credentials.", "401 "},
		{"Authorization Required\nThis server could not verify that you are authorized to access the document requested.", "401 "},
		{"Authorization Required", "401 "},
		{"401 Unauthorized", "401 "},
		{"HTTP/1.1 401 Unauthorized", "401 "},
		{"HTTP Error 401", "401 "},
		{"Windows Update error 0x80244017", "0x80244017 "},
		{"WindowsUpdate_80244017", ""},
		{"403 - Forbidden: Access is denied.", "403 "},
		{"You don't have permission to access this resource.", "403 "},
		{"HTTP Error 403.14 - Forbidden: The Web server is configured to not list the contents of this directory.", "403.14 "},
		{"HTTP Error 403.16 - Forbidden", "403.16 "},
		{"Too many requests", "429 "},
		{"429: too many requests, slow down", "429 "},
		{"407 Proxy Authentication Required", "407 "},
		{"503 Service Temporarily Unavailable", "503 "},
		{"400 Bad Request: Request Header Or Cookie Too Large", "400 "},
		{"Error Code 0x8007052e", "1326 "},
		{"HTTP Error 401.1 - Unauthorized, Error Code 0x8007052e", "401.1 with Win32 status 1326"},
		{"SEC_E_LOGON_DENIED: the logon attempt failed", "2148074252 "},
		{"Logon failure: unknown user name or bad password.", "1326 "},
		{"The referenced account is currently locked out and may not be logged on to.", "account-locked-out: "},
		{"AH01617: user alice: authentication failure for \"/x\": Password Mismatch", "ncsa-logon: "},
		{"user \"bob\": password mismatch", "bad-password: "},
		{"client denied by server configuration: /var/www", "access-rule: "},
		{"limiting requests, excess: 10.5 by zone \"one\"", "rate-limit-429: "},
	}
	for _, test := range tests {
		got, err := Explain(test.text)
		switch {
		case test.title == "" && err == nil:
			t.Errorf("%q explained as %q", test.text, got.Title)
		case test.title != "" && (err != nil || !strings.HasPrefix(got.Title, test.title)):
			t.Errorf("%q: %q, %v; want %q", test.text, got.Title, err, test.title)
		}
	}
}

func TestExplainUnknown(t *testing.T) {
	tests := []struct{ query, message, hint string }{
		{"", "nothing to explain", "ask for a code"},
		{"frobnicate", `nothing known about "frobnicate"`, "ask for a code"},
		{"999", `nothing known about "999"`, ""},
		{"1362", `nothing known about "1362"`, "1326"},
		{"4011", `nothing known about "4011"`, "401.1"},
		{"ERROR_LOGON_FAILUR", "nothing known about", "did you mean ERROR_LOGON_FAILURE?"},
		{"acount-disabled", "nothing known about", "account-disabled"},
		{"locked", "nothing known about", "account-locked-out"},
		{"0x8024401A", "nothing known about", "0x80244017"},
		{"192.0.2.1", "nothing known about", "ask for a code"},
		{"2001:db8::1", "nothing known about", "ask for a code"},
		{"99999999999", "nothing known about", "ask for a code"},
		{"401 one", "", ""}, // a text that names a status
		{"\x1b[31mred\x1b[0m", `nothing known about "\x1b[31mred\x1b[0m"`, ""},
		{strings.Repeat("x", 500), `nothing known about "` + strings.Repeat("x", maxQuoted) + `"...`, "ask for a code"},
	}
	for _, test := range tests {
		_, err := Explain(test.query)
		if test.message == "" {
			if err != nil {
				t.Errorf("Explain(%.20q): %v", test.query, err)
			}
			continue
		}
		var unknown *UnknownQueryError
		if !errors.As(err, &unknown) {
			t.Errorf("Explain(%.20q): error %v", test.query, err)
			continue
		}
		if !strings.HasPrefix(err.Error(), test.message) || !strings.Contains(unknown.Hint(), test.hint) {
			t.Errorf("Explain(%.20q): %q, hint %q", test.query, err, unknown.Hint())
		}
	}
}

// Whatever the tables know must be explained in full.
func TestExplanationsAreComplete(t *testing.T) {
	for _, name := range allNames() {
		got, err := Explain(name)
		if err != nil {
			t.Errorf("Explain(%q): %v", name, err)
			continue
		}
		checkExplanation(t, name, got)
		if got.Tell == "" && got.CauseName != "" {
			t.Errorf("%s: nothing to tell the user", name)
		}
		for _, relative := range got.Relatives {
			if relative.Title == "" {
				t.Errorf("%s: relative %q has no title", name, relative.Code)
			}
			if _, err := Explain(relative.Code); err != nil {
				t.Errorf("%s: relative: %v", name, err)
			}
			if relative.Code == name {
				t.Errorf("%s: is its own relative", name)
			}
		}
	}
}

func checkExplanation(t *testing.T, where string, e Explanation) {
	t.Helper()
	for _, text := range []string{e.Title, e.What, e.Counted} {
		checkText(t, where, text)
	}
	if len(e.Server) == 0 || len(e.Sources) == 0 {
		t.Errorf("%s: nothing to check, or no source: %+v", where, e)
	}
}

func TestEveryPhraseLeadsSomewhere(t *testing.T) {
	for i, p := range phrases {
		if p.words != plainWords(p.words) {
			t.Errorf("%q can match nothing", p.words)
		}
		want, ok := explainPhrase(p.query)
		if !ok {
			t.Errorf("%q leads to %q, which is unknown", p.words, p.query)
		}
		got, err := Explain("It says: " + strings.ToUpper(p.words) + "!")
		if err != nil || got.Title != want.Title {
			t.Errorf("%q: got %q, %v; want %q", p.words, got.Title, err, want.Title)
		}
		for _, earlier := range phrases[:i] {
			if strings.Contains(" "+p.words+" ", " "+earlier.words+" ") {
				t.Errorf("%q never gets its turn after %q", p.words, earlier.words)
			}
		}
	}
}

var w3cOrigin, ncsaOrigin = NewOrigin(Origin{}), NewOrigin(Origin{NCSA: true})

var eventTests = []struct {
	name           string
	event          Event
	title, counted string
}{
	{
		"wrong password",
		Event{Origin: w3cOrigin, Status: 401, Substatus: 1, Win32: 1326, User: "alice"},
		"401.1 with Win32 status 1326: User name or password wrong", countedGuess,
	},
	{
		"step of a logon",
		Event{Origin: w3cOrigin, Status: 401, Substatus: 2, Win32: 5},
		"401.2 with Win32 status 5: Request without credentials", countedStep,
	},
	{
		"named and soft",
		Event{Origin: w3cOrigin, Status: 401, Substatus: 1, Win32: 0, User: "alice"},
		"401.1 with Win32 status 0: User name or password wrong", countedNamed,
	},
	{
		"named, client gone",
		Event{Origin: w3cOrigin, Status: 401, Substatus: 1, Win32: 64, User: "alice"},
		"401.1 with Win32 status 64: Client hung up", countedClaimed,
	},
	{
		"domain controller",
		Event{Origin: w3cOrigin, Status: 401, Substatus: 1, Win32: 1311},
		"401.1 with Win32 status 1311: No domain controller answered", countedInfra,
	},
	{
		"disabled account",
		Event{Origin: w3cOrigin, Status: 401, Substatus: 1, Win32: 1331},
		"401.1 with Win32 status 1331: Account disabled", countedAccount,
	},
	{
		"hours",
		Event{Origin: w3cOrigin, Status: 401, Substatus: 1, Win32: 1328},
		"401.1 with Win32 status 1328: Outside the permitted hours", countedOther,
	},
	{
		"broken",
		Event{Origin: w3cOrigin, Status: 401, Substatus: 1, Win32: 2148074248},
		"401.1 with Win32 status 2148074248: Handshake broken", countedBroken,
	},
	{
		"user in an NCSA log",
		Event{Origin: ncsaOrigin, Status: 401, Substatus: -1, Win32: -1, User: "alice"},
		"401: Logon refused, reason not logged", countedUser,
	},
	{
		"first request in an NCSA log",
		Event{Origin: ncsaOrigin, Status: 401, Substatus: -1, Win32: -1},
		"401 Unauthorized", countedStep,
	},
	{
		"form in an NCSA log",
		Event{Origin: ncsaOrigin, Status: 401, Substatus: -1, Win32: -1, Method: "POST"},
		"401: Posted logon refused", countedPosted,
	},
	{
		"permission",
		Event{Origin: w3cOrigin, Status: 401, Substatus: 3, Win32: 5, User: "alice"},
		"401.3 with Win32 status 5: No permission for the file", countedRefused,
	},
	{
		"limit",
		Event{Origin: w3cOrigin, Status: 403, Substatus: 502, Win32: 0},
		"403.502 with Win32 status 0: Too many requests in a short time", countedLimit,
	},
	{
		"limit that only logs",
		Event{Origin: w3cOrigin, Status: 200, Substatus: 502, Win32: 0},
		"200.502 with Win32 status 0: Too many requests in a short time", countedLogOnly,
	},
	{
		"deny list",
		Event{Origin: w3cOrigin, Status: 403, Substatus: 503, Win32: -1},
		"403.503 Forbidden: address on the deny list", countedDeny,
	},
	{
		"forbidden",
		Event{Origin: ncsaOrigin, Status: 403, Substatus: -1, Win32: -1},
		"403: Refused by an access rule or file permission", countedForbid,
	},
	{
		"signed in",
		Event{Origin: w3cOrigin, Status: 200, Substatus: 0, Win32: 0, User: "alice"},
		"200.0 with Win32 status 0 Success", countedSignIn,
	},
	{
		"no status",
		Event{Origin: w3cOrigin, Substatus: -1, Win32: -1},
		"No status logged", countedNothing,
	},
}

func TestExplainEvent(t *testing.T) {
	for _, test := range eventTests {
		event := test.event
		verdict := Decide(factsOf(&event))
		event.Class, event.Cause, event.LogOnly = verdict.Class, verdict.Cause, verdict.LogOnly
		got := ExplainEvent(&event)
		if got.Title != test.title || got.Counted != test.counted {
			t.Errorf("%s: %q, counted %q; want %q, %q", test.name, got.Title, got.Counted, test.title, test.counted)
		}
		if got.Class != event.Class || (event.Cause != nil && got.CauseName != event.Cause.Name) {
			t.Errorf("%s: class %q, cause %q", test.name, got.Class, got.CauseName)
		}
	}
}

func FuzzExplain(f *testing.F) {
	for _, name := range allNames() {
		f.Add(name)
	}
	for _, seed := range []string{
		"401 1 1326", "HTTP Error 401.1 - Unauthorized", "0x", "-", "401 -", "401.", ".", "401.99999999999999999999",
		"\x1b[2J401", "401\u202e.1", "4O1", "\xff\xfe401", "429 " + strings.Repeat("9", 400), "\u212aERROR_",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		got, err := Explain(query)
		if err != nil {
			var unknown *UnknownQueryError
			if !errors.As(err, &unknown) {
				t.Fatalf("error of another kind: %v", err)
			}
			checkPrintable(t, err.Error())
			checkPrintable(t, unknown.Hint())
			return
		}
		checkPrintable(t, fmt.Sprint(got))
		if again, _ := Explain(query); !reflect.DeepEqual(got, again) {
			t.Fatal("two answers to one question")
		}
	})
}

func checkPrintable(t *testing.T, text string) {
	t.Helper()
	for _, r := range text {
		if !unicode.IsGraphic(r) {
			t.Fatalf("%q holds %q", text, r)
		}
	}
}
