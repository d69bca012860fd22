package mend

import (
	"slices"
	"strings"
)

// A Setting is one thing to do, with the commands or lines of configuration
// that do it; any one of the Ways will do.
type Setting struct {
	What string `json:"what"`
	Ways []Way  `json:"ways"`
}

// A Way is how one server, or one tool of it, is set.
type Way struct {
	Where string   `json:"where"` // "appcmd", "PowerShell", "Apache httpd", "nginx" …; "" for log401
	Lines []string `json:"lines"`
}

const (
	appcmd  = `%windir%\system32\inetsrv\appcmd`
	appHost = `-PSPath 'MACHINE/WEBROOT/APPHOST'`
)

// IISFlags returns the appcmd line that makes all sites without a list of their
// own log the fields of these logExtFileFlags.
func IISFlags(flags string) string {
	return appcmd + ` set config -section:system.applicationHost/sites /siteDefaults.logFile.logExtFileFlags:"` + flags + `" /commit:apphost`
}

// IISFields returns how IIS is made to log the fields of these
// logExtFileFlags. Source: Microsoft Learn, "<logFile>".
func IISFields(flags string) []Way {
	return []Way{
		{"appcmd", []string{IISFlags(flags)}},
		{"PowerShell", []string{`Set-WebConfigurationProperty ` + appHost + ` -Filter 'system.applicationHost/sites/siteDefaults/logFile' -Name logExtFileFlags -Value '` + flags + `'`}},
		{"one site that has a list of its own", []string{appcmd + ` set site "Default Web Site" /logFile.logExtFileFlags:"` + flags + `"`}},
	}
}

// IISHeader returns how IIS is made to log a request header in a custom field.
// Source: Microsoft Learn, "Adding Custom Fields to a Log File for a Site".
func IISHeader(header string) []Way {
	return []Way{
		{"appcmd", []string{appcmd + ` set config -section:system.applicationHost/sites /+"siteDefaults.logFile.customFields.[logFieldName='` + header + `',sourceName='` + header + `',sourceType='RequestHeader']" /commit:apphost`}},
		{"PowerShell", []string{`Add-WebConfigurationProperty ` + appHost + ` -Filter 'system.applicationHost/sites/siteDefaults/logFile/customFields' -Name '.' -Value @{logFieldName='` + header + `';sourceName='` + header + `';sourceType='RequestHeader'}`}},
	}
}

// IISW3C returns how IIS is made to log in W3C extended format.
func IISW3C() []Way {
	return []Way{
		{"appcmd", []string{appcmd + ` set config -section:system.applicationHost/sites /siteDefaults.logFile.logFormat:"W3C" /commit:apphost`}},
		{"PowerShell", []string{`Set-WebConfigurationProperty ` + appHost + ` -Filter 'system.applicationHost/sites/siteDefaults/logFile' -Name logFormat -Value 'W3C'`}},
	}
}

// IISLogAll returns how IIS is made to log successes and errors alike.
// Source: Microsoft Learn, "<httpLogging>".
func IISLogAll() []Way {
	return []Way{
		{"appcmd", []string{
			appcmd + ` set config -section:system.webServer/httpLogging /selectiveLogging:"LogAll" /commit:apphost`,
			appcmd + ` set config -section:system.webServer/httpLogging /dontLog:"False" /commit:apphost`,
		}},
		{"PowerShell", []string{`Set-WebConfigurationProperty ` + appHost + ` -Filter 'system.webServer/httpLogging' -Name selectiveLogging -Value LogAll`}},
	}
}

// IISUTF8 returns how IIS is made to log in UTF-8, on the whole server.
// Source: Microsoft Learn, "<log>".
func IISUTF8() []Way {
	return []Way{{"appcmd", []string{appcmd + ` set config -section:system.applicationHost/log /logInUTF8:"True" /commit:apphost`}}}
}

// IISFlush returns the command that makes HTTP.sys write its buffers.
// Source: Microsoft Learn, "FLUSH LOGBUFFER".
func IISFlush() []Way {
	return []Way{{"on the server", []string{"netsh http flush logbuffer"}}}
}

// ApacheCombined is the LogFormat line of the combined format.
// Source: Apache httpd manual, mod_log_config.
const ApacheCombined = `LogFormat "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"" combined`

// Combined returns how Apache and nginx are made to log in combined format.
func Combined() []Way {
	return []Way{
		{"Apache httpd", []string{ApacheCombined, `CustomLog logs/access_log combined`}},
		{"nginx", []string{`access_log /var/log/nginx/access.log combined;`}},
	}
}

// Forwarded returns how Apache and nginx are made to log the header that names
// the client of a proxy, behind the fields of the combined format.
func Forwarded(header string) []Way {
	return []Way{
		{"Apache httpd", []string{
			`LogFormat "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\" \"%{` + header + `}i\"" proxied`,
			`CustomLog logs/access_log proxied`,
		}},
		{"nginx", []string{
			`log_format proxied '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" "$http_` + variable(header) + `"';`,
			`access_log /var/log/nginx/access.log proxied;`,
		}},
	}
}

// variable is a header as it stands in the name of a variable of nginx.
func variable(header string) string {
	b := []byte(header)
	for i, c := range b {
		switch {
		case c == '-':
			b[i] = '_'
		case 'A' <= c && c <= 'Z':
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// loggedAs are the fields as they stand in the format strings of Apache and of
// nginx. Sources: Apache httpd manual, mod_log_config; nginx documentation,
// embedded variables.
var loggedAs = []struct{ name, apache, nginx string }{
	{"c-ip", "%h", "$remote_addr"},
	{"cs-username", "%u", "$remote_user"},
	{"sc-status", "%>s", "$status"},
	{"cs(User-Agent)", "%{User-Agent}i", "$http_user_agent"},
	{"cs-uri-stem", "%U%q", "$request_uri"},
	{"cs-method", "%m", "$request_method"},
}

// FormatParts returns what to add to a format string of Apache or nginx so that
// it logs the fields of these W3C names, in any case.
func FormatParts(names []string) []Way {
	var apache, nginx []string
	for _, l := range loggedAs {
		if slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, l.name) }) {
			apache, nginx = append(apache, l.apache), append(nginx, l.nginx)
		}
	}
	return []Way{
		{"Apache httpd, LogFormat", []string{strings.Join(apache, " ")}},
		{"nginx, log_format", []string{strings.Join(nginx, " ")}},
	}
}
