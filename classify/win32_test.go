package classify

import (
	"math/big"
	"strings"
	"testing"
)

func TestParseWin32(t *testing.T) {
	tests := []struct {
		in   string
		want int64
		ok   bool
	}{
		{"0", 0, true},
		{"5", 5, true},
		{"1326", 1326, true},
		{"0001326", 1326, true},
		{"2148074252", 2148074252, true},
		{"-2146893044", 2148074252, true},
		{"0x8009030C", 2148074252, true},
		{"0X8009030c", 2148074252, true},
		{"-0", 0, true},
		{"-1", 4294967295, true},
		{"-2147483648", 2147483648, true},
		{"4294967295", 4294967295, true},
		{"0xFFFFFFFF", 4294967295, true},

		// The HRESULT form of a Win32 status is the status.
		{"0x8007052E", 1326, true},
		{"2147943726", 1326, true},
		{"-2147023570", 1326, true},
		{"2147942405", 5, true},
		{"0x80070000", 0, true},
		{"0x8007FFFF", 65535, true},
		{"0x80080005", 0x80080005, true},
		{"0x80060005", 0x80060005, true},

		// NTSTATUS keeps its own number.
		{"0xC000006D", 3221225581, true},
		{"-1073741715", 3221225581, true},

		{"", 0, false},
		{"-", 0, false},
		{"--1", 0, false},
		{"+5", 0, false},
		{"0x", 0, false},
		{"-0x", 0, false},
		{"x10", 0, false},
		{"1326.", 0, false},
		{" 1326", 0, false},
		{"13f6", 0, false},
		{"0x13g6", 0, false},
		{"4294967296", 0, false},
		{"0x100000000", 0, false},
		{"-2147483649", 0, false},
		{"99999999999999999999999999", 0, false},
		{"1326\x00", 0, false},
	}
	for _, test := range tests {
		got, ok := ParseWin32([]byte(test.in))
		if got != test.want || ok != test.ok {
			t.Errorf("ParseWin32(%q) = %d, %v; want %d, %v", test.in, got, ok, test.want, test.ok)
		}
	}
}

func TestDecimalAndHexAgree(t *testing.T) {
	pairs := strings.Fields(`
		5=0x5 50=0x32 64=0x40 86=0x56 87=0x57 121=0x79 995=0x3E3 1229=0x4CD 1236=0x4D4 1240=0x4D8 1244=0x4DC
		1307=0x51B 1311=0x51F 1312=0x520 1314=0x522 1317=0x525 1326=0x52E 1327=0x52F 1328=0x530 1329=0x531
		1330=0x532 1331=0x533 1332=0x534 1346=0x542 1351=0x547 1355=0x54B 1380=0x564 1384=0x568 1385=0x569
		1396=0x574 1397=0x575 1398=0x576 1722=0x6BA 1786=0x6FA 1787=0x6FB 1788=0x6FC 1789=0x6FD 1790=0x6FE
		1792=0x700 1793=0x701 1907=0x773 1908=0x774 1909=0x775 1935=0x78F 1937=0x791 1938=0x792 2202=0x89A
		590610=0x00090312 2148074240=0x80090300 2148074241=0x80090301 2148074242=0x80090302 2148074243=0x80090303
		2148074244=0x80090304 2148074245=0x80090305 2148074248=0x80090308 2148074249=0x80090309
		2148074251=0x8009030B 2148074252=0x8009030C 2148074253=0x8009030D 2148074254=0x8009030E
		2148074255=0x8009030F 2148074256=0x80090310 2148074257=0x80090311 2148074263=0x80090317
		2148074272=0x80090320 2148074274=0x80090322 2148074276=0x80090324 2148074277=0x80090325
		2148074278=0x80090326 2148074279=0x80090327 2148074280=0x80090328 2148074289=0x80090331
		2148074291=0x80090333 2148074302=0x8009033E 2148074306=0x80090342 2148074309=0x80090345
		2148074310=0x80090346 2148074312=0x80090348 2148074320=0x80090350 2148074334=0x8009035E
		2148074335=0x8009035F 2148074339=0x80090363 2148081680=0x80092010 2148081682=0x80092012
		2148081683=0x80092013 2148204801=0x800B0101 2148204809=0x800B0109 2148204810=0x800B010A
		2148204812=0x800B010C 2148204816=0x800B0110 3221225566=0xC000005E 3221225572=0xC0000064
		3221225578=0xC000006A 3221225581=0xC000006D 3221225582=0xC000006E 3221225583=0xC000006F
		3221225584=0xC0000070 3221225585=0xC0000071 3221225586=0xC0000072 3221225779=0xC0000133
		3221225819=0xC000015B 3221225875=0xC0000193 3221226020=0xC0000224 3221226036=0xC0000234`)
	for _, pair := range pairs {
		decimal, hex, _ := strings.Cut(pair, "=")
		a, okA := ParseWin32([]byte(decimal))
		b, okB := ParseWin32([]byte(hex))
		if !okA || !okB || a != b {
			t.Errorf("%s is %d, %s is %d", decimal, a, hex, b)
		}
		if _, known := LookupWin32(a); !known {
			t.Errorf("%s is not in the table", decimal)
		}
		if got := hexNumber(a); got != hex {
			t.Errorf("hexNumber(%d) = %s, want %s", a, got, hex)
		}
	}
	// 0, 2 and 3 are the same in both.
	if got, want := len(pairs)+3, len(win32Numbers); got != want {
		t.Errorf("%d numbers checked, %d in the table", got, want)
	}
}

func TestWin32SetOf(t *testing.T) {
	tests := []struct {
		set     Win32Set
		numbers []int64
	}{
		{Win32Soft, []int64{0, 5, 1244, 590610, 2148074254}},
		{Win32Hard, []int64{
			86, 1311, 1317, 1326, 1327, 1328, 1329, 1330, 1331, 1355, 1380, 1385, 1396, 1397, 1398, 1722, 1789, 1793,
			1907, 1908, 1909, 1935, 1937, 1938, 2148074252, 2148074253, 2148074257, 2148074274, 2148074276, 2148204801,
			3221225581,
		}},
		{Win32Broken, []int64{2148074241, 2148074242, 2148074248, 2148074255, 2148074256, 2148074291}},
		{Win32Unknown, []int64{-1, 1, 2, 3, 64, 121, 995, 1229, 1236, 4711, 4294967295}},
	}
	for _, test := range tests {
		for _, number := range test.numbers {
			if got := Win32SetOf(number); got != test.set {
				t.Errorf("Win32SetOf(%d) = %d, want %d", number, got, test.set)
			}
		}
	}
	soft, broken := 0, 0
	for _, row := range win32Numbers {
		switch row.Set {
		case Win32Soft:
			soft++
		case Win32Broken:
			broken++
		}
	}
	if soft != 5 || broken != 6 {
		t.Errorf("%d soft and %d broken numbers, want 5 and 6", soft, broken)
	}
}

func TestParseWin32Allocates(t *testing.T) {
	inputs := [][]byte{[]byte("2148074254"), []byte("-2146893044"), []byte("0x8007052E"), []byte("junk"), nil}
	allocations := testing.AllocsPerRun(100, func() {
		for _, in := range inputs {
			ParseWin32(in)
		}
	})
	if allocations != 0 {
		t.Errorf("%v allocations", allocations)
	}
}

// bigWin32 is ParseWin32 over numbers without limit.
func bigWin32(s string) (int64, bool) {
	digits, negative := strings.CutPrefix(s, "-")
	base := 10
	if isHex(digits) {
		base, digits = 16, digits[2:]
	}
	number, ok := new(big.Int).SetString(digits, base)
	if !ok || strings.ContainsAny(digits, "+-_") {
		return 0, false
	}
	if negative {
		number.Neg(number)
	}
	if number.Cmp(big.NewInt(-1<<31)) < 0 || number.Cmp(big.NewInt(1<<32-1)) > 0 {
		return 0, false
	}
	value := int64(uint32(number.Int64()))
	if value>>16 == 0x8007 {
		value &= 0xFFFF
	}
	return value, true
}

func isHex(s string) bool {
	return strings.HasPrefix(strings.ToLower(s), "0x")
}

func FuzzParseWin32(f *testing.F) {
	for _, seed := range []string{
		"0", "1326", "-2146893044", "0x8009030C", "0X8007052e", "4294967295", "4294967296", "-2147483648", "-2147483649",
		"-0", "-0x1", "--1", "+1", "0x", "0x_1", "00000000000000000001326", "", "-", "1e3",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		got, ok := ParseWin32(in)
		want, wantOK := bigWin32(string(in))
		if got != want || ok != wantOK {
			t.Errorf("ParseWin32(%q) = %d, %v; want %d, %v", in, got, ok, want, wantOK)
		}
		LookupWin32(got)
	})
}
