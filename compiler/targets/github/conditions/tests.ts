import { github as provider } from "../provider.ts";
import type { Atom } from "../../../expr/assume.ts";
import { atomName } from "../../../expr/atom-name.ts";
import type { GitHubEnv } from "./values.ts";
import { CALLED, githubString, nativeValue, plainValue, prefixOf } from "./values.ts";
import { comparisonOf } from "../../../expr/ignoring-case.ts";
import type {
  Changed,
  Event,
  Flag,
  InputVariable,
  Matches,
  ProviderVariable,
  RunVariable,
  StepVariable,
  TextTest,
  Variable,
} from "../../../expr/model.ts";
import { foldedGlob, shellCase } from "../../shell/condition.ts";
import { singleQuoted } from "../../../shell/quote.ts";

/**
 * One atom, or its negation, for GitHub: natively, and as a shell test. Where `exact` is false, `native` may be true although
 * the atom is not: GitHub compares strings without regard to case, and coerces types.
 */
export interface GitHubTest {
  /** Undefined where GitHub can say nothing: true. */
  readonly native: string | undefined;
  readonly exact: boolean;
  readonly shell: string;
  readonly env: GitHubEnv;
}

/** GitHub's names of events; absent: GitHub has no such event. */
export const EVENT_NAMES: Readonly<Partial<Record<Event, string>>> = Object.fromEntries(
  Object.entries(provider.events).map(([event, [name]]) => [event, name]),
);

const IS_FORK =
  "github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name != github.repository";
const NO_FORK =
  "(github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository)";
/** With `pull_request_target` among the events; of all others, the target branch is empty. */
const IS_FORK_ON_TARGET = IS_FORK.replace("github.event_name == 'pull_request'", "github.base_ref");
const NO_FORK_ON_TARGET = NO_FORK.replace("github.event_name != 'pull_request'", "!github.base_ref");
const LABELS = "github.event.pull_request.labels.*.name";

/** How the workflow is started, as far as the text of a test depends on it. */
export interface GitHubStart {
  /** Another workflow may call this one. */
  readonly callable: boolean;
  /** `pull_request_target` is among its events. */
  readonly onTarget: boolean;
  /** Inputs that are booleans. */
  readonly booleans: ReadonlySet<string>;
}

export function githubTest(atom: Atom, holds: boolean, start: GitHubStart): GitHubTest {
  const { callable } = start;
  switch (atom.op) {
    case "equal":
      if (atom.value === null) return unset(atom.variable, holds);
      if (isEventVariable(atom.variable)) return event(atom.value as Event, holds, callable);
      if (atom.variable.kind === "input") return input(atom.variable, atom.value, holds, start);
      if (atom.variable.kind === "step") return ofStep(atom.variable, atom.value, holds);
      return atom.variable.kind === "github"
        ? payload(atom.variable, atom.value, holds)
        : equality(atom.variable, atom.value, holds);
    case "startsWith":
    case "endsWith":
    case "includes":
      return textTest(atom, holds);
    case "same": {
      const [left, right] = [plainValue(atom.left), plainValue(atom.right)];
      // Two that are unset are null, which equals nothing but a text that is the number 0.
      if (atom.left.kind === "step") {
        const text = (value: string) => `format('{0}', ${value})`;
        return {
          native: `${text(left.value)} ${holds ? "==" : "!="} ${text(right.value)}`,
          exact: true,
          shell: "",
          env: {},
        };
      }
      const native = holds ? `${left.value} == ${right.value}` : undefined;
      const shell = `[ "$${left.name}" ${holds ? "=" : "!="} "$${right.name}" ]`;
      return {
        native,
        exact: false,
        shell,
        env: { [left.name]: handed(atom.left, left.value), [right.name]: handed(atom.right, right.value) },
      };
    }
    case "flag":
      return flag(atom.name, holds, start);
    case "label":
      // Two labels of a repository never differ in case alone.
      return {
        native: `${holds ? "" : "!"}contains(${LABELS}, ${githubString(atom.name)})`,
        exact: true,
        shell: shellCase('"$WAYBILL_LABELS"', `*${singleQuoted(JSON.stringify(atom.name))}*`, holds),
        env: { WAYBILL_LABELS: `toJSON(${LABELS})` },
      };
    case "matches": {
      const comparison = comparisonOf(atom);
      return comparison ? folded(comparison, holds) : planned(atom, holds);
    }
    case "changed":
      return planned(atom, holds);
  }
}

/** A comparison that ignores case is GitHub's own. */
function folded(comparison: NonNullable<ReturnType<typeof comparisonOf>>, holds: boolean): GitHubTest {
  const { variable, value: text } = comparison;
  const { name, value } = nativeValue(variable);
  const prefix = prefixOf(variable);
  const native =
    comparison.op === "equal"
      ? `${value} == ${githubString(prefix + text)}`
      : nativeText(comparison.op, variable, text);
  const glob = foldedGlob(text.toLowerCase());
  const before = prefix && singleQuoted(prefix);
  const shell = {
    equal: `${before}${glob}`,
    startsWith: `${before}${glob}*`,
    endsWith: `${before}*${glob}`,
    includes: `${before}*${glob}*`,
  }[comparison.op];
  const negated = native.includes(" == ")
    ? native.replace(" == ", " != ")
    : `!${native.includes(" && ") ? `(${native})` : native}`;
  return {
    native: holds ? native : negated,
    exact: true,
    shell: shellCase(`"$${name}"`, shell, holds),
    env: { [name]: handed(variable, value) },
  };
}

function planned(atom: Matches | Changed, holds: boolean): GitHubTest {
  const output = atomName(atom);
  const value = `needs.plan.outputs.${output}`;
  const name = `WAYBILL_PLAN_${output.toUpperCase()}`;
  return {
    native: `${value} ${holds ? "==" : "!="} 'true'`,
    exact: true,
    shell: isTrue(name, holds),
    env: { [name]: value },
  };
}
function flag(name: Flag["name"], holds: boolean, { onTarget }: GitHubStart): GitHubTest {
  if (name === "fork") {
    const [yes, no] = onTarget ? [IS_FORK_ON_TARGET, NO_FORK_ON_TARGET] : [IS_FORK, NO_FORK];
    return {
      native: holds ? yes : no,
      exact: true,
      shell: isTrue("WAYBILL_FORK", holds),
      env: { WAYBILL_FORK: yes },
    };
  }
  const value = { draft: "github.event.pull_request.draft", protected: "github.ref_protected" }[name];
  const variable = `WAYBILL_${name.toUpperCase()}`;
  return {
    native: `${holds ? "" : "!"}${value}`,
    exact: true,
    shell: isTrue(variable, holds),
    env: { [variable]: value },
  };
}

/** `inputs` keeps booleans as such, and to GitHub a boolean equals no text that names it. */
function input(variable: InputVariable, text: string, holds: boolean, { booleans }: GitHubStart): GitHubTest {
  const test = equality(variable, text, holds);
  if (!booleans.has(variable.name) || (text !== "true" && text !== "false")) return test;
  const native =
    text === "true" ? `${holds ? "" : "!"}inputs.${variable.name}` : formatted(`inputs.${variable.name}`, text, holds);
  return { ...test, native, exact: true };
}

/** A null equals `false`, so that what may be absent is compared as a text. */
const formatted = (value: string, text: string, holds: boolean) =>
  `format('{0}', ${value}) ${holds ? "==" : "!="} ${githubString(text)}`;

/** What an earlier step has left is compared as GitHub does. It is tested where it is the step's turn, by no shell before. */
function ofStep(variable: StepVariable, text: string, holds: boolean): GitHubTest {
  const { name, value } = nativeValue(variable);
  const native = isNoZero(text)
    ? `${value} ${holds ? "==" : "!="} ${githubString(text)}`
    : formatted(value, text, holds);
  return { native, exact: true, shell: "", env: { [name]: value } };
}

/** What GitHub alone knows is compared as GitHub does: without regard to case. */
function payload(variable: ProviderVariable, text: string, holds: boolean): GitHubTest {
  const { name, value } = nativeValue(variable);
  const sign = holds ? "==" : "!=";
  const native = text === "true" ? `${value} ${sign} true` : `${value} ${sign} ${githubString(text)}`;
  return {
    native: holds || isNoZero(text) ? native : undefined,
    exact: isNoZero(text),
    shell: shellCase(`"$${name}"`, foldedGlob(text), holds),
    env: { [name]: handed(variable, value) },
  };
}

/** What a shell is given of a variable. Of an event's fields, `false` and 0 count as unset, and would be texts there. */
const handed = ({ kind }: Variable, value: string) => (kind === "github" ? `${value} || ''` : value);

const isTrue = (name: string, holds: boolean) => `[ "$${name}" ${holds ? "=" : "!="} 'true' ]`;
const isEventVariable = (variable: Variable) => isNamed(variable, "event");

function event(value: Event, holds: boolean, callable: boolean): GitHubTest {
  const name = EVENT_NAMES[value];
  if (!name) return { native: String(!holds), exact: true, shell: String(!holds), env: {} };
  const own = `github.event_name ${holds ? "==" : "!="} '${name}'`;
  const called = holds ? CALLED : `!${CALLED}`;
  const notCalled = holds ? `${own} && !${CALLED}` : `(${own} || ${CALLED})`;
  return {
    native: callable ? (value === "call" ? called : notCalled) : own,
    exact: true,
    shell: `[ "$WAYBILL_EVENT" ${holds ? "=" : "!="} '${name}' ]`,
    env: {
      WAYBILL_EVENT: callable ? `${CALLED} && 'workflow_call' || github.event_name` : "github.event_name",
    },
  };
}

function unset(variable: Variable, holds: boolean): GitHubTest {
  const { name, value } = nativeValue(variable);
  const env = { [name]: handed(variable, value) };
  const prefix = prefixOf(variable);
  if (prefix === "") {
    const sign = holds ? "==" : "!=";
    return { native: `${value} ${sign} ''`, exact: true, shell: `[ "$${name}" ${holds ? "=" : "!="} '' ]`, env };
  }
  const native = `${holds ? "!" : ""}startsWith(${value}, '${prefix}')`;
  return { native, exact: true, shell: shellCase(`"$${name}"`, `${singleQuoted(prefix)}*`, !holds), env };
}

function equality(variable: Variable, text: string, holds: boolean): GitHubTest {
  const { name, value } = nativeValue(variable);
  const full = prefixOf(variable) + text;
  const exact = isExact(variable, text) && (prefixOf(variable) !== "" || isNoZero(text));
  const native = holds || exact ? `${value} ${holds ? "==" : "!="} ${githubString(full)}` : undefined;
  return { native, exact, shell: `[ "$${name}" ${holds ? "=" : "!="} ${singleQuoted(full)} ]`, env: { [name]: value } };
}

function textTest({ op, variable, value: text }: TextTest, holds: boolean): GitHubTest {
  const { name, value } = nativeValue(variable);
  const prefix = prefixOf(variable);
  const exact = isExact(variable, text);
  const native = nativeText(op, variable, text);
  const literal = variable.kind === "github" ? foldedGlob(text) : singleQuoted(text);
  const glob = {
    startsWith: `${prefix ? singleQuoted(prefix + text) : literal}*`,
    endsWith: `${prefix && singleQuoted(prefix)}*${literal}`,
    includes: `${prefix && singleQuoted(prefix)}*${literal}*`,
  }[op];
  return {
    native: holds ? native : exact ? `!(${native})` : undefined,
    exact,
    shell: shellCase(`"$${name}"`, glob, holds),
    env: { [name]: handed(variable, value) },
  };
}

function nativeText(op: TextTest["op"], variable: Variable, text: string): string {
  const { value } = nativeValue(variable);
  const prefix = prefixOf(variable);
  if (isNamed(variable, "repository") && op === "startsWith" && /^[^/]+\/$/.test(text)) {
    return `github.repository_owner == ${githubString(text.slice(0, -1))}`;
  }
  if (op === "startsWith") return `startsWith(${value}, ${githubString(prefix + text)})`;
  const native = `${op === "endsWith" ? "endsWith" : "contains"}(${prefix ? "github.ref_name" : value}, ${githubString(text)})`;
  return prefix ? `startsWith(${value}, '${prefix}') && ${native}` : native;
}

/** A text that no other equals when case is put aside; a commit is in small letters anyway. */
function isExact(variable: Variable, text: string): boolean {
  // No two repositories differ in case alone, and what GitHub alone knows is compared in its own way.
  if (variable.kind === "github" || variable.kind === "step" || isNamed(variable, "repository")) return true;
  if (isNamed(variable, "sha")) return /^[0-9a-f]*$/.test(text);
  return /^[\x20-\x40\x5b-\x60\x7b-\x7e]*$/.test(text);
}

const isNamed = ({ kind, name }: Variable, wanted: RunVariable["name"]) => kind === "run" && name === wanted;

/** An unset variable is null, and equals every text that is the number 0. */
const isNoZero = (text: string) => /[1-9]|[^\s\d+.-]/.test(text);
