package classify

import "log401/internal/state"

// Transcribe writes the event or reads it, whichever c does. Its binary form
// is part of that of a state, which has a version. A cause goes by its name: to
// read one that is not known is an error.
func (e *Event) Transcribe(c state.Coder) {
	var o Origin
	if !c.Loads() {
		o = *e.Origin
	}
	for _, n := range [...]*int64{&e.Time, &e.Clock, &e.Line, &e.Substatus, &e.Win32} {
		c.Int(n)
	}
	c.Count(&e.Status)
	for _, s := range [...]*string{
		&o.Stream, &o.Source, &o.Client, &o.Peer, &e.User, &o.Agent, &o.Site, &o.Host, &o.Port, &o.Server, &e.Method, &e.Path,
		&o.Program, &o.Reason, &o.Queue,
	} {
		c.String(s)
	}
	for _, b := range [...]*bool{
		&e.EmptyUser, &o.NCSA, &e.LogOnly, &e.FirstSuccess, &e.Answer, &e.Astray, &e.StepsBack,
	} {
		c.Bool(b)
	}
	state.Enum(c, &e.Class, int(NumClasses))
	e.transcribeCause(c)
	if c.Loads() {
		e.Origin = NewOrigin(o)
	}
}

func (e *Event) transcribeCause(c state.Coder) {
	name := ""
	if e.Cause != nil {
		name = e.Cause.Name
	}
	c.String(&name)
	if !c.Loads() {
		return
	}
	e.Cause = CauseByName(name)
	switch {
	case name != "" && e.Cause == nil:
		c.Fail("a cause that is not known")
	case (e.Cause == nil) != (e.Class == ClassNone):
		c.Fail("a cause that does not fit the class")
	}
}
