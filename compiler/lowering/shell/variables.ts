import type { Env, Value } from "../../graph/model/index.ts";
import { sameValue } from "../values.ts";

/** Names that shells, loaders and programs give a meaning; a value must not get one by chance. */
const TAKEN =
  /^(PATH|HOME|PWD|OLDPWD|USER|LOGNAME|SHELL|IFS|ENV|BASH_ENV|CDPATH|PS[0-9]|OPTIND|OPTARG|PPID|UID|EUID|LANG|TERM|CI|DOCKER_HOST|NODE_OPTIONS|LC_\w+|LD_\w+|DYLD_\w+|BASH\w*|GIT_\w+|GITHUB_\w+|CI_\w+|GITLAB_\w+|RUNNER_\w+|ACTIONS_\w+|WAYBILL_\w+)$/;

const shout = (text: string) =>
  text
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/[^A-Za-z0-9]+/g, "_")
    .toUpperCase();

function naturalName(value: Value): string {
  switch (value.kind) {
    case "secret":
    case "secretFile":
    case "idToken":
      return value.name;
    case "output":
      return shout(`${value.job}_${value.name}`);
    case "step":
      return shout(`${value.step}_${value.name.replace(/^outputs\./, "")}`);
    case "run":
      return shout(`run_${value.name}`);
    case "input":
      return shout(`input_${value.name}`);
    case "matrix":
    case "vars":
    case "gitlab":
      return shout(value.name);
    case "image":
      return shout(`${value.job}_image`);
    case "literal":
    case "text":
      return "TEXT";
  }
}

/**
 * Names for the variables that a step's interpolations become: readable ones (`RUN_BRANCH`, `UNIT_VERSION`, a secret's own
 * name), the one that the environment has already where it holds the same value; never one that the script or the
 * environment uses for something else.
 */
export function variables(script: string, given: Env) {
  const words = new Set(script.match(/[A-Za-z_]\w*/g) ?? []);
  const env: Record<string, Value> = {};
  const reused = new Map<string, string>();
  /** With a name, the value is another in another instance: that two are equal in this one says nothing. */
  const take = (value: Value, varying?: string): string => {
    const natural = varying === undefined ? naturalName(value) : shout(varying);
    // One that the script names may be assigned there.
    const existing = Object.entries({ ...given, ...env }).find(
      ([name, other]) =>
        !words.has(name) && sameValue(value, other) && (varying === undefined || reused.get(name) === varying),
    );
    if (existing) return existing[0];
    const base = TAKEN.test(natural) ? `VALUE_${natural}` : natural;
    const free = (name: string) => !words.has(name) && !Object.hasOwn(given, name) && !Object.hasOwn(env, name);
    let name = base;
    for (let count = 2; !free(name); count += 1) name = `${base}_${count}`;
    env[name] = value;
    if (varying !== undefined) reused.set(name, varying);
    return name;
  };
  return { env, take };
}
