import { CALLED } from "./conditions/values.ts";
import { secretName } from "../../graph/confidential.ts";
import { declaredInputs, isCallable } from "../../graph/inputs.ts";
import type { BuildJob, Env, ImageReference, RunValue, StageGraph, Value } from "../../graph/model/index.ts";
import { partsIn } from "../../graph/walk.ts";
import type { YamlMap } from "../yaml.ts";
import { tokenStep } from "./tokens.ts";

/** The commit that was pushed: for a pull request its head, not the merge that GitHub makes of it. */
export const HEAD = "github.event.pull_request.head.sha || github.sha";

/** The facts of a run as expressions. `ref_name` of a pull request is its number, so branches are asked for elsewhere. */
const RUN_EXPRESSIONS: Readonly<Record<RunValue["name"], string>> = {
  event:
    "github.event_name == 'pull_request' && 'pullRequest' || github.event_name == 'workflow_dispatch' && 'manual' || github.event_name",
  branch: "startsWith(github.ref, 'refs/heads/') && github.ref_name || ''",
  tag: "github.ref_type == 'tag' && github.ref_name || ''",
  sha: HEAD,
  actor: "github.actor",
  sourceBranch: "github.head_ref",
  // A failure that is allowed is told as a success.
  status:
    "contains(needs.*.result, 'failure') && 'failed' || contains(needs.*.result, 'cancelled') && 'cancelled' || 'succeeded'",
  targetBranch: "github.base_ref",
  pullRequestNumber: "github.event.pull_request.number",
  pullRequestTitle: "github.event.pull_request.title",
  pullRequestAuthor: "github.event.pull_request.user.login",
  repository: "github.repository",
  defaultBranch: "github.event.repository.default_branch || github.ref_name",
  commitMessage: "github.event.head_commit.message",
  commitAuthor:
    "github.event.head_commit && format('{0} <{1}>', github.event.head_commit.author.name, github.event.head_commit.author.email)",
};

/**
 * A value for an `env:` entry; never for a `run:`, where it would become part of the script.
 *
 * @param step - The number of the step that is given it: its id tokens are fetched for it alone. Default: the only one.
 */
export function valueText(value: Value, graph: StageGraph, step = 1): string {
  switch (value.kind) {
    case "literal":
      return literal(value.value);
    case "secret":
    case "secretFile":
      return expression(`secrets.${value.name}`);
    case "idToken":
      return expression(`steps.${tokenStep(step)}.outputs.${value.name}`);
    case "run":
      return expression(runExpression(value.name, graph));
    case "input":
      return expression(inputExpression(value.name, graph));
    case "output":
      return expression(`needs.${value.job}.outputs.${value.name}`);
    case "step":
      return expression(`steps.${value.step}.${value.name}`);
    case "image":
      return imageReference(value.job, graph);
    case "matrix":
      return expression(`matrix.${value.name}`);
    case "vars":
      return expression(`vars.${value.name}`);
    case "gitlab":
      // It is refused before.
      return "";
    case "text":
      return value.parts.map((part) => valueText(part, graph, step)).join("");
  }
}

export function expression(text: string): string {
  return `\${{ ${text} }}`;
}

/** GitHub reads `${{` in every text of the file. */
export function literal(text: string): string {
  return text.replaceAll("${{", "${{ '${{' }}");
}

/** A condition that may stand beside others. */
export function grouped(text: string): string {
  return text.includes("||") && !isGroup(text) ? `(${text})` : text;
}

/** Whether its first parenthesis is closed by its last. */
function isGroup(text: string): boolean {
  let depth = 0;
  return [...text].every((char, index) => {
    depth += char === "(" ? 1 : char === ")" ? -1 : 0;
    return depth > 0 || index === text.length - 1;
  });
}

export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function runExpression(name: RunValue["name"], graph: StageGraph): string {
  const plain = RUN_EXPRESSIONS[name];
  return name === "event" && isCallable(graph) ? `${CALLED} && 'call' || ${plain}` : plain;
}

/** An input is empty where nobody was asked for it, its default included. */
function inputExpression(name: string, graph: StageGraph): string {
  const fallback = declaredInputs(graph.triggers)[name]?.default;
  const given = `inputs.${name}`;
  // What nothing but a person starts has asked for all inputs.
  const isAsked = graph.triggers.every(({ kind }) => kind === "manual");
  return fallback && !isAsked ? `${unasked(name, graph)} && ${quoted(fallback)} || ${given}` : given;
}

/** That neither a person nor a caller was asked for an input. A caller may have been started by hand itself. */
function unasked(name: string, graph: StageGraph): string {
  const byHand = Object.hasOwn(declaredInputs(graph.triggers, "manual"), name);
  const byCaller = Object.hasOwn(declaredInputs(graph.triggers, "call"), name);
  const notManual = "github.event_name != 'workflow_dispatch'";
  if (byCaller) return byHand ? `${notManual} && !${CALLED}` : `!${CALLED}`;
  return isCallable(graph) ? `(${notManual} || ${CALLED})` : notManual;
}

/** `repository@digest` of a build. Only the digest comes from the other job, so that the file shows what it is of. */
export function imageReference(job: string, graph: StageGraph): string {
  return `${buildOf(job, graph)?.repository}@${expression(`needs.${job}.outputs.digest`)}`;
}

/** An image by its name, whatever that takes. */
export function imageText(image: ImageReference, graph: StageGraph): string {
  if (image.kind === "build") return imageReference(image.job, graph);
  if (image.kind === "registry") return literal(image.reference);
  if (image.kind === "machine") throw new Error("a machine has no image");
  return image.parts.map((part) => valueText(part, graph)).join("");
}

export function buildOf(job: string, graph: StageGraph): BuildJob | undefined {
  return graph.jobs.find((one): one is BuildJob => one.id === job && one.kind === "build");
}

/** An `env:` of the entries that `keep` takes; undefined when there are none. */
export function environment(
  env: Env,
  graph: StageGraph,
  keep: (value: Value) => boolean = () => true,
  step = 1,
): YamlMap | undefined {
  const entries = Object.entries(env).filter(([, value]) => keep(value));
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.map(([name, value]) => [name, valueText(value, graph, step)]));
}

export const isSecret = (value: Value): boolean => partsIn(value).some((part) => secretName(part) !== undefined);
