package report

import "testing"

func TestDraw(t *testing.T) {
	for _, test := range []struct {
		counts      []int64
		want, ascii string
	}{
		{[]int64{0, 1, 0, 1000}, "·▁·█", "_._#"},
		{[]int64{8, 7, 6, 5, 4, 3, 2, 1, 0}, "█▇▆▅▄▃▂▁·", "##*+=-:._"},
		{[]int64{1, 1}, "██", "##"},
		{[]int64{125, 126, 1000}, "▁▂█", "..#"},
		{[]int64{1 << 62, 1 << 61, 1}, "█▄▁", "#=."},
	} {
		s := sparkline{counts: test.counts}
		if got := s.draw(false); got != test.want {
			t.Errorf("%v: %s, want %s", test.counts, got, test.want)
		}
		if got := s.draw(true); got != test.ascii {
			t.Errorf("%v: %s, want %s", test.counts, got, test.ascii)
		}
	}
}

func TestWidthName(t *testing.T) {
	for i, want := range []string{
		"1 s", "5 s", "10 s", "30 s", "1 min", "5 min", "10 min", "30 min",
		"1 h", "3 h", "6 h", "12 h", "1 day", "1 week", "4 weeks", "52 weeks", "520 weeks",
	} {
		if got := widthName(widths[i]); got != want {
			t.Errorf("%d s: %s, want %s", widths[i], got, want)
		}
	}
}
