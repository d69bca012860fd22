package report

import (
	"log401/internal/mend"
	"log401/timeline"
)

// A formatText says what the entries of a format cannot show, whatever its
// settings, and what to do about it.
type formatText struct{ format, text string }

// formatTexts are the formats that are neither W3C logs of IIS nor logs of
// Apache and nginx.
var formatTexts = []formatText{
	{"alb", loadBalancerText},
	{"cloudfront", "CloudFront logs neither user names nor why the server behind it refused: whose logons failed, only that server's own log shows."},
	{"elb", loadBalancerText},
	{"iis-native", iisNativeText},
	{"iis-native-dmy", iisNativeText},
	{"iis-ncsa", "the NCSA format of IIS has no substatus, no Win32 status and no user agent, so a 401 with a user name counts as a failed logon unless what follows shows otherwise. " + logW3C},
	{"incapsula", "Incapsula logs neither user names nor why the server behind it refused: whose logons failed, only that server's own log shows."},
	{"netscaler", "NetScaler logs no substatus and no Win32 status, so a 401 with a user name counts as a failed logon unless what follows shows otherwise; the log of the server behind it knows more."},
}

const loadBalancerText = "a load balancer logs neither user names nor why the server behind it refused: whose logons failed, only that server's own log shows."

var iisNativeText = "IIS's own format has no substatus and no user agent, so a missing permission and a rate limit look like any other refusal, and clients behind one address cannot be told apart. " + logW3C

var logW3C = "The W3C format has all of it: " + mend.IISW3C()[0].Lines[0]

// textOfFormat returns what there is to say of the format of a source, or "".
func textOfFormat(s *timeline.SourceAccount) string {
	for _, t := range formatTexts {
		if t.format == s.Format {
			return t.text
		}
	}
	return ""
}

// formatNotes say it, once a format.
func formatNotes(in *timeline.Account, _ *Denials) []string {
	var out []string
	for _, t := range formatTexts {
		found := sourcesWhere(in, func(s *timeline.SourceAccount) bool {
			return s.Format == t.format && s.Entries > 0 && s.Program == ""
		})
		if len(found) > 0 {
			out = append(out, these(found)+": "+t.text)
		}
	}
	return out
}
