package doctor

import (
	"bytes"
	"strings"

	"log401/internal/mend"
)

// fromServer says where a format stands that is only guessed at here.
const fromServer = " Better still is what the configuration of the server says (LogFormat, log_format): --log-format @FILE reads it from there." + fromFile

// fromFile says what to do where a shell takes no format string as it is.
const fromFile = " On Windows, where shells change quotes and percent signs, write the string into a file: --log-format @FILE."

// sayFormat says how a log of an unknown format is read, where that can be
// guessed.
func (x *Exam) sayFormat() (mend.Setting, bool) {
	format := GuessFormat(x.samples)
	if format == "" {
		return mend.Setting{}, false
	}
	what := "Say what its format is. Judging by its first lines it is this"
	if strings.Contains(format, "%{x1}n") || strings.Contains(format, "$x1") || strings.Contains(format, "%R") {
		what += "; what is named x1, x2 … or %R could not be recognised and does no harm"
	}
	what += "." + sayUser(format)
	flags := "--log-format " + quoted(format)
	if forwardedOnly(format) {
		what += " The client stands in a list that anybody can begin: name the proxies to believe, private ones or others."
		flags += " --client-field X-Forwarded-For --trusted-proxy private"
	}
	return do(what+fromServer, x.command(flags)...), true
}

// forwardedOnly reports whether a format has no address but that of a header.
func forwardedOnly(format string) bool {
	return strings.Contains(format, "%{X-Forwarded-For}i") && !strings.Contains(format, "%h") ||
		strings.Contains(format, "$http_x_forwarded_for") && !strings.Contains(format, "$remote_addr")
}

// sayUser says what a format string without a user lacks.
func sayUser(format string) string {
	if strings.Contains(format, "%u") || strings.Contains(format, "$remote_user") {
		return ""
	}
	return " No user was recognised, and without one nobody can see who signed in: where the lines have one, write %u (Apache) or $remote_user (nginx) in its place."
}

// quoted writes a format string as an argument of a shell. A tab is written as
// Apache and nginx have it in their configuration.
func quoted(format string) string {
	return "'" + strings.NewReplacer("\t", `\t`, "'", `'\''`).Replace(format) + "'"
}

// sayKeys says how JSON with unknown keys is read.
func (x *Exam) sayKeys() mend.Setting {
	format := GuessFormat(x.samples)
	if format == "" {
		return do("If these are requests, say which key has what, as nginx would print it; keys that mean nothing here can be left out, their order does not matter.",
			x.command(`--log-format '{"KEY":"$time_iso8601","KEY":"$remote_addr","KEY":"$remote_user","KEY":"$request","KEY":"$status"}'`)...)
	}
	return do("Say what its keys mean. Judging by the first object it is this, in the words of nginx; keys that are left out do no harm, the order does not matter."+sayUser(format)+fromFile,
		x.command("--log-format "+quoted(format))...)
}

// sayUnwrap says how lines inside JSON are read.
func (x *Exam) sayUnwrap() mend.Setting {
	unwrap := "jq -r '.message // .properties' "
	if len(x.samples) > 0 && bytes.Contains(x.samples[0], []byte(`"log":`)) {
		unwrap = "jq -rj .log " // whose lines have their ends, as Docker writes them
	}
	path := x.path()
	if strings.HasSuffix(path, ".gz") {
		unwrap = "gzip -dc " + path + " | " + strings.TrimSuffix(unwrap, " ")
		path = ""
	}
	return do("Its lines are those of another log, wrapped in JSON; unwrapped they are read.", unwrap+path+" | log401")
}
