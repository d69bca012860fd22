package source

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// zipOf returns an archive of names and contents, one after the other.
func zipOf(t testing.TB, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		f, err := w.Create(files[i])
		if err == nil {
			_, err = io.WriteString(f, files[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// tarOf does the same for tar.
func tarOf(t testing.TB, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		h := &tar.Header{Name: files[i], Mode: 0o644, Size: int64(len(files[i+1])), Format: tar.FormatGNU}
		if strings.HasSuffix(h.Name, "/") {
			h.Typeflag = tar.TypeDir
		}
		err := w.WriteHeader(h)
		if err == nil {
			_, err = io.WriteString(w, files[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// contentsOf reads all sources, in order, as "name: contents" a line each.
func contentsOf(t testing.TB, streams []Stream) string {
	t.Helper()
	var b strings.Builder
	for _, s := range streams {
		for _, source := range s.Sources {
			in, err := source.Open()
			var data []byte
			if err == nil {
				data, err = io.ReadAll(in)
				if err := in.Close(); err != nil {
					t.Errorf("Close: %v", err)
				}
			}
			fmt.Fprintf(&b, "%s: %q", source.Name, data)
			if err != nil {
				fmt.Fprintf(&b, " %v", err)
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

// wrappers are the ways in which an archive of some files may come.
func wrappers(t *testing.T, files ...string) map[string]string {
	t.Helper()
	z, tape := zipOf(t, files...), tarOf(t, files...)
	return map[string]string{
		"logs.zip": z, "logs.zip.gz": gzipOf(t, z),
		"logs.tar": tape, "logs.tgz": gzipOf(t, tape), "logs.tar.zst": zstdOf(t, tape), "logs.tar.xz": xzOf(t, tape),
	}
}

// TestArchives: an archive is a folder, however it is packed, and the first
// bytes tell that it is one.
func TestArchives(t *testing.T) {
	for name, data := range wrappers(t,
		"u_ex260102.log", "2", "W3SVC1/u_ex260102.log", "1-2", "W3SVC1/u_ex260101.log.gz", gzipOf(t, "1-1"),
		"W3SVC2/", "", "W3SVC2/u_ex260101.log", "2-1", ".hidden", "x", "W3SVC2/.git/x.log", "x", "picture.log", "\x89PNG\r\n\x1a\n",
	) {
		for _, name := range []string{name, "without suffix"} {
			t.Run(name, func(t *testing.T) {
				write(t, map[string]string{"in/" + name: data})
				streams, problems := Expand(t.Context(), []string{"in"}, nil)
				want := strings.ReplaceAll(`in/NAME/W3SVC1/u_ex260101.log.gz: "1-1"
in/NAME/W3SVC1/u_ex260102.log: "1-2"
in/NAME/W3SVC2/u_ex260101.log: "2-1"
in/NAME/picture.log: "" in/NAME/picture.log: this is a PNG image, not a readable log
in/NAME/u_ex260102.log: "2"
`, "NAME", name)
				if got := contentsOf(t, streams); got != want || len(problems) > 0 {
					t.Errorf("got\n%swant\n%sproblems %v", got, want, problems)
				}
				if streams[0].Name != "in/"+name+"/W3SVC1/u_ex*.log" || streams[0].Sources[0].Folder != "W3SVC1" {
					t.Errorf("stream %q, folder %q", streams[0].Name, streams[0].Sources[0].Folder)
				}
				if s := streams[0].Sources[0]; s.Explicit || s.Path != "in/"+name {
					t.Errorf("got %+v", s)
				}
			})
		}
	}
}

// TestArchivePiped: what comes from standard input is put aside, and read like
// files. A stream is opened while the others are.
func TestArchivePiped(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, data := range wrappers(t, "b/access.log", "b", "a/access.log.1", "a1", "a/access.log", "a", "c.log", "") {
		streams, problems := Expand(t.Context(), []string{"-"}, strings.NewReader(data))
		var open []io.ReadCloser
		for _, s := range streams {
			in, err := s.Sources[0].Open()
			if err != nil {
				t.Fatal(err)
			}
			open = append(open, in)
		}
		want := "stdin/a/access.log.1: \"a1\"\nstdin/a/access.log: \"a\"\nstdin/b/access.log: \"b\"\nstdin/c.log: \"\"\n"
		if got := contentsOf(t, streams); got != want || len(problems) > 0 {
			t.Errorf("%s: got\n%s, %v", name, got, problems)
		}
		for _, in := range open {
			_ = in.Close()
		}
	}
}

// TestArchiveFolders: where files belong that have no folder in the archive.
func TestArchiveFolders(t *testing.T) {
	for _, test := range []struct {
		archive, member string
		folder          string
	}{
		{"W3SVC1/u_ex260101.zip", "u_ex260101.log", "W3SVC1"},
		{"W3SVC1/202601.zip", "u_ex260101.log", "W3SVC1"},
		{"nginx/access.log.1.zip", "access.log.1", "nginx"},
		{"nginx/access-20260101.tar.gz", "access.log", "nginx"},
		{"in/web1.zip", "access.log", "web1"},
		{"in/web1-20260101.tgz", "access.log", "web1"},
		{"in/web1.zip", "nginx/access.log", "nginx"},
	} {
		data := zipOf(t, test.member, firstLines)
		write(t, map[string]string{test.archive: data})
		streams, problems := Expand(t.Context(), []string{test.archive}, nil)
		if len(problems) > 0 || len(streams) != 1 || streams[0].Sources[0].Folder != test.folder {
			t.Errorf("%s: got %+v, %v", test.archive, streams, problems)
		}
	}
}

// TestArchivesOfDays: packed day by day, the files are one stream still.
func TestArchivesOfDays(t *testing.T) {
	write(t, map[string]string{
		"W3SVC1/u_ex260101.zip": zipOf(t, "u_ex260101.log", "1"),
		"W3SVC1/u_ex260102.zip": zipOf(t, "u_ex260102.log", "2"),
		"W3SVC1/u_ex260103.log": "3",
	})
	streams, problems := Expand(t.Context(), []string{"W3SVC1"}, nil)
	want := "W3SVC1/u_ex*.log: W3SVC1/u_ex260101.zip/u_ex260101.log W3SVC1/u_ex260102.zip/u_ex260102.log W3SVC1/u_ex260103.log\n"
	if got := show(streams); got != want || len(problems) > 0 {
		t.Errorf("got %swant %s%v", got, want, problems)
	}
}

func TestMemberName(t *testing.T) {
	for raw, want := range map[string]string{
		"access.log":              "access.log",
		"./access.log":            "access.log",
		"/var/log/access.log":     "var/log/access.log",
		"../../etc/access.log":    "etc/access.log",
		`W3SVC1\u_ex260101.log`:   "W3SVC1/u_ex260101.log",
		`C:\inetpub\logs\a.log`:   "inetpub/logs/a.log",
		"a\x1b[31m\n\x7f.log":     "a_[31m__.log",
		"logs/":                   "",
		"..":                      "",
		"__MACOSX/._access.log":   "",
		"home/.cache/access.log":  "",
		"with space/\xff\xfe.log": "with space/\xff\xfe.log",
	} {
		if got := memberName(raw); got != want {
			t.Errorf("memberName(%q) = %q, want %q", raw, got, want)
		}
	}
}

// TestArchiveProblems: what cannot be read is said, and the rest is read.
func TestArchiveProblems(t *testing.T) {
	inner := zipOf(t, "deep.log", "deep")
	tape := tarOf(t, "a.log", firstLines, "b.log", strings.Repeat(firstLines, 1000))
	encrypted := []byte(zipOf(t, "a.log", "a", "b.log", "b", "c.log", "c"))
	setFlags(encrypted, 1)
	explorer := []byte(zipOf(t, "a.log", "a"))
	setMethod(explorer, 9)
	odd := []byte(zipOf(t, "a.log", "a"))
	setMethod(odd, 77)
	for _, test := range []struct {
		name, data string
		files      string // names of what is found
		problem    string // its start
	}{
		{"empty zip", zipOf(t), "", "in: no files in this archive"},
		{"empty tar", tarOf(t, "logs/", ""), "", "in: no files in this archive"},
		{"zip in zip", zipOf(t, "one.zip", inner), "in/one.zip/deep.log", ""},
		{"tar.gz in zip", zipOf(t, "one.tgz", gzipOf(t, tape)), "in/one.tgz/a.log in/one.tgz/b.log", ""},
		{"zip in tar", tarOf(t, "one.zip", inner), "in/one.zip/deep.log", ""},
		{"zip in tar.gz", gzipOf(t, tarOf(t, "one.zip", inner)), "in/one.zip/deep.log", ""},
		{"zip in zip in zip", zipOf(t, "two.zip", zipOf(t, "one.zip", inner), "a.log", "a"), "in/a.log", "in/two.zip/one.zip: more than 2 archives around each other"},
		{"encrypted", string(encrypted), "", "in: 3 files in it, first a.log, are encrypted"},
		{"Deflate64", string(explorer), "", "in: a.log in it is compressed with Deflate64"},
		{"unknown method", string(odd), "", "in: a.log in it is compressed with method 77"},
		{"cut zip", zipOf(t, "a.log", firstLines)[:60], "", "in: truncated zip: the list of files at its end is missing"},
		{"cut tar", tape[:len(tape)-9000], "in/a.log in/b.log", "in: truncated tar: it ended early"},
		{"cut tar.gz", gzipOf(t, gzipNoise(t))[:9000], "in/a.log in/noise.log", "in: truncated gzip"},
		{"twice", zipOf(t, "a.log", "old", "a.log", "new"), "in/a.log", ""},
		{"long name", zipOf(t, strings.Repeat("n", 5000), "a", "b.log", "b"), "in/b.log", "in: nnnn"},
	} {
		t.Run(test.name, func(t *testing.T) {
			write(t, map[string]string{"in": test.data})
			streams, problems := Expand(t.Context(), []string{"in"}, nil)
			var names []string
			for _, s := range streams {
				for _, source := range s.Sources {
					names = append(names, source.Name)
				}
			}
			if got := strings.Join(names, " "); got != test.files {
				t.Errorf("found %q, want %q", got, test.files)
			}
			switch {
			case test.problem == "" && len(problems) > 0:
				t.Errorf("problems %v", problems)
			case test.problem != "" && (len(problems) != 1 || !strings.HasPrefix(problems[0].Error(), test.problem) || problems[0].Hint == ""):
				t.Errorf("problems %+v, want %s", problems, test.problem)
			}
		})
	}
}

// gzipNoise is a tar archive of a log and of noise that does not compress.
func gzipNoise(t *testing.T) string {
	return tarOf(t, "a.log", firstLines, "noise.log", "x"+noise(t)[20:])
}

// setFlags and setMethod change all headers of files in a zip archive.
func setFlags(data []byte, flags byte)   { setHeaders(data, 6, 8, flags) }
func setMethod(data []byte, method byte) { setHeaders(data, 8, 10, method) }

func setHeaders(data []byte, local, central int, value byte) {
	for i := range data {
		switch {
		case bytes.HasPrefix(data[i:], []byte("PK\x03\x04")):
			data[i+local] |= value
		case bytes.HasPrefix(data[i:], []byte("PK\x01\x02")):
			data[i+central] |= value
		}
	}
}

// TestTwiceInArchive: the last file of a name counts, as when unpacking.
func TestTwiceInArchive(t *testing.T) {
	for name, data := range wrappers(t, "a.log", "old", "b.log", "b", "./a.log", "new") {
		write(t, map[string]string{name: data})
		streams, _ := Expand(t.Context(), []string{name}, nil)
		if got, want := contentsOf(t, streams), fmt.Sprintf("%s/a.log: \"new\"\n%[1]s/b.log: \"b\"\n", name); got != want {
			t.Errorf("got %swant %s", got, want)
		}
		if twice, once := noteOf(t, streams[0].Sources[0]), noteOf(t, streams[1].Sources[0]); twice == "" || once != "" {
			t.Errorf("%s: notes %q, %q", name, twice, once)
		}
	}
}

func noteOf(t *testing.T, s Source) string {
	t.Helper()
	in, err := s.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	return in.(interface{ Note() string }).Note()
}

// TestDamagedMember: what a zip archive says of a file is compared with it.
func TestDamagedMember(t *testing.T) {
	data := []byte(zipOf(t, "a.log", firstLines))
	i := bytes.Index(data, []byte("PK\x01\x02"))
	data[i+16] ^= 1 // the checksum
	write(t, map[string]string{"in.zip": string(data)})
	streams, _ := Expand(t.Context(), []string{"in.zip"}, nil)
	got, err := readSource(t, streams[0].Sources[0])
	if got != firstLines || kindOf(err) != Corrupt || !errors.Is(err, zip.ErrChecksum) {
		t.Errorf("got %q, %v", got, err)
	}
	for i := bytes.Index(data, []byte("a.log")) + 5; i < bytes.Index(data, []byte("PK\x07\x08")); i++ {
		data[i] ^= 0xff
	}
	write(t, map[string]string{"in.zip": string(data)})
	streams, _ = Expand(t.Context(), []string{"in.zip"}, nil)
	if got, err := readSource(t, streams[0].Sources[0]); kindOf(err) != Corrupt || Hint(err) == "" {
		t.Errorf("got %q, %v", got, err)
	}
}

// FuzzExpand: whatever a file or a pipe holds, what is found in it can be
// read, or a problem tells why not.
func FuzzExpand(f *testing.F) {
	zipped, tape := zipOf(f, "a.log", firstLines, `b\c.log`, thirdLine), tarOf(f, "a.log", firstLines, "b/c.log.gz", gzipOf(f, thirdLine))
	for _, data := range []string{zipped, tape, gzipOf(f, tape), gzipOf(f, zipped), zipOf(f, "x.zip", zipped, "y.tgz", gzipOf(f, tape)), tarOf(f, "x.zip", zipped), firstLines, ""} {
		f.Add([]byte(data))
	}
	path := filepath.Join(f.TempDir(), "in")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, paths := range [][]string{{path}, {"-"}} {
			streams, problems := Expand(t.Context(), paths, bytes.NewReader(data))
			for _, p := range problems {
				if p.Text == "" || p.Hint == "" || p.Kind == "" {
					t.Errorf("not a problem in full: %#v", p)
				}
			}
			for _, s := range streams {
				readSome(t, s.Sources)
			}
		}
	})
}

func readSome(t *testing.T, sources []Source) {
	for _, s := range sources {
		in, err := s.Open()
		if err == nil {
			_, err = io.Copy(io.Discard, io.LimitReader(in, 1<<20))
			if err := in.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		}
		var p *Problem
		if err != nil && (!errors.As(err, &p) || p.Text == "" || p.Hint == "" || p.Kind == "") {
			t.Errorf("not a problem in full: %#v", err)
		}
		if strings.ContainsAny(s.Name, "\x00\n\x1b") || strings.Contains(s.Name, "/../") {
			t.Errorf("name %q", s.Name)
		}
	}
}

// TestSpoolLimit: what does not fit into the temporary file is said.
func TestSpoolLimit(t *testing.T) {
	s := newSpool(t.Context())
	s.limit = 1000
	if _, err := s.pack(strings.NewReader(strings.Repeat("a", 100_000))); err != nil {
		t.Errorf("packed: %v", err)
	}
	_, err := s.keep(strings.NewReader(strings.Repeat("a", 2000)))
	if p := spoolProblem("a.tgz", err); p == nil || p.Hint == "" || !errors.Is(p, errSpoolFull) {
		t.Errorf("got %v", err)
	}
}

// TestNoTemporaryFolder: the hint names what to set.
func TestNoTemporaryFolder(t *testing.T) {
	write(t, map[string]string{"a.tgz": gzipOf(t, tarOf(t, "a.log", firstLines))})
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} {
		t.Setenv(name, filepath.Join(t.TempDir(), "missing"))
	}
	streams, problems := Expand(t.Context(), []string{"a.tgz"}, nil)
	if len(problems) != 1 || !strings.HasPrefix(problems[0].Error(), "a.tgz: cannot be taken apart: temporary file: ") || !strings.Contains(problems[0].Hint, "TMPDIR") {
		t.Errorf("got %+v, %+v", streams, problems)
	}
}

// TestSpoolLeavesNothing: the temporary file has no name while it is in use.
func TestSpoolLeavesNothing(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	t.Setenv("TMP", folder)
	streams, problems := Expand(t.Context(), []string{"-"}, strings.NewReader(tarOf(t, "a.log", firstLines)))
	if got := contentsOf(t, streams); len(problems) > 0 || !strings.Contains(got, "first line") {
		t.Errorf("got %s, %v", got, problems)
	}
	if files, err := os.ReadDir(folder); runtime.GOOS != "windows" && (len(files) > 0 || err != nil) {
		t.Errorf("left: %v, %v", files, err)
	}
}

// TestExpandEnds: finding what is in an archive can be interrupted.
func TestExpandEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	data := tarOf(t, "a.log", strings.Repeat(firstLines, 10_000), "b.log", strings.Repeat(thirdLine, 100_000))
	in := io.MultiReader(strings.NewReader(data[:100_000]), readerFunc(func([]byte) (int, error) {
		cancel()
		return 0, nil
	}), strings.NewReader(data[100_000:]))
	streams, problems := Expand(ctx, []string{"-"}, in)
	if len(problems) > 0 || strings.Contains(show(streams), "b.log") {
		t.Errorf("got %s, %v", show(streams), problems)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// TestArchiveInPipe: a pipe that is no standard input is not looked into.
func TestArchiveInPipe(t *testing.T) {
	_, err := read(t, zipOf(t, "a.log", firstLines))
	if kindOf(err) != Unreadable || err.Error() != "access.log: this is a zip archive in a pipe" || !strings.Contains(Hint(err), "| log401") {
		t.Errorf("got %v", err)
	}
}

// TestOverlappingFiles: a few bytes that are many files at once.
func TestOverlappingFiles(t *testing.T) {
	data := zipOf(t, "a.log", strings.Repeat("\x1f", 500), "b.log", strings.Repeat("\x1e", 500))
	i := strings.LastIndex(data, "PK\x01\x02")
	large := []byte(data)
	binary.LittleEndian.PutUint32(large[i+20:], 1<<20) // the size of b.log
	write(t, map[string]string{"a.zip": string(large)})
	if _, problems := Expand(t.Context(), []string{"a.zip"}, nil); len(problems) != 1 || problems[0].Kind != Corrupt || !strings.Contains(problems[0].Text, "overlap") {
		t.Errorf("problems %v", problems)
	}
}

// TestDirectoryIsBounded: of the list at the end of a zip archive so much is
// read and no more.
func TestDirectoryIsBounded(t *testing.T) {
	m := &metered{ReaderAt: strings.NewReader("123456"), left: 5}
	for i, want := range []error{nil, errManyMembers} {
		if _, err := m.ReadAt(make([]byte, 3), 0); !errors.Is(err, want) {
			t.Errorf("read %d: %v, want %v", i+1, err, want)
		}
	}
}
