package handshake

// The reasons for outcomes, as reports give them.
const (
	reasonHard             = "the Win32 status says that credentials were checked and refused"
	reasonBroken           = "the Win32 status says that the handshake broke; no password was judged"
	reasonNamed            = "credentials of a named user were refused, though the Win32 status says nothing of them"
	reasonNamedOnly        = "a named user was refused, and the log has no more to say why"
	reasonName             = "the name was refused, and the same client got no other answer with it right after"
	reasonNonce            = "the same client got another answer with the same name for the same path right after"
	reasonPermission       = "the name was accepted on another protected path shortly before: the password is right, permission is missing"
	reasonPost             = "the same client sent the same form or call again and was let in"
	reasonPostFailed       = "a POST was refused and no other for the same path was let in within the window"
	reasonChallenge        = "the same client was signed in within the window: a step of a logon that worked"
	reasonAccess           = "the same client was signed in on the same path within the window"
	reasonPrelude          = "a refused logon of the same client followed within the window, and counts for it"
	reasonUnanswered       = "the client sent no credentials that were accepted or refused within the window"
	reasonFlood            = "the client asked thousands of times more without credentials that were accepted or refused"
	reasonNoSuccess        = "the log has shown no successful request so far, so a logon that worked would not be seen"
	reasonEnded            = "the log ends before the window is over"
	reasonForced           = "too many questions were open at once: this one was given up before its window was over"
	reasonAstray           = "its time does not fit the lines around it, so what came next cannot be told"
	reasonRefused          = "the user is known and has no permission"
	reasonRefusedAnonymous = "anonymous access is refused by permission, and nobody signed in on the path within the window"
	reasonRateLimit        = "a rate limit of the server"
	reasonDenyList         = "a deny list of the server"
	reasonForbidden        = "forbidden by the server's configuration"
)
