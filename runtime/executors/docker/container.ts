import type { ContainerCreateOptions } from "dockerode";
import type { ScriptJob } from "../../../compiler/graph/model/index.ts";
import { sharedOutputs } from "../../../compiler/graph/step-values.ts";
import { OUTPUT_FILE, OUTPUT_VARIABLE } from "../outputs.ts";
import { containerName } from "./container-name.ts";
import { RUN_LABEL } from "./labels.ts";
import type { Limits } from "./limits.ts";
import { WORKSPACE } from "./shell.ts";
import type { TreeMount } from "./workspace-mounts.ts";

export interface ContainerSpec {
  readonly job: ScriptJob;
  readonly image: string;
  readonly tree: Pick<TreeMount, "mounts" | "repository">;
  /** A network of its own, for a job with services; otherwise the engine's default one. */
  readonly network?: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly limits: Limits;
}

/** What the steps of every job find in their environment, as at the providers. */
export function jobVariables(job: ScriptJob): Readonly<Record<string, string>> {
  return { CI: "true", ...(sharedOutputs(job).length > 0 && { [OUTPUT_VARIABLE]: `${WORKSPACE}/${OUTPUT_FILE}` }) };
}

/** git refuses a repository of another user's, which it takes the tree for: git-scm.com/docs/git-config, `safe.directory`. */
function gitVariables({ tree }: ContainerSpec): Readonly<Record<string, string>> {
  if (!tree.repository) return {};
  return { GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "safe.directory", GIT_CONFIG_VALUE_0: WORKSPACE };
}

/** A container that reads what to do from its standard input. */
export function waitingContainer(spec: ContainerSpec): ContainerCreateOptions {
  return {
    ...base(spec),
    ...{ Entrypoint: ["sh"], Cmd: ["-s"], WorkingDir: WORKSPACE },
    // Makes the init pass a signal on to the step too, and not only to the shell that waits for it.
    Env: [...variables({ ...gitVariables(spec), ...jobVariables(spec.job) }), "TINI_KILL_PROCESS_GROUP=1"],
    ...{ OpenStdin: true, StdinOnce: true, AttachStdin: true },
  };
}

/** A container whose only process is one step, for images that have no shell. */
export function stepContainer(
  spec: ContainerSpec,
  step: { readonly argv: readonly string[]; readonly env: Readonly<Record<string, string>>; readonly folder: string },
): ContainerCreateOptions {
  const [program = "", ...args] = step.argv;
  return {
    ...base(spec),
    ...{ Entrypoint: [program], Cmd: args, WorkingDir: step.folder },
    Env: variables({ ...gitVariables(spec), ...jobVariables(spec.job), ...step.env }),
  };
}

function base({ job, image, tree, network, labels, limits }: ContainerSpec): ContainerCreateOptions {
  return {
    ...{ Image: image, AttachStdout: true, AttachStderr: true },
    name: containerName(labels[RUN_LABEL] ?? "", job.id),
    Labels: { ...labels, "dev.waybill.job": job.id },
    ...(job.user !== undefined && { User: job.user }),
    HostConfig: {
      ...{ Init: true, Mounts: [...tree.mounts] },
      // Nobody reads it: what the job writes is taken from the connection, which is three times as fast without a log.
      LogConfig: { Type: "none", Config: {} },
      ...{ SecurityOpt: ["no-new-privileges"], PidsLimit: limits.processes, Memory: limits.memory },
      ...(network !== undefined && { NetworkMode: network }),
    },
  };
}

export function variables(env: Readonly<Record<string, string>>): string[] {
  return Object.entries(env).map(([name, value]) => `${name}=${value}`);
}
