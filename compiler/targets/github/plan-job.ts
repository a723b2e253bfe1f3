import type { PlanAtom } from "./conditions/print.ts";
import { CALLED } from "./conditions/values.ts";
import { isCallable } from "../../graph/inputs.ts";
import type { StageGraph } from "../../graph/model/index.ts";
import { shellWord, shellWords } from "../shell/quote.ts";
import { githubShell } from "../shell/step.ts";
import type { YamlMap } from "../yaml.ts";
import { type OwnConditions, PLAN } from "./condition.ts";
import { RUNNER } from "./runner.ts";
import { checkout } from "./steps.ts";
import { expression } from "./values.ts";

/** What all conditions together want computed, each thing once. */
export function planAtoms(own: OwnConditions): readonly PlanAtom[] {
  const atoms = [...own.values()].flatMap((condition) => [...condition.plan, ...condition.steps]);
  return [...new Map(atoms.map((atom) => [atom.output, atom])).values()];
}

/** The job that tells the others which files were touched and which patterns match. */
export function planJob(atoms: readonly PlanAtom[], graph: StageGraph): YamlMap {
  const files = atoms.some((atom) => atom.kind === "changed");
  return {
    name: PLAN,
    "runs-on": RUNNER,
    permissions: files ? { contents: "read" } : {},
    "timeout-minutes": 10,
    outputs: Object.fromEntries(
      atoms.map((atom) => [atom.output, expression(`steps.${atom.kind}.outputs.${atom.output}`)]),
    ),
    defaults: { run: { shell: githubShell.bash } },
    steps: [...(files ? [checkout(0), changedStep(atoms, isCallable(graph))] : []), ...matchesStep(atoms)],
  };
}

function changedStep(atoms: readonly PlanAtom[], callable: boolean): YamlMap {
  // On a call the event is the caller's, and nothing counts as touched.
  const own = (text: string) => expression(`${callable ? `!${CALLED} && ` : ""}${text} || ''`);
  const tests = atoms.flatMap((atom) =>
    atom.kind === "changed"
      ? [
          `if touched ${shellWords(atom.pathspecs)}; then echo ${shellWord(`${atom.output}=true`)}; else echo ${shellWord(`${atom.output}=false`)}; fi >> "$GITHUB_OUTPUT"`,
        ]
      : [],
  );
  return {
    name: "Touched files",
    id: "changed",
    env: {
      HEAD: expression("github.event.pull_request.head.sha || github.sha"),
      // Other events have these facts too, and nothing counts as touched there.
      TARGET: own("github.event_name == 'pull_request' && github.event.pull_request.base.sha"),
      BEFORE: own("github.event_name == 'push' && github.event.before"),
      TOKEN: expression("github.token"),
    },
    run: `${BASE}${tests.join("\n")}\n`,
  };
}

/**
 * Where there is nothing to compare with (tags, new branches, schedules, runs by hand, calls), nothing counts as touched. A push with
 * force leaves the commit that it replaces out of every clone, but GitHub hands it out by its id; where it does not, it is
 * not known what was touched, and everything counts: a test too many, and none too few. The checkout keeps no login, so the
 * step has one of its own.
 */
const BASE = `if [ -n "$TARGET" ]; then base=$(git merge-base "$TARGET" "$HEAD"); else base=$BEFORE; fi
case $base in *[!0]*) ;; *) base= ;; esac
if [ -n "$base" ] && ! git cat-file -e "$base^{commit}" 2> /dev/null; then
  export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0="http.$GITHUB_SERVER_URL/.extraheader"
  GIT_CONFIG_VALUE_0="AUTHORIZATION: basic $(printf 'x-access-token:%s' "$TOKEN" | base64 | tr -d '\\n')"
  export GIT_CONFIG_VALUE_0
  if ! git fetch --quiet --no-tags --depth=1 origin "$base"; then
    echo "::notice::The commit $base, which was pushed over, is gone: everything counts as changed"
    base=unknown
  fi
fi
touched() {
  case $base in "") return 1 ;; unknown) return 0 ;; esac
  ! git diff --quiet --no-renames "$base" "$HEAD" -- "$@"
}
`;

function matchesStep(atoms: readonly PlanAtom[]): readonly YamlMap[] {
  const matches = atoms.filter((atom) => atom.kind === "matches");
  if (matches.length === 0) return [];
  const env = Object.assign({ LC_ALL: "C.UTF-8" }, ...matches.map((atom) => expressions(atom.env))) as YamlMap;
  const lines = matches.map(
    (atom) =>
      `if ${atom.test}; then echo ${shellWord(`${atom.output}=true`)}; else echo ${shellWord(`${atom.output}=false`)}; fi >> "$GITHUB_OUTPUT"`,
  );
  return [{ name: "Patterns", id: "matches", env, run: `${lines.join("\n")}\n` }];
}

function expressions(env: Readonly<Record<string, string>>): YamlMap {
  return Object.fromEntries(Object.entries(env).map(([name, text]) => [name, expression(text)]));
}
