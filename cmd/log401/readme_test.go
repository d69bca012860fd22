package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"log401/detect"
	"log401/internal/ruleset"
)

// shownElsewhere are commands of the README that the gate runs itself, or that
// would change the machine.
var shownElsewhere = []string{"go install ./cmd/log401"}

// TestReadme runs every command in a block of the README marked "sh", in the
// root of the repository, and expects it to succeed and to print something.
func TestReadme(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	bin := buildTool(t)
	commands := shownCommands(string(text))
	if len(commands) < 10 {
		t.Fatalf("only %d commands found", len(commands))
	}
	for _, command := range commands {
		dir := t.TempDir() // whose name has nothing of the command in it
		t.Run(command, func(t *testing.T) {
			cmd := exec.Command("sh", "-c", strings.ReplaceAll(command, "/tmp/", dir+"/"))
			cmd.Dir = root
			cmd.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if !strings.Contains(command, "-o ") && len(out) < 100 {
				t.Errorf("printed only %q", out)
			}
		})
	}
}

// TestReadmeNamesEveryRule keeps the table of alerts complete.
func TestReadmeNamesEveryRule(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range detect.Rules() {
		if !strings.Contains(string(text), "| `"+r.Name+"` |") {
			t.Errorf("the README does not tell of %s", r.Name)
		}
	}
}

// TestReadmeOnOtherTools holds what the README says of the demo.
func TestReadmeOnOtherTools(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	stdout, _, _ := runScan(t, "--profile", "fail2ban", "--format", "json", logs+"/demo")
	var r struct {
		Profiles []struct {
			Alerts, Clients int
			OnHandshakes    int `json:"on_handshakes"`
		}
	}
	if err := json.Unmarshal([]byte(stdout), &r); err != nil || len(r.Profiles) != 2 {
		t.Fatal(err, len(r.Profiles))
	}
	iis := r.Profiles[1]
	want := fmt.Sprintf("fail2ban ban %d clients; %d of its %d bans rest on handshakes", iis.Clients, iis.OnHandshakes, iis.Alerts)
	if !strings.Contains(strings.Join(strings.Fields(string(text)), " "), want) {
		t.Errorf("the README does not say: %s", want)
	}
}

// TestReadmeShowsRules reads the file of rules in the README.
func TestReadmeShowsRules(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := blocksOf(string(text), "toml")
	if len(blocks) == 0 {
		t.Fatal("none is shown")
	}
	for _, block := range blocks {
		if s, err := ruleset.Read("README.md", []byte(block)); err != nil || s.Notes() == nil {
			t.Errorf("%s\n%v, notes %q", block, err, s.Notes())
		}
	}
}

// blocksOf returns the blocks marked as of a language.
func blocksOf(text, language string) (blocks []string) {
	for _, block := range strings.Split(text, "```"+language+"\n")[1:] {
		block, _, _ = strings.Cut(block, "```")
		blocks = append(blocks, block)
	}
	return blocks
}

// shownCommands returns the lines of the blocks marked "sh".
func shownCommands(text string) (commands []string) {
	for _, block := range blocksOf(text, "sh") {
		for line := range strings.Lines(block) {
			line = strings.TrimSpace(line)
			skip := false
			for _, s := range shownElsewhere {
				skip = skip || line == s
			}
			if line != "" && !skip {
				commands = append(commands, line)
			}
		}
	}
	return commands
}

// buildTool builds log401 into a folder of its own and returns the folder.
func buildTool(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.Command("go", "build", "-o", dir+string(os.PathSeparator), ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dir
}
