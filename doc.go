// Package log401 holds no code: it is the map of the packages.
//
// log401 reads the access logs of IIS, Apache and nginx and says who was
// refused, why, and whether it is an attack. A top-level folder is a step of
// the path that a line takes:
//
//	source     paths, directories, globs, standard input, archives → named streams of bytes
//	parser     bytes → Blocks of whole lines → Entry; one line grammar a file
//	classify   Entry → Event: the tables of codes and causes; explain
//	timeline   the events of all streams in one order
//	handshake  Event → Denial with an outcome, or SignIn
//	detect     Denials and SignIns → Alerts: rules as a table, one window engine;
//	           stories of locked accounts, what other tools would say, traces
//	report     everything found → Report → table, JSON or CSV; the story of one client or user
//	cmd/log401 flags, wiring, exit codes
//
// What is no step of the path lives in internal:
//
//	doctor      examines single logs: what each is and what is wrong with it
//	mend        what a log should hold, and how a server is told to write it
//	serverconf  which logs a server writes in which format, by its configuration
//	ruleset     rules as TOML
//	phrase      numbers and sentences, for report and doctor
//	spool       what several writers write at once, given back one by one
//	state       what is known in the midst of the input, encoded
//	utftext     text files as editors and shells write them
//	labelled    logs whose truth is known, for tests
//	biglog      large logs, for measurements
//	bench       measures log401 beside other tools
//
// Packages import downwards only: see the table in house_test.go, which a test
// keeps true.
package log401
