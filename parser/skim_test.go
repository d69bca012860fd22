package parser

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// ordinaryLines are lines as servers write them, of which most are of no
// interest.
func ordinaryLines(r *rand.Rand, ncsa bool, n int) (lines []string) {
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	second := 0
	for range n {
		second += r.IntN(3) / 2
		clock := fmt.Sprintf("03:%02d:%02d", second/60%60, second%60)
		client := pick("192.0.2.1", "10.0.0.5", "2001:db8::1", "198.51.100.200")
		user := pick("-", "-", "-", "-", "-", "-", "CONTOSO\\alice")
		path := "/" + strings.Repeat("a", r.IntN(1<<r.IntN(8)))
		status := pick("200", "200", "304", "404", "500", "401", "403")
		agent := "Mozilla/5.0" + strings.Repeat(pick("+x", "+(y;z)"), r.IntN(12))
		if ncsa {
			lines = append(lines, fmt.Sprintf(`%s - %s [02/Jan/2026:%s +0000] "%s %s HTTP/1.1" %s %d "%s" "%s"`,
				client, user, clock, pick("GET", "POST"), path, status, r.IntN(100000), pick("-", "https://a.example/"), strings.ReplaceAll(agent, "+", " ")))
			continue
		}
		lines = append(lines, fmt.Sprintf("2026-01-02 %s %s %s %s - %s %s %s %s %d", clock, client, pick("GET", "POST"), path, user, agent, status, pick("0", "0", "2", "502"), r.IntN(3000)))
	}
	return lines
}

const ordinaryFields = "#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query cs-username cs(User-Agent) sc-status sc-substatus time-taken"

// oddParts are what fast paths must not stumble over.
var oddParts = []string{" ", "  ", "\t", "\"", "\\", "\\\"", "-", "\r", "\n", "\r\n", "\x00", "\x01", "#", "[", "] \"", "é", "\xff", " - ", "\"\"", "5", ",", "\xef\xbb\xbf", "\" 200 5", ordinaryFields[9:]}

// spoil makes some changes to a log.
func spoil(r *rand.Rand, log []byte, changes int) []byte {
	for range changes {
		at := r.IntN(len(log))
		part := oddParts[r.IntN(len(oddParts))]
		cut := min(len(log), at+r.IntN(3))
		log = append(append(append([]byte(nil), log[:at]...), part...), log[cut:]...)
	}
	return log
}

// TestSkimmingIsReading holds skimming against reading line by line, over
// ordinary logs and such with a few odd places, with windows that end anywhere.
func TestSkimmingIsReading(t *testing.T) {
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 401))
		ncsa, lines := seed%2 == 0, 1+r.IntN(30)
		if seed%40 < 2 {
			lines *= 10
		}
		end := []string{"\n", "\r\n"}[seed/2%2]
		all := ordinaryLines(r, ncsa, lines)
		if !ncsa {
			all = append([]string{ordinaryFields}, all...)
		}
		log := []byte(strings.Join(all, end) + end)
		checkFastIsSlow(t, log, start)
		checkFastIsSlow(t, spoil(r, log, 1+r.IntN(3)), start)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// TestOrdinaryLinesAreSkimmedOver holds that the fast paths take what they are
// for: whatever they leave is read, too, but slowly.
func TestOrdinaryLinesAreSkimmedOver(t *testing.T) {
	for _, end := range []string{"\n", "\r\n"} {
		for _, ncsa := range []bool{false, true} {
			log := strings.Join(ordinaryLines(rand.New(rand.NewPCG(1, 2)), ncsa, 100), end) + end
			layout, _ := FormatLayout("combined")
			if !ncsa {
				layout = start.withFields(ordinaryFields[len("#Fields:"):])
			}
			p := Parser{Interest: &Interest{}}
			p.Reset(&Block{Data: []byte(log), Layout: layout})
			for p.skim() {
			}
			if len(p.data) > 0 {
				t.Errorf("left with %q", p.data[:min(len(p.data), 200)])
			}
		}
	}
}

func TestOutline(t *testing.T) {
	var o outline
	r := rand.New(rand.NewPCG(1, 2))
	for _, flip := range []uint64{blankMarks, quoteMarks} {
		for range 500 {
			text := make([]byte, r.IntN(1<<r.IntN(14)))
			for i := range text {
				text[i] = " \n\"!#a\x00\x1f\x80\xff\xa0~"[r.IntN(1+r.IntN(12))]
			}
			text = text[:min(len(text), windowSize)]
			o.draw(text, flip)
			checkOutline(t, &o, flip)
		}
	}
}

func checkOutline(t *testing.T, o *outline, flip uint64) {
	t.Helper()
	n, pairs := 0, 0
	for i, c := range o.text {
		if c^byte(flip) > ' ' {
			continue
		}
		if n >= o.count || o.at(n) != i {
			t.Fatalf("mark %d of %q is not at %d", n, o.text, i)
		}
		if i > 0 && o.text[i-1]^byte(flip) <= ' ' {
			pairs++
		}
		n++
	}
	if n != o.count || pairs != o.pairs {
		t.Fatalf("%d marks and %d pairs in %q, want %d and %d", o.count, o.pairs, o.text, n, pairs)
	}
}

// TestOneOddLine has one line among ordinary ones that a fast path could take
// for one of them.
func TestOneOddLine(t *testing.T) {
	const fields = "#Fields: date time cs-uri-stem cs-username sc-status sc-substatus\n"
	const ordinary = "2026-01-02 03:04:05 /a - 200 0\n"
	for _, odd := range []string{
		"2026-01-02 03:04:05  - 200 0\n",         // a field less, a blank more
		"2026-01-02 03:04:05 /a - 200 0 1\n",     // a field more
		"2026-01-02 03:04:05 /a - 404 \"502\"\n", // a limit in quotes
		"2026-01-02 03:04:04 /a - 200 0\n",       // a second back
		"2026-01-02 03:04:05 /a \"\" 200 0\n",
		"#Fields: date time cs-uri-stem cs-username sc-status\n", // under which the lines behind have a field too many
	} {
		checkFastIsSlow(t, []byte(fields+strings.Repeat(ordinary, 5)+odd+strings.Repeat(ordinary, 5)), start)
	}
	checkFastIsSlow(t, []byte(fields+strings.Repeat("1970-01-01 00:00:00 /a - 200 0\n", 3)), start)
	const crlf = "2026-01-02 03:04:05 /a - 200 0\r\n"
	checkFastIsSlow(t, []byte(fields+strings.Repeat(crlf, 5)+"2026-01-02 03:04:05 /a\r- 200 0 \n"+strings.Repeat(crlf, 5)), start)

	const combined = "192.0.2.1 - - [02/Jan/2026:03:04:05 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"a\"\n"
	for _, client := range []string{"#192.0.2.1", "192.0.2.1,", "192.0.2.1, 192.0.2.2", ",", "\xef\xbb\xbf192.0.2.1"} {
		odd := strings.Replace(combined, "192.0.2.1", client, 1)
		checkFastIsSlow(t, []byte(strings.Repeat(combined, 5)+odd+strings.Repeat(combined, 5)), start)
	}
}
