// Generate writes the logs of testdata/demo: a Sunday and a Monday of an
// intranet on IIS, part of which can be reached from outside, and of a site
// with build artefacts on nginx. Most of what is in them every such day
// brings; the rest is what log401 is for. Every run writes the same bytes.
//
//	go run ./testdata/generate testdata/demo
package main

import (
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: go run ./testdata/generate FOLDER")
	}
	intranet := &site{format: w3c, random: rand.NewPCG(401, 2)}
	intranet.sunday()
	intranet.monday()
	artefacts := &site{format: combined, random: rand.NewPCG(401, 3)}
	artefacts.artefacts()

	midnight := at(sunday, "23:00:00") // of nginx, which keeps the time of Berlin
	for name, content := range map[string][]byte{
		"W3SVC1/u_ex260301.log": intranet.w3cFile(at(sunday, "00:00:00"), at(monday, "00:00:00")),
		"W3SVC1/u_ex260302.log": intranet.w3cFile(at(monday, "00:00:00"), at(monday+1, "00:00:00")),
		"nginx/access.log.1":    artefacts.file(at(sunday, "00:00:00"), midnight),
		"nginx/access.log":      artefacts.file(midnight, at(monday+1, "00:00:00")),
	} {
		path := filepath.Join(os.Args[1], filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			log.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// The days, of March 2026.
const (
	sunday = 1
	monday = 2
)

// at returns a time of day in UTC.
func at(day int, clock string) time.Time {
	t, err := time.Parse("15:04:05", clock)
	if err != nil {
		log.Fatal(err)
	}
	return time.Date(2026, time.March, day, t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}
