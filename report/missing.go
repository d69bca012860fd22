package report

import (
	"slices"
	"strings"

	"log401/internal/mend"
	"log401/timeline"
)

func isW3C(s *timeline.SourceAccount) bool { return s.Format == "w3c" }

func isNCSA(s *timeline.SourceAccount) bool {
	_, other := mend.FormatOf(s.Format)
	return s.Format != "" && !isW3C(s) && !other
}

func lacks(s *timeline.SourceAccount, field string) bool {
	return slices.ContainsFunc(s.MissingFields, func(f string) bool { return strings.EqualFold(f, field) })
}

// missingW3CNotes say per field what its absence costs, and once how to
// switch the fields on.
func missingW3CNotes(in *timeline.Account, _ *Denials) []string {
	var out, labels []string
	for _, m := range mend.Fields {
		found := sourcesWhere(in, func(s *timeline.SourceAccount) bool {
			return isW3C(s) && s.Program == "" && lacks(s, m.Name)
		})
		if len(found) == 0 {
			continue
		}
		out = append(out, sentence("Field "+m.Name+" is missing"+inThese(found)+": "+m.Cost))
		labels = append(labels, m.Label)
	}
	if len(out) == 0 {
		return nil
	}
	return append(out, "To log what is missing: IIS Manager > (server or site) > Logging > Select Fields, tick "+
		strings.Join(labels, ", ")+"; or, for all sites that have no list of their own: "+mend.IISFlags(mend.StandardFlags()))
}

// missingNCSANotes cover the fields that the combined format has and the
// common one lacks.
func missingNCSANotes(in *timeline.Account, _ *Denials) []string {
	found := sourcesWhere(in, func(s *timeline.SourceAccount) bool {
		return isNCSA(s) && lacks(s, "cs(User-Agent)")
	})
	if len(found) == 0 {
		return nil
	}
	return []string{"The user agent is missing" + inThese(found) +
		": clients behind one address, such as a proxy, cannot be told apart. To log it in Apache: " +
		mend.ApacheCombined +
		", then CustomLog with combined; in nginx: access_log with combined."}
}

func ncsaNote(in *timeline.Account, d *Denials) []string {
	found := sourcesWhere(in, func(s *timeline.SourceAccount) bool { return isNCSA(s) && s.Entries > 0 })
	if len(found) == 0 || d.Total+d.LogOnly == 0 {
		return nil
	}
	return []string{"NCSA logs (Apache, nginx) have no substatus and no Win32 status" + inThese(found) +
		": a 401 with a user name counts as a failed logon unless what follows shows otherwise, and the error log knows whether the name or the password was wrong."}
}
