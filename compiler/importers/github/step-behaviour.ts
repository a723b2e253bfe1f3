import { entriesOf, type Json, memberOf, plain, type YamlMap } from "../yaml/index.ts";
import { ALWAYS, exprKey } from "../../expr/index.ts";
import { simplify } from "../../expr/simplify.ts";
import { unreadable } from "../foreign.ts";
import { readCondition } from "./condition.ts";
import { normal } from "./normal.ts";
import { asMap, entriesAt, textAt } from "./shape.ts";
import { isPlain, literalsAt, RUNNER_VARIABLES, withVariables } from "./text.ts";

interface Defaults {
  readonly shell: string | undefined;
  readonly directory: string | undefined;
  /** The job has a container, in which GitHub takes `sh` where no shell is named. */
  readonly container: boolean;
  /** Variables of the workflow and the job, as they are written. */
  readonly env: ReadonlyMap<string, string>;
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
  const checkout = maps[0] && isPlainCheckout(maps[0]) ? maps[0] : undefined;
  return {
    checkout: checkout ? checkoutJson(checkout) : "none",
    steps: (checkout ? maps.slice(1) : maps).map((map) => stepJson(map, defaults)),
  };
}

/**
 * Whether a step is nothing but a checkout. Releases since the second take the same inputs (actions/checkout, CHANGELOG.md);
 * which of them a job has is in the lock.
 */
export function isPlainCheckout(map: YamlMap): boolean {
  if (!/^actions\/checkout@(?!v1\b)/.test(textAt(map, "uses") ?? "")) return false;
  return entriesOf(map).every(({ key }) => ["name", "uses", "with"].includes(key));
}

function checkoutJson(map: YamlMap): Json {
  const given = Object.fromEntries(entriesAt(map, "with").map(({ key, value }) => [key, normal(plain(value))]));
  return { ...DEFAULTS, ...given };
}

/** Inputs of the checkout that say what it does anyway (actions/checkout, action.yml). */
const DEFAULTS: Readonly<Record<string, string>> = {
  "fetch-depth": "1",
  "persist-credentials": "true",
  clean: "true",
  lfs: "false",
  submodules: "false",
};

const READ = new Set(["name", "run", "uses", "with", "env", "shell", "working-directory", "if", "id"]);

function stepJson(map: YamlMap, defaults: Defaults): Json {
  const others = entriesOf(map).filter(
    ({ key, value }) => !READ.has(key) && !(key === "continue-on-error" && String(plain(value)) === "false"),
  );
  const env = memberOf(map, "env");
  const given = memberOf(map, "with");
  const rest = {
    env: env ? normal(plain(env)) : {},
    if: conditionJson(textAt(map, "if")),
    ...Object.fromEntries(others.map(({ key, value }) => [key, normal(plain(value))])),
  };
  const name = textAt(map, "name");
  const run = textAt(map, "run");
  if (run === undefined) {
    return { name: name ?? "", uses: textAt(map, "uses") ?? "", with: given ? normal(plain(given)) : {}, ...rest };
  }
  const text = script(run, new Map([...defaults.env, ...literalsAt(map)]));
  return {
    name: name ?? text.trim().split("\n")[0]!,
    run: text,
    shell: shellJson(textAt(map, "shell") ?? defaults.shell, defaults.container),
    directory: textAt(map, "working-directory") ?? defaults.directory ?? ".",
    ...rest,
  };
}

/** A condition by what it means, where it can be read; else in one spelling. */
function conditionJson(text: string | undefined): Json {
  if (text === undefined) return "";
  const { condition, status } = readCondition(text);
  if (unreadable(condition).length > 0) return normal(bare(text));
  const key = exprKey(simplify(condition));
  return status === "success" ? (condition === ALWAYS ? "" : key) : `${status} ${key}`;
}

/** Conditions may stand in `${{ }}` or not. */
const bare = (text: string) =>
  inner(text).replaceAll(/success\(\) \|\| failure\(\)|failure\(\) \|\| success\(\)/g, "!cancelled()");

const inner = (text: string) => `\${{ ${/^\s*\$\{\{([\s\S]*)\}\}\s*$/.exec(text)?.[1] ?? text} }}`;

/** A script that begins by calling GitHub's files by our names, with GitHub's. */
function ownOutputs(text: string): string {
  const [lines = ""] = HANDOVER.exec(text) ?? [];
  const files = [...lines.matchAll(/WAYBILL_(\w+)\b.*?GITHUB_(\w+)/g)];
  return files.reduce(
    (whole, [, ours, theirs]) => whole.replaceAll(new RegExp(`\\bWAYBILL_${ours}\\b`, "g"), `GITHUB_${theirs}`),
    text.slice(lines.length),
  );
}

const HANDOVER =
  /^(?:(?:export WAYBILL_\w+="\$GITHUB_\w+"|\$env:WAYBILL_\w+ = \$env:GITHUB_\w+|@set "WAYBILL_\w+=%GITHUB_\w+%"|import os; os\.environ\["WAYBILL_\w+"\] = os\.environ\["GITHUB_\w+"\])\n)+/;

/** A script with contexts as the variables that the runner sets to the same, and without a line break at its end. */
function script(given: string, env: ReadonlyMap<string, string>): string {
  const text = withVariables(ownOutputs(given), (path) => {
    const ofEnv = path.startsWith("env.") ? path.slice(4) : "";
    return RUNNER_VARIABLES[path] ?? (isPlain(env.get(ofEnv) ?? "") ? ofEnv : undefined);
  });
  return String(normal(text)).replace(/\s+$/, "");
}
