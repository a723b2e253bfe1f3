import { github as provider } from "../provider.ts";
import type { Atom } from "../../../expr/assume.ts";
import { atomName } from "../../../expr/atom-name.ts";
import type { GitHubEnv } from "./values.ts";
import { CALLED, githubString, nativeValue, plainValue, prefixOf } from "./values.ts";
import type { Event, TextTest, Variable } from "../../../expr/model.ts";
import { shellCase } from "../../shell/condition.ts";
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

const IS_FORK =
  "github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name != github.repository";
const NO_FORK =
  "(github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository)";

/** @param callable - Whether the workflow may have been called by another one. */
export function githubTest(atom: Atom, holds: boolean, callable: boolean): GitHubTest {
  switch (atom.op) {
    case "equal":
      if (atom.value === null) return unset(atom.variable, holds);
      return isEventVariable(atom.variable)
        ? event(atom.value as Event, holds, callable)
        : equality(atom.variable, atom.value, holds);
    case "startsWith":
    case "endsWith":
    case "includes":
      return textTest(atom, holds);
    case "same": {
      const [left, right] = [plainValue(atom.left), plainValue(atom.right)];
      const native = holds ? `${left.value} == ${right.value}` : undefined;
      const shell = `[ "$${left.name}" ${holds ? "=" : "!="} "$${right.name}" ]`;
      return { native, exact: false, shell, env: { [left.name]: left.value, [right.name]: right.value } };
    }
    case "flag":
      return {
        native: holds ? IS_FORK : NO_FORK,
        exact: true,
        shell: isTrue("WAYBILL_FORK", holds),
        env: { WAYBILL_FORK: IS_FORK },
      };
    case "matches":
    case "changed": {
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
  }
}

const isTrue = (name: string, holds: boolean) => `[ "$${name}" ${holds ? "=" : "!="} 'true' ]`;
const isEventVariable = ({ kind, name }: Variable) => kind === "run" && name === "event";

function event(value: Event, holds: boolean, callable: boolean): GitHubTest {
  const name = provider.events[value][0];
  const own = `github.event_name ${holds ? "==" : "!="} '${name}'`;
  const called = holds ? CALLED : `!${CALLED}`;
  const notCalled = holds ? `${own} && !${CALLED}` : `(${own} || ${CALLED})`;
  return {
    native: callable ? (value === "call" ? called : notCalled) : own,
    exact: true,
    shell: `[ "$WAYBILL_EVENT" ${holds ? "=" : "!="} '${name}' ]`,
    env: {
      WAYBILL_EVENT: callable ? `${CALLED} && '${provider.events.call[0]}' || github.event_name` : "github.event_name",
    },
  };
}

function unset(variable: Variable, holds: boolean): GitHubTest {
  const { name, value } = nativeValue(variable);
  const env = { [name]: value };
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
  const literal = singleQuoted(text);
  const glob = {
    startsWith: `${singleQuoted(prefix + text)}*`,
    endsWith: `${prefix && singleQuoted(prefix)}*${literal}`,
    includes: `${prefix && singleQuoted(prefix)}*${literal}*`,
  }[op];
  return {
    native: holds ? native : exact ? `!(${native})` : undefined,
    exact,
    shell: shellCase(`"$${name}"`, glob, holds),
    env: { [name]: value },
  };
}

function nativeText(op: TextTest["op"], variable: Variable, text: string): string {
  const { value } = nativeValue(variable);
  const prefix = prefixOf(variable);
  if (op === "startsWith") return `startsWith(${value}, ${githubString(prefix + text)})`;
  const native = `${op === "endsWith" ? "endsWith" : "contains"}(${prefix ? "github.ref_name" : value}, ${githubString(text)})`;
  return prefix ? `startsWith(${value}, '${prefix}') && ${native}` : native;
}

/** A text that no other equals when case is put aside; a commit is in small letters anyway. */
function isExact(variable: Variable, text: string): boolean {
  if (variable.kind === "run" && variable.name === "sha") return /^[0-9a-f]*$/.test(text);
  return /^[\x20-\x40\x5b-\x60\x7b-\x7e]*$/.test(text);
}

/** An unset variable is null, and equals every text that is the number 0. */
const isNoZero = (text: string) => /[1-9]|[^\s\d+.-]/.test(text);
