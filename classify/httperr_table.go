package classify

// reasons is the knowledge base of HTTPERR, sorted by name within each kind.
var reasons = []Reason{
	{"AppOffline", ReasonUnavailable, "Application pool taken offline", "The client got 503. The pool was stopped because its worker processes failed too often in a short time (rapid-fail protection).", "Find out why the worker process ends: WAS events 5002, 5009 and 5011 in the System log, crashes in the Application log. Then start the pool again.", sourceHTTPERR},
	{"AppPoolTimer", ReasonUnavailable, "Application pool too busy", "The client got 503. The process of the pool was too busy to take the request.", "Look at what keeps the worker process busy: slow requests, a locked database, a queue that grows.", sourceHTTPERR},
	{"AppShutdown", ReasonUnavailable, "Application shut down by policy", "The client got 503. The application ended by a setting of the administrator, such as a recycling limit.", "Check the recycling and idle settings of the pool.", sourceHTTPERR},
	{"ConnLimit", ReasonUnavailable, "Connection limit of the site reached", "The client got 503. The site has as many connections as it may have.", "Raise the limit of the site (limits maxConnections) or find out who holds the connections: many of one client may be an attack.", sourceHTTPERR},
	{"Connections_Refused", ReasonUnavailable, "No memory for new connections", "The kernel's nonpaged pool fell below 20 MB, and HTTP.sys took no more connections.", "Look for a driver that leaks nonpaged pool (poolmon), or for a flood of connections.", sourceHTTPERR},
	{"Disabled", ReasonUnavailable, "Application taken offline by an administrator", "The client got 503. The application pool or the application is switched off.", "Start the application pool if that was not meant.", sourceHTTPERR},
	{"N/A", ReasonUnavailable, "Service not available", "The client got 503 for an internal reason: out of memory, or two URL reservations in conflict.", "Look for conflicts in netsh http show urlacl, and at the memory of the server.", sourceHTTPERR},
	{"QueueFull", ReasonUnavailable, "Request queue of the application pool full", "The client got 503. Requests came faster than the worker processes took them, until the queue was full.", "Find out what holds the worker processes up; only then raise queueLength of the pool (1000 unless set). A flood of requests fills it, too: the lines name their clients.", sourceHTTPERR},

	{"Connection_Abandoned_By_AppPool", ReasonAbandoned, "Worker process ended with the request", "A worker process crashed or ended while it had the request, and nobody answered it.", "Look for crashes of w3wp.exe in the Application log and for WAS events in the System log.", sourceHTTPERR},
	{"Connection_Abandoned_By_ReqQueue", ReasonAbandoned, "Worker process ended with the request", "A worker process crashed or ended while it had the request, and nobody answered it. Written since Windows Server 2008.", "Look for crashes of w3wp.exe in the Application log and for WAS events in the System log.", sourceHTTPERR},
	{"Timer_AppPool", ReasonAbandoned, "Request waited too long for the application pool", "No worker process took the request within the connection timeout, two minutes unless set.", "Look at what holds the worker processes up: they hang, or are too few.", sourceHTTPERR},
	{"Timer_ReqQueue", ReasonAbandoned, "Request waited too long for the application pool", "No worker process took the request within the connection timeout, two minutes unless set. Written since Windows Server 2008.", "Look at what holds the worker processes up: they hang, or are too few.", sourceHTTPERR},

	{"BadRequest", ReasonRejected, "Request that could not be parsed", "The request is no HTTP.", adviceScanner, sourceHTTPERR},
	{"EntityTooLarge", ReasonRejected, "Body too large", "The body of the request is larger than allowed.", "Check the limits on uploads if this was a real one.", sourceHTTPERR},
	{"FieldLength", ReasonRejected, "Header too long", "A header is longer than MaxFieldLength. Kerberos tickets of users in very many groups are the usual real case.", "Reduce the user's groups, or raise MaxFieldLength and MaxRequestBytes of HTTP.sys.", sourceHTTPERR},
	{"Forbidden", ReasonRejected, "Forbidden sequence in the request", "The URL holds what HTTP.sys does not let through, such as a way out of the root.", adviceScanner, sourceHTTPERR},
	{"Header", ReasonRejected, "Header that could not be parsed", "A header of the request is malformed.", adviceScanner, sourceHTTPERR},
	{"Hostname", ReasonRejected, "Host name missing or invalid", "The Host header is missing or malformed, or no site answers to it.", "Scanners ask by address and bring this about. If real clients do: check the bindings.", sourceHTTPERR},
	{"Internal", ReasonRejected, "Internal error of HTTP.sys", "The client got 500 from HTTP.sys itself.", "Look at the memory of the server and at the System log.", sourceHTTPERR},
	{"Invalid_CR/LF", ReasonRejected, "Stray line end in the request", "A carriage return or line feed stands where none may.", adviceScanner, sourceHTTPERR},
	{"LengthRequired", ReasonRejected, "Length of the body missing", "A request with a body did not say how long it is.", adviceScanner, sourceHTTPERR},
	{"N/I", ReasonRejected, "Transfer encoding not known", "The client got 501 or 503 for a transfer encoding that HTTP.sys does not have.", adviceScanner, sourceHTTPERR},
	{"Number", ReasonRejected, "Number that could not be parsed", "A number in the request is malformed.", adviceScanner, sourceHTTPERR},
	{"Precondition", ReasonRejected, "Precondition missing", "A precondition that the request needs is missing.", adviceScanner, sourceHTTPERR},
	{"RequestLength", ReasonRejected, "Request too long", "The request line and headers together are longer than MaxRequestBytes. Kerberos tickets of users in very many groups are the usual real case.", "Reduce the user's groups, or raise MaxFieldLength and MaxRequestBytes of HTTP.sys.", sourceHTTPERR},
	{"URL", ReasonRejected, "URL that could not be parsed", "The URL is malformed.", adviceScanner, sourceHTTPERR},
	{"URL_Length", ReasonRejected, "URL too long", "The URL or one segment of it is longer than allowed.", "If real clients need such URLs: UrlSegmentMaxLength of HTTP.sys.", sourceHTTPERR},
	{"Verb", ReasonRejected, "Method that could not be parsed", "The method is malformed; TLS sent to a port for plain HTTP looks so, too.", adviceScanner, sourceHTTPERR},
	{"Version_N/S", ReasonRejected, "HTTP version not supported", "The client got 505 for a version that HTTP.sys does not have.", adviceScanner, sourceHTTPERR},

	{"Client_Reset", ReasonConnection, "Closed by the client", "The client closed the connection before a worker process had the request.", adviceNone, sourceHTTPERR},
	{"Connection_Dropped", ReasonConnection, "Closed before the answer ended", "The connection was closed before the last of the answer was sent, usually by the client.", adviceNone, sourceHTTPERR},
	{"Connection_Dropped_List_Full", ReasonConnection, "Too many dropped connections to list", "The list of dropped connections was full, so not each of them is logged.", adviceNone, sourceHTTPERR},
	{"Request_Cancelled", ReasonConnection, "Request cancelled", "Met in logs without an official description: the client gave up the request, as browsers do when somebody leaves a page.", adviceNone, sourceHTTPERRSeen},
	{"Timer_ConnectionIdle", ReasonConnection, "Idle connection timed out", "Nothing came over the connection within the connection timeout, two minutes unless set: the normal end of a kept connection.", adviceNone, sourceHTTPERR},
	{"Timer_EntityBody", ReasonConnection, "Body of the request did not arrive", "The body stopped coming for as long as the connection timeout.", adviceSlow, sourceHTTPERR},
	{"Timer_HeaderWait", ReasonConnection, "Headers of the request did not arrive", "The headers took longer than the limit, two minutes unless set.", adviceSlow, sourceHTTPERR},
	{"Timer_MinBytesPerSecond", ReasonConnection, "Client took the answer too slowly", "The answer went out slower than the minimum, 240 bytes a second unless set.", adviceSlow, sourceHTTPERR},
	{"Timer_Response", ReasonConnection, "Reserved", "Reserved by HTTP.sys and not used.", adviceNone, sourceHTTPERR},
	{"Timer_SslRenegotiation", ReasonConnection, "TLS renegotiation timed out", "The renegotiation of TLS took longer than two minutes; it is what asks for a client certificate in the middle of a connection.", "If clients are to show certificates, ask for them when the connection starts: netsh http with clientcertnegotiation=enable.", sourceHTTPERR},
}

const (
	adviceNone    = "Nothing, unless there are suddenly many: it is part of everyday traffic."
	adviceScanner = "Usually a scanner or a broken client: nothing to do but to see which client it is."
	adviceSlow    = "Few are bad lines. Many at once from few clients may be an attack that holds connections open."
)
