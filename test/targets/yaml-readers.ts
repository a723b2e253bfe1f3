import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Tool } from "../conformance/judges/tool.ts";

// Readers of YAML that the library of the emitters has nothing in common with. Each takes a JSON list of documents and
// prints a JSON list of what they hold, or of `{ "error": … }`.

/** libyaml, which GitLab reads its files with, by way of PyYAML. */
export const LIBYAML: Tool = {
  name: "libyaml-reader",
  version: "6.0.3",
  install(folder) {
    const args = [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--no-input",
      "--target",
      join(folder, "lib"),
      `pyyaml==${this.version}`,
    ];
    execFileSync("python3", args, { stdio: "pipe" });
    program(
      folder,
      this.name,
      `#!/bin/sh
[ "$1" != --version ] || exec true
PYTHONPATH="$(dirname "$0")/../lib" exec python3 -c '
import json, sys, yaml
def read(text):
    try: return yaml.load(text, yaml.CSafeLoader)
    except Exception as error: return {"error": str(error)}
print(json.dumps([read(text) for text in json.load(sys.stdin)], default=str))'
`,
    );
  },
};

/** The YAML library of Go, which most tools around GitHub's workflows are built with. */
export const GO_YAML: Tool = {
  name: "go-yaml-reader",
  version: "3.0.1",
  install(folder) {
    const source = mkdtempSync(join(tmpdir(), "waybill-go-yaml-"));
    const go = (...args: readonly string[]) => execFileSync("go", args, { cwd: source, stdio: "pipe" });
    try {
      writeFileSync(join(source, "main.go"), GO);
      go("mod", "init", "reader");
      go("get", `gopkg.in/yaml.v3@v${this.version}`);
      go("build", "-o", join(folder, "bin", this.name), ".");
    } finally {
      rmSync(source, { recursive: true, force: true });
    }
  },
};

const GO = `package main

import (
	"encoding/json"
	"os"

	"gopkg.in/yaml.v3"
)

func main() {
	if len(os.Args) > 1 {
		return
	}
	var texts []string
	if err := json.NewDecoder(os.Stdin).Decode(&texts); err != nil {
		panic(err)
	}
	read := []any{}
	for _, text := range texts {
		var value any
		if err := yaml.Unmarshal([]byte(text), &value); err != nil {
			value = map[string]string{"error": err.Error()}
		}
		read = append(read, value)
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(read); err != nil {
		panic(err)
	}
}
`;

function program(folder: string, name: string, text: string): void {
  mkdirSync(join(folder, "bin"), { recursive: true });
  writeFileSync(join(folder, "bin", name), text);
  chmodSync(join(folder, "bin", name), 0o755);
}
