package mend

// A Format says what the entries of a log format cannot show, whatever its
// settings, and what to do about it.
type Format struct {
	Name   string // of the layout
	Lacks  string // a clause, without a full stop
	Remedy string // a sentence
	Ways   []Way  // of the remedy; none where there is nothing to set
}

// formats are those that are neither W3C logs of IIS nor logs of Apache and
// nginx, sorted.
var formats = []Format{
	{"alb", edgeLacks, edgeRemedy, nil},
	{"cloudfront", edgeLacks, edgeRemedy, nil},
	{"elb", edgeLacks, edgeRemedy, nil},
	{"iis-native", nativeLacks, w3cRemedy, IISW3C()},
	{"iis-native-dmy", nativeLacks, w3cRemedy, IISW3C()},
	{"iis-ncsa", "the NCSA format of IIS has no substatus, no Win32 status and no user agent, so a 401 with a user name counts as a failed logon unless what follows shows otherwise", w3cRemedy, IISW3C()},
	{"incapsula", edgeLacks, edgeRemedy, nil},
	{"netscaler", "NetScaler logs no substatus and no Win32 status, so a 401 with a user name counts as a failed logon unless what follows shows otherwise", edgeRemedy, nil},
}

const (
	edgeLacks   = "what stands in front of a server logs neither user names nor why that server refused, so nobody can see whose logons failed"
	edgeRemedy  = "Read the log of the server behind it, too."
	nativeLacks = "IIS's own format has no substatus and no user agent, so a missing permission and a rate limit look like any other refusal, and clients behind one address cannot be told apart"
	w3cRemedy   = "Let IIS log in W3C extended format, which has all of it."
)

// Formats returns all such formats. The caller must not change them.
func Formats() []Format { return formats }

// FormatOf returns what there is to say of the format of that name.
func FormatOf(name string) (Format, bool) {
	for _, f := range formats {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}
