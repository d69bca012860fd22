package parser

import "bytes"

// httperrLayouts are the layouts of HTTP.sys error logs (HTTPERR) without a
// header, told apart by the number of their columns. Newer versions write a
// header, and more columns before they gave a name to each.
// Sources: Microsoft Learn, "Format of the HTTP Server API Error Logs" and
// "Error logging in HTTP APIs" (KB820729).
var httperrLayouts = []*Layout{
	start.withFields("date time c-ip c-port s-ip s-port cs-version cs-method cs-uri sc-status s-siteid s-reason"),
	start.withFields("date time c-ip c-port s-ip s-port cs-version cs-method cs-uri sc-status s-siteid s-reason s-queuename"),
	start.withFields("date time c-ip c-port s-ip s-port cs-version cs-method cs-uri streamid sc-status s-siteid s-reason s-queuename"),
	start.withFields("date time c-ip c-port s-ip s-port cs-version cs-method cs-uri streamid sc-status s-siteid s-reason s-queuename transport"),
}

// recogniseHTTPERR is the recogniser of such logs.
func recogniseHTTPERR(_ *Layout, line []byte) *Layout {
	for _, l := range httperrLayouts {
		e := Entry{Raw: line, layout: l}
		if parseW3C(&e).reason == "" && e.isHTTPERR() {
			return l
		}
	}
	return nil
}

// isHTTPERR reports whether the columns hold what the layout says.
func (e *Entry) isHTTPERR() bool {
	for _, name := range []string{"c-ip", "s-ip"} {
		if b := e.FieldByName(name); b != nil && !looksLikeAddress(b) {
			return false
		}
	}
	for _, name := range []string{"c-port", "s-port", "s-siteid"} {
		if b := e.FieldByName(name); b != nil && !isNumber(b) {
			return false
		}
	}
	if b := e.Field(FieldProtocol); b != nil && !bytes.HasPrefix(b, httpVersion) {
		return false
	}
	return isReason(e.Field(FieldReason))
}

// isReason reports whether b is spelt as reasons are: QueueFull, Version_N/S.
func isReason(b []byte) bool {
	for _, c := range b {
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c == '/') {
			return false
		}
	}
	return len(b) > 0
}

// Program returns what wrote the entry if that is no web server: "httperr" for
// HTTP.sys, which lists requests that never reached a site, "ftp" for the FTP
// service of IIS; else "". FTP logs without a session field show it in their
// methods, which carry the number of the session, as in "[2]USER". Only IIS,
// which lets no client send such a method, is believed that.
func (e *Entry) Program() string {
	l := e.layout
	if (l.format == W3C && l.writer == nil || l.format == Native) && isFTPMethod(e.Field(FieldMethod)) {
		return "ftp"
	}
	return l.program
}

func isFTPMethod(m []byte) bool { return len(m) > 2 && m[0] == '[' && '0' <= m[1] && m[1] <= '9' }
