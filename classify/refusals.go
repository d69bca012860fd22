package classify

// Refusals are what some lines, one behind the other, refused that may make
// answers matter.
type Refusals struct {
	parts []refusedPart
	posts pathSet
	many  bool // there are parts beside those
}

// A refusedPart is a part of a site that refused requests, or that somebody
// signed in to, and how many it refused without a sign-in between them. The
// lines of one second stand in no order, but there a sign-in counts as the
// last: so there are never more than their lines show.
type refusedPart struct {
	key      string
	signedIn bool
	first    int // before the first sign-in
	most     int
	last     int // behind the last sign-in
}

// maxRefusedParts is how many parts of a few lines are told apart.
const maxRefusedParts = 64

// Reset forgets all.
func (r *Refusals) Reset() {
	*r = Refusals{parts: r.parts[:0], posts: pathSet{paths: r.posts.paths[:0]}}
}

// Note takes the next event of the lines.
func (r *Refusals) Note(ev *Event, g Glance) {
	switch {
	case ev.Aside():
	case ev.mayBeStuck():
		if ev.refusedPost() {
			r.posts.add(ev.Path)
		}
		r.add(refusedPart{key: g.part, first: 1, most: 1, last: 1})
	case ev.SignedIn():
		r.add(refusedPart{key: g.part, signedIn: true})
	}
}

// Add takes what the lines behind refused.
func (r *Refusals) Add(more *Refusals) {
	for _, p := range more.parts {
		r.add(p)
	}
	r.posts.addAll(&more.posts)
	r.many = r.many || more.many
}

// AddAllPosts takes it that every path has refused a POST.
func (r *Refusals) AddAllPosts() { r.posts = pathSet{all: true} }

func (r *Refusals) add(more refusedPart) {
	for i := range r.parts {
		if p := &r.parts[i]; p.key == more.key {
			p.join(&more)
			return
		}
	}
	if len(r.parts) == maxRefusedParts {
		r.many = true
		return
	}
	r.parts = append(r.parts, more)
}

// join adds what the same part refused in the lines behind.
func (p *refusedPart) join(more *refusedPart) {
	if !p.signedIn {
		p.first += more.first
	}
	p.most = max(p.most, more.most, p.last+more.first)
	if more.signedIn {
		p.last = 0
	}
	p.last += more.last
	p.signedIn = p.signedIn || more.signedIn
}
