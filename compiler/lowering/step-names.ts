import { defined } from "../graph/model/defined.ts";
import type { Step } from "../graph/model/index.ts";
import { type DeclaredNode, fieldOf, isList, nodeOf, plain, refOf } from "./nodes.ts";
import type { Element, Reader } from "./reader.ts";
import { outputName, stepId } from "./rules/names.ts";
import { type EarlierStep, validate } from "./scope.ts";

/** The ids of a job's steps: the author's, or made of their names. */
export interface StepNames {
  /** A step by its node, where it stands before this one (by index): something refers to it. */
  before(index: number): (node: number) => EarlierStep | undefined;
  /** The job does not have a step. */
  leaveOut(index: number): void;
  /** What the graph has of a step's id and outputs, once all that refers to them has been read. */
  of(index: number): Pick<Step, "id" | "outputs">;
  /** The last step that has an output of this name. */
  withOutput(name: string): string | undefined;
}

interface Named {
  readonly node: number | undefined;
  readonly id: string;
  /** The author has given the id. */
  readonly isGiven: boolean;
  readonly outputs: readonly string[];
}

/** GitHub ignores case in ids, and variables of a shell are named for them. */
const folded = (id: string) => id.toLowerCase().replaceAll("-", "_");

/** Ids of steps that the compiler emits beside the author's. */
const TAKEN =
  /^(condition|conditions|outputs|answers|plan|pack|login|build|matches|changed|tokens_\d+|step_\d+|waybill.*)$/;

/** Judges the ids and the names of outputs of a job's steps. */
export function stepNames(from: Reader, steps: readonly Element[]): StepNames {
  const { scope } = from;
  const nodes = steps.map(({ value }) => nodeOf(scope.walk.nodes, value, "step"));
  const given = nodes.map((node) => givenId(node) ?? nativeId(node));
  const taken = new Set<string>(given.flatMap((id) => (id === undefined ? [] : [folded(id)])));
  const seen = new Set<string>();
  const named = nodes.map((node, index): Named => {
    const own = given[index];
    if (own !== undefined) {
      validate(scope, "the id of a step", own, stepId);
      if (seen.has(folded(own))) scope.report.add("WB2151", { owner: scope.owner, id: own }, { at: scope.at });
      seen.add(folded(own));
    }
    const id = own ?? freeId(node, taken);
    taken.add(folded(id));
    return { node: refOf(steps[index]!.value), id, isGiven: own !== undefined, outputs: outputsOf(node) };
  });
  for (const { outputs } of named)
    for (const output of outputs) validate(scope, "an output of a step", output, outputName);
  const referred = new Set<string>();
  const leftOut = new Set<string>();
  return {
    before: (index) => (node) => {
      const found = named.slice(0, index).find((one) => one.node === node);
      if (!found) return undefined;
      referred.add(found.id);
      return { id: found.id, isLeftOut: leftOut.has(found.id) };
    },
    leaveOut(index) {
      leftOut.add(named[index]!.id);
    },
    of: (index) => {
      const { id, isGiven, outputs } = named[index]!;
      const isNamed = isGiven || outputs.length > 0 || referred.has(id);
      return defined({ id: isNamed ? id : undefined, outputs: outputs.length > 0 ? outputs : undefined });
    },
    withOutput: (name) => named.findLast(({ id, outputs }) => outputs.includes(name) && !leftOut.has(id))?.id,
  };
}

function givenId(node: DeclaredNode | undefined): string | undefined {
  const id = fieldOf(fieldOf(node, "options"), "id");
  return typeof id === "string" ? id : undefined;
}

/** The id among the keys of a native step. */
function nativeId(node: DeclaredNode | undefined): string | undefined {
  const id = fieldOf(fieldOf(fieldOf(fieldOf(node, "run"), "keys"), "github"), "id");
  return typeof id === "string" ? id : undefined;
}

function outputsOf(node: DeclaredNode | undefined): readonly string[] {
  const outputs = fieldOf(fieldOf(node, "options"), "outputs");
  return isList(outputs) ? [...new Set(outputs.map((one) => String(plain(one))))] : [];
}

/** An id that no other step has, of the letters and digits of a step's name. */
function freeId(node: DeclaredNode | undefined, taken: ReadonlySet<string>): string {
  const name = fieldOf(node, "name");
  const plainName = (typeof name === "string" ? name : "step")
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^A-Za-z0-9_-]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 60);
  const base = /^[A-Za-z_]/.test(plainName) && !TAKEN.test(plainName) ? plainName : `step-${plainName || "of-job"}`;
  let id = base;
  for (let number = 2; taken.has(folded(id)) || TAKEN.test(id); number += 1) id = `${base}-${number}`;
  return id;
}
