package parser

import (
	"strings"
	"time"
)

// A nginxVariable is what a variable logs.
type nginxVariable struct {
	field Field
	name  string // of the column, "" for that of the variable
	kind  kind
	rank  int // among variables for the same field: the lowest has it
	tick  time.Duration
	time  *timeFormat
}

// nginxVariables are those that log401 knows, or that hold less than any text.
// Times are of the moment when nginx writes, after the answer. Source: nginx,
// "Alphabetical index of variables"; src/http/ngx_http_variables.c and
// modules/ngx_http_log_module.c for what they hold.
var nginxVariables = map[string]nginxVariable{
	"ancient_browser":            {kind: kindWord},
	"args":                       {field: FieldQuery, name: "cs-uri-query", kind: kindName},
	"body_bytes_sent":            {field: FieldBytesSent, name: "sc-bytes", kind: kindNumber},
	"bytes_received":             {field: FieldBytesRead, name: "cs-bytes", kind: kindNumber, rank: 1},
	"bytes_sent":                 {field: FieldBytesSent, name: "sc-bytes", kind: kindNumber, rank: 1},
	"connection":                 {kind: kindNumber},
	"connection_requests":        {kind: kindNumber},
	"connection_time":            {kind: kindNumber, tick: time.Second},
	"content_length":             {kind: kindNumber},
	"document_uri":               {field: FieldPath, name: "cs-uri-stem", kind: kindName, rank: 1},
	"geoip2_country_code":        {kind: kindWord},
	"geoip_city_country_code":    {kind: kindWord},
	"geoip_country_code":         {kind: kindWord},
	"gzip_ratio":                 {kind: kindNumber},
	"host":                       {field: FieldHost, name: "cs-host", kind: kindWord},
	"hostname":                   {field: FieldServerName, name: "s-computername", kind: kindWord},
	"http2":                      {kind: kindToken},
	"http3":                      {kind: kindToken},
	"https":                      {kind: kindToken},
	"limit_conn_status":          {kind: kindWord},
	"limit_rate":                 {kind: kindNumber},
	"limit_req_status":           {kind: kindWord},
	"modern_browser":             {kind: kindWord},
	"msec":                       {kind: kindTime, time: nginxTime(timePart{what: timeEpoch, min: 1, max: 11}, timePart{what: timeText, text: ".", min: 1, max: 1}, timePart{what: timeMillis, min: 3, max: 3})},
	"nginx_version":              {kind: kindWord},
	"pid":                        {kind: kindNumber},
	"pipe":                       {kind: kindToken},
	"proxy_add_x_forwarded_for":  {kind: kindList},
	"proxy_host":                 {kind: kindWord},
	"proxy_port":                 {kind: kindNumber},
	"proxy_protocol_addr":        {field: FieldClient, name: "", kind: kindWord, rank: 2},
	"proxy_protocol_port":        {kind: kindNumber},
	"proxy_protocol_server_addr": {kind: kindWord},
	"proxy_protocol_server_port": {kind: kindNumber},
	"query_string":               {field: FieldQuery, name: "cs-uri-query", kind: kindName, rank: 1},
	"realip_remote_addr":         {field: FieldClient, kind: kindWord, rank: 1},
	"realip_remote_port":         {kind: kindNumber},
	"remote_addr":                {field: FieldClient, name: "c-ip", kind: kindWord},
	"remote_port":                {name: "c-port", kind: kindNumber},
	"remote_user":                {field: FieldUser, name: "cs-username", kind: kindName},
	"request":                    {field: FieldRequest, name: "cs-request", kind: kindText},
	"request_completion":         {kind: kindToken},
	"request_id":                 {kind: kindToken},
	"request_length":             {field: FieldBytesRead, name: "cs-bytes", kind: kindNumber},
	"request_method":             {field: FieldMethod, name: "cs-method", kind: kindToken},
	"request_time":               {field: FieldTimeTaken, name: "time-taken", kind: kindNumber, tick: time.Second},
	"request_uri":                {field: FieldURI, name: "cs-uri", kind: kindName},
	"scheme":                     {kind: kindToken},
	"server_addr":                {field: FieldServer, name: "s-ip", kind: kindWord},
	"server_name":                {field: FieldHost, name: "s-sitename", kind: kindWord, rank: 2},
	"server_port":                {field: FieldPort, name: "s-port", kind: kindNumber},
	"server_protocol":            {field: FieldProtocol, name: "cs-version", kind: kindWord},
	"ssl_cipher":                 {kind: kindToken},
	"ssl_client_fingerprint":     {kind: kindWord},
	"ssl_client_serial":          {kind: kindWord},
	"ssl_curve":                  {kind: kindWord},
	"ssl_early_data":             {kind: kindWord},
	"ssl_protocol":               {kind: kindToken},
	"ssl_server_name":            {kind: kindWord},
	"ssl_session_id":             {kind: kindWord},
	"ssl_session_reused":         {kind: kindWord},
	"status":                     {field: FieldStatus, name: "sc-status", kind: kindStatus},
	"tcpinfo_rcv_space":          {kind: kindNumber},
	"tcpinfo_rtt":                {kind: kindNumber},
	"tcpinfo_rttvar":             {kind: kindNumber},
	"tcpinfo_snd_cwnd":           {kind: kindNumber},
	"time_iso8601":               {kind: kindTime, time: nginxTime(append(mustStrftime("%Y-%m-%dT%H:%M:%S"), timePart{what: timeZoneColon, min: 6, max: 6})...)},
	"time_local":                 {kind: kindTime, time: nginxTime(mustStrftime("%d/%b/%Y:%H:%M:%S %z")...)},
	"uri":                        {field: FieldPath, name: "cs-uri-stem", kind: kindName},
}

func nginxTime(parts ...timePart) *timeFormat { return newTimeFormat(momentEnd, parts) }

// nginxFamilies are variables that name what they log behind a prefix: their
// columns, with "*" for the name, and what they hold.
var nginxFamilies = []struct {
	prefix, column string
	kind           kind
}{
	{"cookie_", "cs(cookie:*)", kindName},
	{"http_", "cs(*)", kindText},
	{"sent_http_", "sc(*)", kindText},
	{"upstream_cookie_", "", kindText},
	{"upstream_http_", "", kindText},
	{"upstream_trailer_", "", kindText},
	{"upstream_", "", kindList}, // a value for each server that was asked
}

// nginxVariableOf returns what a variable logs. One that is not known, as those
// that a configuration sets, may hold anything.
func nginxVariableOf(name string) nginxVariable {
	if v, ok := nginxVariables[name]; ok {
		if v.name == "" {
			v.name = name
		}
		return v
	}
	for _, f := range nginxFamilies {
		rest, ok := strings.CutPrefix(name, f.prefix)
		switch {
		case !ok || rest == "":
			continue
		case f.column == "":
			return nginxVariable{name: name, kind: f.kind}
		case !strings.HasPrefix(f.column, "cs(cookie"):
			rest = strings.ReplaceAll(rest, "_", "-")
		}
		v := nginxVariable{name: strings.ReplaceAll(f.column, "*", rest), kind: f.kind, rank: 1}
		v.field = w3cFields[v.name]
		if kind, ok := headerKinds[v.name]; ok {
			v.kind = kind
		}
		return v
	}
	return nginxVariable{name: name, kind: kindText}
}
