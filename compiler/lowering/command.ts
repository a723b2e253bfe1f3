import type { DeclaredCommand, DeclaredStep } from "../authoring/document.ts";
import type { Location } from "../diagnostics/index.ts";
import type { Command, CommandDestination, Env, Value } from "../graph/model/index.ts";
import { checked, type Scope } from "./report.ts";
import { oneOf } from "./rules/choices.ts";
import { imageReference } from "./rules/images.ts";
import { engineName } from "./rules/names.ts";
import { withSecrets } from "./script-job.ts";
import { lowerStep } from "./step.ts";
import { lowerEnv, sameValue } from "./values.ts";

export interface LoweredCommand {
  readonly to: Omit<CommandDestination, "deadline">;
  /** The job's: all commands have it, as a provider runs them in one process. */
  readonly env: Env;
}

/** The commands of a destination. What they interpolate is in the job's environment, under names that none uses for another. */
export function lowerCommand(scope: Scope, to: DeclaredCommand<Location>): LoweredCommand {
  if (to.rollback && !to.readBack) {
    scope.report.add("WB2190", { owner: scope.owner, destination: to.name }, { at: to.rollback.at });
  }
  let env: Readonly<Record<string, Value>> = withSecrets(scope, lowerEnv(scope, "to.env", to.env), to.secrets);
  const missing: Command = { name: "", location: scope.at, run: { kind: "shell", script: "" } };
  const lower = (step: DeclaredStep<Location>): Command => {
    const refuse = (what: string) => scope.report.add("WB2201", { owner: scope.owner, what }, { at: step.at });
    if (step.when) refuse("has a condition");
    const { env: own, when: _, run, ...command } = lowerStep(scope, step, { env, shell: to.shell, index: 0 });
    if (run.kind === "action") {
      refuse("is an action of GitHub's");
      return missing;
    }
    for (const [name, value] of Object.entries(own)) {
      if (Object.hasOwn(env, name) && !sameValue(env[name] as Value, value)) {
        scope.report.add("WB2191", { owner: scope.owner, name }, { at: step.at });
      }
    }
    env = { ...env, ...own };
    return { ...command, run };
  };
  const commands = {
    // Where there is none, that has been told.
    run: to.run ? lower(to.run) : missing,
    ...(to.readBack && { readBack: lower(to.readBack) }),
    ...(to.rollback && { rollback: lower(to.rollback) }),
  };
  return {
    to: {
      kind: to.kind,
      name: checked(scope, "the destination", to.name, engineName),
      image: { kind: "registry", reference: checked(scope, "to.image", to.image, imageReference) },
      shell: oneOf(scope, "to.shell", to.shell, ["sh", "bash"]),
      ...commands,
    },
    env,
  };
}
