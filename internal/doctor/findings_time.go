package doctor

import (
	"fmt"
	"time"

	"log401/internal/mend"
	"log401/internal/phrase"
)

func number(n int64, single, many string) string { return phrase.Count(n, single, many) }

// millis writes how long something is, to the second where it is long.
func millis(ms int64) string {
	d := time.Duration(ms) * time.Millisecond
	if d >= time.Minute {
		d = d.Round(time.Second)
	}
	return d.String()
}

func checkZone(x *Exam, _ error) []Finding {
	if x.Times.Zone != "local" {
		return nil
	}
	return one("local-time", Improve, "Time", "it states local time without a zone: read as UTC, it stands hours away from other logs",
		do("Say the zone of the server.", x.command("--log-tz Europe/Berlin")...))
}

func checkSteps(x *Exam, _ error) []Finding {
	t := &x.Times
	if t.StepCount == 0 {
		return nil
	}
	j := t.Steps[0]
	return one("steps-back", Improve, "Time",
		fmt.Sprintf("the time steps back %s, first at line %d from %s to %s: what spans such a place is not seen as one",
			times(t.StepCount), j.Line, j.From, j.To),
		mend.Setting{What: "If files were joined newest first, as a pattern of the shell may do, name the files or their folder instead: log401 puts them in order. If the clock was set back, there is nothing to do."})
}

func times(n int64) string {
	if n == 1 {
		return "once"
	}
	return phrase.Number(n) + " times"
}

func checkStrays(x *Exam, _ error) []Finding {
	t := &x.Times
	var out []Finding
	if t.Behind > 0 {
		out = append(out, one("behind", Look, "Time",
			fmt.Sprintf("%s of %s a little behind the one before, at most %s (line %d): servers that write the start of a request at its end do that, and log401 puts them right",
				phrase.Percent(t.Behind, x.Entries), number(x.Entries, "entry stands", "entries stand"), millis(t.Furthest.Millis), t.Furthest.Line))...)
	}
	if t.Far > 0 {
		level := Look
		var to []mend.Setting
		if t.Far*100 >= x.Entries {
			level = Improve
			to = []mend.Setting{{What: "Find out what shuffles them: several logs joined line by line, or several servers that write one file. Read the logs as they were before that: log401 joins them by time."}}
		}
		out = append(out, one("far-behind", level, "Time",
			fmt.Sprintf("%s more than ten minutes behind the lines around, the first at line %d by %s", number(t.Far, "entry stands", "entries stand"), t.FirstFar.Line, millis(t.FirstFar.Millis)), to...)...)
	}
	if t.Ahead > 0 {
		out = append(out, one("ahead", Look, "Time",
			fmt.Sprintf("%s alone, more than ten minutes ahead of the lines around, the first at line %d by %s: the clock of the server may have been wrong",
				number(t.Ahead, "entry stands", "entries stand"), t.FirstAhead.Line, millis(t.FirstAhead.Millis)))...)
	}
	return out
}

func checkGaps(x *Exam, _ error) []Finding {
	var out []Finding
	for _, g := range x.Times.Gaps {
		out = append(out, one("gap", Look, "Time",
			fmt.Sprintf("nothing for %s before line %d, from %s to %s, far longer than it is usually quiet: a night, a stop, or lines that were lost",
				g.Length().Round(time.Second), g.Line, g.From, g.To))...)
	}
	return out
}

func checkClocks(x *Exam, _ error) []Finding {
	var out []Finding
	for _, c := range x.Times.Clocks {
		out = append(out, one("clock", Improve, "Time",
			fmt.Sprintf("%s of %s of server %s stand behind those of other servers, by %s on average: its clock is slow, or theirs fast",
				phrase.Number(c.Behind), number(c.Entries, "entry", "entries"), words([]string{c.Server}), millis(c.Millis)),
			mend.Setting{What: "See how the clock is set, and have it set.", Ways: []mend.Way{
				{Where: "Windows", Lines: []string{"w32tm /query /status", "w32tm /resync"}},
				{Where: "Linux", Lines: []string{"timedatectl", "chronyc tracking"}},
			}})...)
	}
	return out
}
