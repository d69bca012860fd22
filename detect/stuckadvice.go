package detect

// stuckAdvices say what to do where logons get nowhere, by cause.
var stuckAdvices = []CauseAdvice{
	{"spn", adviceSPN},
	{"encryption-type", adviceSPN},
	{"clock-skew", `Compare the clocks of the clients, the web server and the domain controllers: Kerberos allows five minutes between them. Mend the time source of the one that is off.`},
	{"domain-controller-unreachable", adviceController},
	{"domain-trust", adviceController},
	{"handshake-broken", `The messages of one logon reach different servers or connections: give the load balancer affinity by connection, keep connections alive to the server, and do not let a proxy share them between clients.`},
	{"channel-binding", `Something ends TLS between the clients and the server, and the server demands that the logon be bound to its own connection: pass TLS through, or set Extended Protection for what stands between.`},
}

const (
	adviceSPN        = `Check that exactly one account has the service principal name of the site (setspn -Q HTTP/name), and that it is the account which decrypts the tickets: the computer, or the one of the application pool with useAppPoolCredentials.`
	adviceController = `The web server cannot ask a domain controller: check its network, DNS and firewall, its secure channel (nltest /sc_verify) and the domain controllers themselves.`
)
