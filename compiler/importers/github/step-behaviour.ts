import { entriesOf, type Json, memberOf, plain, type YamlMap } from "../yaml/index.ts";
import { normal } from "./behaviour.ts";
import { asMap, entriesAt, textAt } from "./shape.ts";
import { RUNNER_VARIABLES, readScript } from "./text.ts";

interface Defaults {
  readonly shell: string | undefined;
  readonly directory: string | undefined;
  /** The job has a container, in which GitHub takes `sh` where no shell is named. */
  readonly container: boolean;
}

/** A shell by name as the runner starts it (docs: workflow syntax, `jobs.<job_id>.steps[*].shell`). */
function shellJson(shell: string | undefined, container: boolean): string {
  if (shell === undefined) return container ? "sh -e {0}" : "bash -e {0}";
  if (shell === "sh") return "sh -e {0}";
  return shell === "bash" ? "bash --noprofile --norc -eo pipefail {0}" : shell;
}

/** The sources that a job has, and its steps, each with what the job says for all of them. */
export function stepBehaviour(job: YamlMap, defaults: Defaults): Readonly<Record<string, Json>> {
  const node = memberOf(job, "steps");
  const maps = node?.kind === "list" ? node.items.flatMap(({ value }) => asMap(value) ?? []) : [];
  const isCheckout = (map: YamlMap) => /^actions\/checkout@/.test(textAt(map, "uses") ?? "") && !textAt(map, "if");
  // The sources are the same whenever they come, as long as nothing ran before.
  const checkout = maps[0] && isCheckout(maps[0]) ? maps[0] : undefined;
  return {
    checkout: checkout ? checkoutJson(checkout) : "none",
    steps: (checkout ? maps.slice(1) : maps).map((map) => stepJson(map, defaults)),
  };
}

function checkoutJson(map: YamlMap): Json {
  const given = Object.fromEntries(entriesAt(map, "with").map(({ key, value }) => [key, normal(plain(value))]));
  return { "fetch-depth": "1", "persist-credentials": "true", ...given };
}

const READ = new Set(["name", "run", "uses", "with", "env", "shell", "working-directory", "if", "id"]);

function stepJson(map: YamlMap, defaults: Defaults): Json {
  const others = entriesOf(map).filter(
    ({ key, value }) => !READ.has(key) && !(key === "continue-on-error" && String(plain(value)) === "false"),
  );
  const env = memberOf(map, "env");
  const given = memberOf(map, "with");
  const rest = {
    env: env ? normal(plain(env)) : {},
    if: textAt(map, "if") === undefined ? "" : normal(bare(textAt(map, "if")!)),
    ...Object.fromEntries(others.map(({ key, value }) => [key, normal(plain(value))])),
  };
  const name = textAt(map, "name");
  const run = textAt(map, "run");
  if (run === undefined) {
    return { name: name ?? "", uses: textAt(map, "uses") ?? "", with: given ? normal(plain(given)) : {}, ...rest };
  }
  return {
    name: name ?? run.trim().split("\n")[0]!,
    run: script(run, new Set(entriesAt(map, "env").map(({ key }) => key))),
    shell: shellJson(textAt(map, "shell") ?? defaults.shell, defaults.container),
    directory: textAt(map, "working-directory") ?? defaults.directory ?? ".",
    ...rest,
  };
}

/** Conditions may stand in `${{ }}` or not. */
const bare = (text: string) =>
  inner(text).replaceAll(/success\(\) \|\| failure\(\)|failure\(\) \|\| success\(\)/g, "!cancelled()");

const inner = (text: string) => `\${{ ${/^\s*\$\{\{([\s\S]*)\}\}\s*$/.exec(text)?.[1] ?? text} }}`;

/** A script with contexts as the variables that the runner sets to the same, and without a line break at its end. */
function script(text: string, env: ReadonlySet<string>): string {
  const scope = { inputs: new Map(), axes: new Set<string>(), outputs: new Map() };
  const replaced = text.replaceAll(/\$\{\{\s*([\w.]+)\s*\}\}/g, (whole, path: string) => {
    if (!RUNNER_VARIABLES[path]) return whole;
    const read = readScript(whole, scope, env);
    return "parts" in read ? read.parts.join("") : whole;
  });
  return String(normal(replaced)).replace(/\s+$/, "");
}
