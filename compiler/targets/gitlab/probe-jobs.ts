import { atomName } from "../../expr/atom-name.ts";
import type { Atom } from "../../expr/assume.ts";
import { and, not, or } from "../../expr/build.ts";
import { printGitLab } from "./conditions/print.ts";
import { type Foreseen, printGitLabShell } from "./conditions/shell-test.ts";
import { ALWAYS, type Expr } from "../../expr/model.ts";
import { isFinal } from "../../graph/final.ts";
import type { Job, StageGraph } from "../../graph/model/index.ts";
import { stepText } from "../shell/step-values.ts";
import { tools } from "../tool-images.ts";
import type { Yaml, YamlMap } from "../yaml.ts";
import { days } from "./artifacts.ts";
import { contentOf, OUTPUT, outputFile, witnessFile } from "./files.ts";
import { rules } from "./rules.ts";

/**
 * A condition as a test in a job's script, with what of it GitLab decides when it makes the pipeline.
 *
 * @param known - A test for an atom that was decided before. Default: none was.
 */
export function scriptTest(
  when: Expr,
  known?: (atom: Atom, holds: boolean) => string | undefined,
): ReturnType<typeof printGitLabShell> {
  const printed = printGitLabShell(when, {
    step: (variable) => stepText(OUTPUT, variable),
    ...(known && { known }),
    output: ({ job, name }) => contentOf(outputFile(job, name)),
    foreseen: (atom, holds) => testOf({ atom, holds: true }, holds),
  });
  if ("refused" in printed) return printed;
  const refusal = printed.foreseen.map(printGitLab).find((one) => "refused" in one);
  return refusal && "refused" in refusal ? refusal : printed;
}

/**
 * A job that is part of the pipeline where an atom holds, or where it does not, so that GitLab's own `rules` decide patterns
 * and touched files for a script as they do for a job.
 */
interface Witness {
  readonly atom: Foreseen;
  readonly holds: boolean;
}

/** The colon keeps its name apart from every job's of the graph. */
const nameOf = ({ atom, holds }: Witness) => `${holds ? "if" : "unless"}:${atomName(atom)}`;

/** What it left is of this pipeline, and no file that the checkout happens to have. */
function testOf(witness: Witness, left: boolean): string {
  return `[ "$(cat ${witnessFile(nameOf(witness))} 2> /dev/null)" ${left ? "=" : "!="} "$CI_PIPELINE_ID" ]`;
}

/** A final job runs also when a witness failed, which must not be taken for one that is absent: it has both kinds. */
function witnesses(job: Job, conditions: readonly Expr[]): readonly Witness[] {
  const atoms = conditions.map((one) => scriptTest(one)).flatMap((one) => ("refused" in one ? [] : one.foreseen));
  const unique = [...new Map(atoms.map((atom) => [atomName(atom), atom])).values()];
  return unique.flatMap((atom) => [{ atom, holds: true }, ...(isFinal(job) ? [{ atom, holds: false }] : [])]);
}

/** For the `needs` of a job whose script asks these conditions. */
export function witnessNeeds(job: Job, conditions: readonly Expr[]): readonly Yaml[] {
  return witnesses(job, conditions).map((one) => ({ job: nameOf(one), artifacts: true, optional: true }));
}

/** Ends a final job that cannot know: neither the one witness nor the other has left anything. */
export function witnessChecks(job: Job, conditions: readonly Expr[]): readonly string[] {
  const made = witnesses(job, conditions);
  return made.flatMap(({ atom, holds }) => {
    if (holds || !isFinal(job)) return [];
    const either = [true, false].map((side) => testOf({ atom, holds: side }, true)).join(" || ");
    return [`${either} || { echo 'The job ${nameOf({ atom, holds: true })} failed.' >&2; exit 1; }`];
  });
}

/** Each is there for all jobs that ask the same, where one of them is part of the pipeline. */
export function witnessJobs(
  graph: StageGraph,
  presence: ReadonlyMap<string, Expr>,
  conditionsOf: (job: Job) => readonly Expr[],
): YamlMap {
  const asking = graph.jobs.flatMap((job) => witnesses(job, conditionsOf(job)).map((witness) => ({ job, witness })));
  const made = new Map(asking.map(({ witness }) => [nameOf(witness), witness]));
  return Object.fromEntries(
    [...made].map(([name, witness]) => {
      const jobs = asking.flatMap((one) => (nameOf(one.witness) === name ? [one.job] : []));
      const wanted = or(...jobs.map(({ id }) => presence.get(id) ?? ALWAYS));
      return [name, { stage: graph.stages[0], ...witnessJob(witness, jobs[0]!, wanted) }];
    }),
  );
}

function witnessJob(witness: Witness, job: Job, wanted: Expr): YamlMap {
  const alone = witness.holds ? witness.atom : not(witness.atom);
  const narrow = and(wanted, alone);
  const owner = { name: `job ${job.id}`, location: job.location };
  const file = witnessFile(nameOf(witness));
  return {
    tags: job.runner?.gitlab?.length ? job.runner.gitlab : undefined,
    image: { name: tools.docker, entrypoint: [""] },
    variables: { GIT_STRATEGY: "none" },
    needs: [],
    // Where both cannot be one condition, it is there for nobody at times.
    rules: rules("refused" in printGitLab(narrow) ? alone : narrow, owner, "on_success").rules,
    interruptible: true,
    timeout: "10m",
    script: ["mkdir -p .waybill", `echo "$CI_PIPELINE_ID" > ${file}`],
    artifacts: { paths: [file], expire_in: days(1) },
  };
}
