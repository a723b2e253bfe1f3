import { defined } from "../graph/model/defined.ts";
import type { Command, CommandDestination, Env, Value } from "../graph/model/index.ts";
import { fieldOf, nodeOf, placeOf, type Written } from "./nodes.ts";
import { type Reader, reader } from "./reader.ts";
import { imageReference } from "./rules/images.ts";
import { engineName } from "./rules/names.ts";
import { withSecrets } from "./script-job.ts";
import { readStep } from "./step.ts";
import { readEnv, sameValue } from "./values.ts";

export interface ReadCommand {
  readonly to: Omit<CommandDestination, "deadline">;
  /** The job's: all commands have it, as a provider runs them in one process. */
  readonly env: Env;
}

/**
 * The commands of a destination. What they interpolate is in the job's environment, under names that none uses for another.
 *
 * @param declared - The destination itself, of which `options` are a part.
 */
export function readCommand(options: Reader, declared: Reader): ReadCommand {
  const { scope } = options;
  const name = declared.text("target", engineName, "the destination");
  const variables = new Map<string, Value>(Object.entries(withSecrets(options, readEnv(options, "env"))));
  const shell = options.choice("shell", ["sh", "bash"]);
  const missing: Command = { name: "", location: scope.at, run: { kind: "shell", script: "" } };
  const read = (field: string, value: Written | undefined): Command => {
    const node = nodeOf(scope.walk.nodes, value, "step");
    const at = placeOf(fieldOf(node, "at")) ?? scope.at;
    const refuse = (what: string) => scope.report.add("WB2201", { owner: scope.owner, what }, { at });
    if (fieldOf(fieldOf(node, "options"), "when") !== undefined) refuse("has a condition");
    if (fieldOf(fieldOf(node, "options"), "outputs") !== undefined) refuse("has outputs");
    const context = { env: Object.fromEntries(variables), shell, index: 0 };
    const { step } = readStep(reader(scope, {}), { value: value ?? null, field }, context) ?? {};
    if (!step) return missing;
    const { name, location, run, workingDirectory } = step;
    if (run.kind === "action" || run.kind === "native") {
      refuse(run.kind === "action" ? "is an action of GitHub's" : "is a step of GitHub's own");
      return missing;
    }
    for (const [variable, value] of Object.entries(step.env)) {
      const other = variables.get(variable);
      if (other && !sameValue(other, value)) {
        scope.report.add("WB2191", { owner: scope.owner, name: variable }, { at });
      }
      variables.set(variable, value);
    }
    return { name, location, run, ...defined({ workingDirectory }) };
  };
  const optional = (field: "readBack" | "rollback") =>
    options.has(field) ? read(options.field(field), options.get(field)) : undefined;
  const image = options.text("image", imageReference);
  const run = read("to.run", declared.get("run"));
  const [readBack, rollback] = [optional("readBack"), optional("rollback")];
  if (rollback && !readBack) {
    scope.report.add("WB2190", { owner: scope.owner, destination: name }, { at: rollback.location });
  }
  return {
    to: {
      kind: "command",
      name,
      image: { kind: "registry", reference: image },
      shell,
      run,
      ...defined({ readBack, rollback }),
    },
    env: Object.fromEntries(variables),
  };
}
