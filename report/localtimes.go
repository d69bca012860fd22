package report

import (
	"fmt"
	"time"

	"log401/timeline"
)

// zoneNotes say how times without a zone were read.
func zoneNotes(in *timeline.Account, _ *Denials) []string {
	found := sourcesWhere(in, func(s *timeline.SourceAccount) bool { return s.Zoneless > 0 })
	switch {
	case in.Zoneless == 0 && in.Zone == nil || in.Entries == 0:
		return nil
	case in.Zoneless == 0:
		return []string{"All times in the input say their zone, or are UTC as W3C logs are, so --log-tz changed nothing; --tz is for the times in tables."}
	case in.Zone == nil:
		return []string{"The times" + inThese(found) + " say no zone and were read as UTC. " +
			"Where the server's clock shows another, --log-tz local (this machine's zone) or --log-tz Europe/Berlin reads them right."}
	}
	zone := zoneName(in.Zone)
	out := []string{fmt.Sprintf("The times of %s%s say no zone and were read as %s.", count(in.Zoneless, "entry", "entries"), inThese(found), zone)}
	if in.Repeated > 0 {
		out = append(out, fmt.Sprintf("%s of an hour that the end of daylight saving repeats in %s. "+
			"It was taken for the first of the two until the time fell by more than ten minutes; where nothing was logged around the change, times may be an hour early.",
			count(in.Repeated, "entry is", "entries are"), zone))
	}
	if in.Skipped > 0 {
		out = append(out, fmt.Sprintf("%s of an hour that the start of daylight saving skips in %s: shifted forward as clocks are. Is the zone right?",
			count(in.Skipped, "entry is", "entries are"), zone))
	}
	return out
}

func zoneName(zone *time.Location) string {
	if zone == time.Local {
		return "local time of this machine"
	}
	return zone.String()
}
