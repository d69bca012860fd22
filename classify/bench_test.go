package classify

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"log401/parser"
)

// intranet returns entries of 2000 people who sign in, their fields found.
func intranet(b *testing.B) []parser.Entry {
	b.Helper()
	r := rand.New(rand.NewPCG(401, 7))
	var log strings.Builder
	log.WriteString("#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken\n")
	for range 4000 {
		n, page := r.IntN(2000), r.IntN(200)
		agent := fmt.Sprintf("Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64)+AppleWebKit/537.36+(KHTML,+like+Gecko)+Chrome/%d.0.0.0+Safari/537.36", 120+n%10)
		for _, answer := range []string{"- 401 2 5", "- 401 1 2148074254", fmt.Sprintf(`CONTOSO\user%d 200 0 0`, n)} {
			user, code, _ := strings.Cut(answer, " ")
			fmt.Fprintf(&log, "2026-01-02 03:04:05 10.0.0.5 GET /sites/team/%d.aspx - 443 %s 10.20.%d.%d %s - %s 15\n", page, user, n/250, n%250, agent, code)
		}
	}
	reader := parser.NewReader(strings.NewReader(log.String()), "a.log", nil)
	var entries []parser.Entry
	for e, err := reader.Read(); err == nil; e, err = reader.Read() {
		copied := *e
		copied.Raw = bytes.Clone(e.Raw)
		for f := parser.FieldClient; f < parser.FieldAgent; f++ {
			copied.Field(f)
		}
		entries = append(entries, copied)
	}
	// The first block is read before its layout is known to later ones.
	settled := entries[len(entries)-1].Layout()
	return slices.DeleteFunc(entries, func(e parser.Entry) bool { return e.Layout() != settled })
}

// BenchmarkLook classifies lines that matter, whose texts are known.
func BenchmarkLook(b *testing.B) {
	entries := intranet(b)
	c, h := NewClassifier("s"), NewHistory(true)
	c.SetSource("a.log", "W3SVC1")
	var ev Event
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, ok := c.Look(&entries[i%len(entries)], &ev, &h); !ok {
			b.Fatal("an entry does not matter")
		}
	}
}
