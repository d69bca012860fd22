package parser

import (
	"bytes"
	"fmt"
	"testing"

	"log401/internal/biglog"
)

// benchLogs are logs of some megabytes in which one line in a hundred is a 401.
func benchLogs() map[string][]byte {
	var w3c, combined, native, json bytes.Buffer
	w3c.WriteString("#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: 2026-01-02 00:00:00\r\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken\r\n")
	for i := range 40000 {
		status, sub := 200, "0 0"
		if i%100 == 0 {
			status, sub = 401, "2 5"
		}
		h, m, s := i/3600%24, i/60%60, i%60
		fmt.Fprintf(&w3c, "2026-01-02 %02d:%02d:%02d 10.0.0.5 GET /app/page%d.aspx - 443 - 192.0.2.%d Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64)+AppleWebKit/537.36+(KHTML,+like+Gecko)+Chrome/120.0.0.0+Safari/537.36 - %d %s 15\r\n", h, m, s, i%700, i%250, status, sub)
		fmt.Fprintf(&combined, "192.0.2.%d - - [02/Jan/2026:%02d:%02d:%02d +0000] \"GET /app/page%d.html HTTP/1.1\" %d 5120 \"-\" \"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36\"\n", i%250, h, m, s, i%700, status)
		fmt.Fprintf(&json, `{"time_iso8601":"2026-01-02T%02d:%02d:%02d+00:00","remote_addr":"192.0.2.%d","remote_user":"","request_method":"GET","request_uri":"/app/page%d.html","server_protocol":"HTTP/1.1","status":%d,"body_bytes_sent":5120,"request_time":0.012,"http_referer":"","http_user_agent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36","http_x_forwarded_for":""}`+"\n", h, m, s, i%250, i%700, status)
		fmt.Fprintf(&native, "192.0.2.%d, -, 1/2/2026, %d:%02d:%02d, W3SVC1, WEB1, 10.0.0.5, 15, 412, 5120, %d, 0, GET, /app/page%d.aspx, -,\r\n", i%250, h, m, s, status, i%700)
	}
	return map[string][]byte{"w3c": w3c.Bytes(), "combined": combined.Bytes(), "format string": combined.Bytes(), "iis-native": native.Bytes(), "json": json.Bytes()}
}

// benchLayouts are the layouts that are forced.
var benchLayouts = map[string]*Layout{"format string": mustApache(`%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"`)}

func mustApache(format string) *Layout {
	l, err := ApacheLayout(format)
	if err != nil {
		panic(err)
	}
	return l
}

func benchmarkParse(b *testing.B, each func(*Entry)) {
	for _, name := range []string{"w3c", "combined", "format string", "iis-native", "json"} {
		data := benchLogs()[name]
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			var block Block
			for b.Loop() {
				s := NewSplitter(bytes.NewReader(data), name, benchLayouts[name])
				var p Parser
				for s.Next(&block) == nil {
					p.Reset(&block)
					for e := p.Next(); e != nil; e = p.Next() {
						each(e)
					}
				}
			}
		})
	}
}

// blocksOf returns the blocks of a large log of a kind.
func blocksOf(b *testing.B, kind string) (blocks []Block, size int64) {
	k, err := biglog.KindByName(kind)
	if err != nil {
		b.Fatal(err)
	}
	var log bytes.Buffer
	if err := k.Write(&log, 40000); err != nil {
		b.Fatal(err)
	}
	size = int64(log.Len())
	for s := NewSplitter(&log, kind, nil); ; {
		var block Block
		if s.Next(&block) != nil {
			return blocks, size
		}
		blocks = append(blocks, block)
	}
}

// benchmarkBlocks parses blocks in memory with an Interest.
func benchmarkBlocks(b *testing.B, kind string, each func(*Entry)) {
	b.Run(kind, func(b *testing.B) {
		blocks, size := blocksOf(b, kind)
		b.SetBytes(size)
		b.ReportAllocs()
		p := Parser{Interest: &Interest{}}
		for b.Loop() {
			for i := range blocks {
				p.Reset(&blocks[i])
				for e := p.Next(); e != nil; e = p.Next() {
					each(e)
				}
			}
		}
	})
}

// BenchmarkSkim reads logs of which few entries matter: the fast paths alone.
func BenchmarkSkim(b *testing.B) {
	n := 0
	for _, kind := range []string{"w3c-public", "combined-public"} {
		benchmarkBlocks(b, kind, func(e *Entry) { n += e.Status })
	}
}

// BenchmarkEvents reads a log of which all entries matter, and of each all that
// an event is made of.
func BenchmarkEvents(b *testing.B) {
	n := 0
	benchmarkBlocks(b, "w3c-intranet", func(e *Entry) {
		for _, f := range [...]Field{FieldClient, FieldUser, FieldAgent, FieldSite, FieldHost, FieldPort, FieldServerName, FieldServer, FieldMethod, FieldPath, FieldSubstatus, FieldWin32} {
			n += len(e.Field(f))
		}
	})
}

// BenchmarkStatusOnly reads logs whose fields nobody asks for: what most lines
// of a log are.
func BenchmarkStatusOnly(b *testing.B) {
	n := 0
	benchmarkParse(b, func(e *Entry) { n += e.Status })
}

// BenchmarkAllFields has every field of every line split.
func BenchmarkAllFields(b *testing.B) {
	n := 0
	benchmarkParse(b, func(e *Entry) { n += len(e.Field(FieldClient)) + len(e.Field(FieldUser)) + len(e.Field(FieldAgent)) })
}
