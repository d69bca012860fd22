package classify

// What log401 makes of an entry, in words. Times are the usual ones; both can
// be set.
const (
	countedNothing = "Not counted: it is no denial."
	countedSignIn  = "Not counted: it is no denial. With a user name other than \"-\" it shows that the user is signed in."
	countedLimit   = "A rate-limit denial, counted at once; never a failed logon."
	countedLogOnly = "Counted apart, as log-only: the limit would have refused the request, but the client got the usual answer."
	countedMissing = "Nothing by itself. Beside a 404 with substatus 501 or 502 it means that the limit only logs, since the file was missing anyway."
	countedDeny    = "A deny-list denial, counted at once; never a failed logon."
	countedForbid  = "A denial of class forbidden, shown on request; never a failed logon."
	countedRefused = "A denial of class refused: the user is known and lacks the permission. Never a failed logon."
	countedACL     = "A denial of class refused, never a failed logon. Where it names no user, and the same client signs in on that path within 60 seconds, it was a step of the logon."

	countedStep = "A step of a logon: a challenge if the same client signs in within 60 seconds, a prelude if its password is then refused, else unanswered. Never a failed logon by itself."
	countedOpen = "Open without the Win32 status: 1326 and other hard numbers make it a failed logon at once. Otherwise it is a step of a logon: a challenge if the same client signs in within 60 seconds, else unanswered."
	countedBare = "Without a user name: a step of a logon, a challenge if the same client signs in within 60 seconds, else unanswered. With a user name: a failed logon, unless the same client gets another answer there at once."

	countedGuess   = "A failed logon, counted at once, and a guess for the rules against attacks."
	countedInfra   = "A failed logon, counted at once; no guess: it counts towards the rule sign-in-broken."
	countedAccount = "A failed logon, counted at once; no guess: the state of the account is the reason."
	countedOther   = "A failed logon, counted at once; no guess: a restriction is the reason, not the password."
	countedBroken  = "A broken handshake: neither a failed password nor a guess; it counts towards the rule sign-in-broken."

	countedNamed   = "A failed logon with medium confidence, and a guess for the rules against attacks: a user name was sent and the logon was refused."
	countedClaimed = "A failed logon with medium confidence: a user name was sent and the logon was refused. No guess: the Win32 status speaks of something else than a password."
	countedUser    = "A failed logon and a guess, unless the same client and user get another answer on that path within 5 seconds (Digest does that), or the user was let in elsewhere on the site within the last 60 seconds: then a permission is missing."
	countedPosted  = "A failed logon with low confidence, unless the same client gets an answer below 400 to the same request within 60 seconds."
)

// counted says what log401 makes of an entry.
func counted(f Facts, v Verdict) string {
	switch v.Class {
	case ClassLogon:
		return countedLogon(f, v.Cause)
	case ClassRefused:
		if f.Substatus == 3 && !f.HasUser {
			return countedACL
		}
		return countedRefused
	case ClassRateLimit:
		if v.LogOnly {
			return countedLogOnly
		}
		return countedLimit
	case ClassDenyList:
		return countedDeny
	case ClassForbidden:
		return countedForbid
	}
	if f.Status == 0 {
		return countedNothing
	}
	return countedSignIn
}

// countedLogon says the same of an entry of class logon.
func countedLogon(f Facts, cause *Cause) string {
	switch Win32SetOf(f.Win32) {
	case Win32Hard:
		return countedHard(cause.Kind)
	case Win32Broken:
		return countedBroken
	}
	switch {
	case f.HasUser && f.Substatus < 0:
		return countedUser
	case f.HasUser && f.Substatus == 1 && cause.Kind == KindGuess:
		return countedNamed
	case f.HasUser && f.Substatus == 1:
		return countedClaimed
	case cause.Name == "posted-logon":
		return countedPosted
	case f.Substatus == 1 && f.Win32 < 0:
		return countedOpen
	case f.Substatus < 0 && f.Win32 < 0 && !f.NCSA:
		return countedBare
	}
	return countedStep
}

func countedHard(kind CauseKind) string {
	switch kind {
	case KindGuess:
		return countedGuess
	case KindInfrastructure:
		return countedInfra
	case KindAccount:
		return countedAccount
	}
	return countedOther
}
