package report

import (
	"slices"
	"strings"

	"log401/timeline"
)

// A missingField is a W3C field that log401 would use, with what its absence
// costs and the name it goes by in IIS Manager.
type missingField struct{ field, label, cost string }

// Sources: the field table of the HTTP.sys W3C log and the labels of the IIS
// Manager dialog "Select Fields".
var missingFields = []missingField{
	{"c-ip", "Client IP Address (c-ip)", "clients cannot be told apart, so no rule about a client works"},
	{"cs-username", "User Name (cs-username)", "nobody can see who signed in, so failed logons cannot be told from normal steps of a logon"},
	{"sc-status", "Protocol Status (sc-status)", "nobody can see which requests were refused"},
	{"sc-substatus", "Protocol Substatus (sc-substatus)", "a wrong password, a missing permission and a rate limit look the same"},
	{"sc-win32-status", "Win32 Status (sc-win32-status)", "a wrong password, a locked account and a broken domain controller look the same, and so do a failure and a step of a logon"},
	{"cs(User-Agent)", "User Agent (cs(User-Agent))", "clients behind one address, such as a proxy, cannot be told apart"},
	{"cs-uri-stem", "URI Stem (cs-uri-stem)", "nobody can see what was refused"},
	{"cs-method", "Method (cs-method)", "a form that was sent cannot be told from a page that was asked for"},
}

// iisFields is what the remedy switches on: the columns that IIS logs unless
// told otherwise.
const iisFields = "Date,Time,ClientIP,UserName,ServerIP,Method,UriStem,UriQuery,HttpStatus,HttpSubStatus,Win32Status,TimeTaken,ServerPort,UserAgent,Referer"

const iisCommand = `%windir%\system32\inetsrv\appcmd set config -section:system.applicationHost/sites /siteDefaults.logFile.logExtFileFlags:"` + iisFields + `" /commit:apphost`

func isW3C(s *timeline.SourceAccount) bool { return s.Format == "w3c" }

func isNCSA(s *timeline.SourceAccount) bool { return s.Format != "" && !isW3C(s) }

func lacks(s *timeline.SourceAccount, field string) bool {
	return slices.ContainsFunc(s.MissingFields, func(f string) bool { return strings.EqualFold(f, field) })
}

// missingW3CNotes say per field what its absence costs, and once how to
// switch the fields on.
func missingW3CNotes(in *timeline.Account, _ *Denials) []string {
	var out, labels []string
	for _, m := range missingFields {
		found := sourcesWhere(in, func(s *timeline.SourceAccount) bool {
			return isW3C(s) && s.Program == "" && lacks(s, m.field)
		})
		if len(found) == 0 {
			continue
		}
		out = append(out, sentence("Field "+m.field+" is missing"+inThese(found)+": "+m.cost))
		labels = append(labels, m.label)
	}
	if len(out) == 0 {
		return nil
	}
	return append(out, "To log what is missing: IIS Manager > (server or site) > Logging > Select Fields, tick "+
		strings.Join(labels, ", ")+"; or, for all sites that have no list of their own: "+iisCommand)
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
		`LogFormat "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"" combined` +
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
