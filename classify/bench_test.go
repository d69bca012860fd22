package classify

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"log401/parser"
)

// intranet returns a log of 2000 people who sign in, in blocks.
func intranet() (blocks []parser.Block) {
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
	splitter := parser.NewSplitter(strings.NewReader(log.String()), "a.log", nil)
	for {
		var block parser.Block
		if splitter.Next(&block) != nil {
			return blocks
		}
		blocks = append(blocks, block)
	}
}

// BenchmarkLook parses and classifies lines that all matter, whose texts are
// known, in bytes of log.
func BenchmarkLook(b *testing.B) {
	blocks := intranet()[1:] // the first makes a layout of its own each time
	c, h := NewClassifier("s"), NewHistory(true)
	c.SetSource("a.log", "W3SVC1")
	var (
		p  parser.Parser
		ev Event
	)
	size := 0
	for i := range blocks {
		size += len(blocks[i].Data)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for i := range blocks {
			p.Reset(&blocks[i])
			for e := p.Next(); e != nil; e = p.Next() {
				if _, ok := c.Look(e, &ev, &h); !ok {
					b.Fatal("an entry does not matter")
				}
			}
		}
	}
}
