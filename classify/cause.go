package classify

// A Cause is why requests are refused: one row of the knowledge base. Causes
// are shared and never change.
type Cause struct {
	Name   string    // stable name, kebab-case: "bad-credentials"
	Title  string    // a few words: "User name or password wrong"
	Reason string    // the likely reason on the server, a sentence or two
	Admin  string    // the remedy for the administrator
	User   string    // what to tell the user
	Kind   CauseKind // how the rules count it
	Source string    // where the fact comes from
}

// A CauseKind groups causes by what rules make of them.
type CauseKind uint8

// The kinds of cause.
const (
	KindOther          CauseKind = iota
	KindGuess                    // somebody may be guessing: bad-credentials, bad-password, unknown-user, account-locked-out
	KindAccount                  // the state of one account: expired, disabled, must change
	KindInfrastructure           // domain controller, SPN, clock, certificate, delegation, logon type
	KindBroken                   // the handshake itself broke: lost connection affinity, wrong ticket
	KindChallenge                // a normal step of a logon
)

// A Win32Set says how a Win32 status bears on the outcome of a 401.
type Win32Set uint8

// The sets of Win32 status numbers.
const (
	Win32Unknown Win32Set = iota // in no set, or none logged: treated as soft
	Win32Soft                    // a normal step of a logon
	Win32Hard                    // credentials were checked and refused, or could not be checked: final
	Win32Broken                  // the handshake itself broke
)
