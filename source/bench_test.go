package source

import (
	"fmt"
	"io"
	"strings"
	"testing"
)

// BenchmarkArchives finds and reads one log as it may be packed, in bytes of
// the log.
func BenchmarkArchives(b *testing.B) {
	var log strings.Builder
	for i := range 200_000 {
		fmt.Fprintf(&log, "192.0.2.%d - - [01/Jan/2026:10:%02d:%02d +0000] \"GET /page/%d HTTP/1.1\" 200 %d\n", i*7%256, i/60%60, i%60, i*2654435761%9973, i*40503%65521)
	}
	text := log.String()
	tape := tarOf(b, "access.log", text)
	for _, packed := range []struct{ name, data string }{
		{"plain", text}, {"gzip", gzipOf(b, text)}, {"zstd", zstdOf(b, text)}, {"xz", xzOf(b, text)},
		{"zip", zipOf(b, "access.log", text)}, {"tar", tape}, {"tar.gz", gzipOf(b, tape)}, {"tar.xz", xzOf(b, tape)},
	} {
		b.Run(packed.name, func(b *testing.B) {
			path := b.TempDir() + "/in"
			writeFile(b, path, packed.data)
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				streams, _ := Expand(b.Context(), []string{path}, nil)
				in, err := streams[0].Sources[0].Open()
				if err != nil {
					b.Fatal(err)
				}
				if n, err := io.Copy(struct{ io.Writer }{io.Discard}, in); n != int64(len(text)) || err != nil {
					b.Fatal(n, err)
				}
				_ = in.Close()
			}
		})
	}
}
