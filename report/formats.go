package report

import (
	"strings"

	"log401/internal/mend"
	"log401/timeline"
)

// formatNotes say once a format what its entries cannot show, whatever its
// settings, and what to do about it.
func formatNotes(in *timeline.Account, _ *Denials) []string {
	var out []string
	for _, f := range mend.Formats() {
		found := sourcesWhere(in, func(s *timeline.SourceAccount) bool {
			return s.Format == f.Name && s.Entries > 0 && s.Program == ""
		})
		if len(found) == 0 {
			continue
		}
		note := sentence(these(found)+": "+f.Lacks) + " " + f.Remedy
		if len(f.Ways) > 0 {
			note = strings.TrimSuffix(note, ".") + ": " + f.Ways[0].Lines[0]
		}
		out = append(out, note)
	}
	return out
}
