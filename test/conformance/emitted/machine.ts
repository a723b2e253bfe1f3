import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { uniqueName } from "../../engine/index.ts";
import { createGuardedState } from "../../engine/machine/guarded.mjs";
import { startDaemon, waitUntilReady } from "../../engine/machine/processes.mjs";

/** What a provider's machine has: the docker command with its plug-in, and BuildKit beside the engine. */
export interface Machine {
  /** For the docker command, and so for the scripts. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs the docker command. Throws when it fails. */
  docker(...args: readonly string[]): string;
  /** The same machine, with a docker command that knows nothing yet: no builder, no context, no login. */
  fresh(): Readonly<Record<string, string>>;
  dispose(): Promise<void>;
}

/**
 * A machine of its own: no builder has layers yet, and nobody is logged in. The scripts find the builder that they ask for
 * already there, as on a runner that is kept. They would start it in a privileged container, out of an image: both
 * are more than a machine for tests may have. It is the same program, started beside the engine.
 *
 * @param programs their paths
 */
export async function machine(
  socketPath: string,
  programs: { readonly buildx: string; readonly buildkitd: string },
): Promise<Machine> {
  const { state, stop } = await createGuardedState();
  const address = `unix://${state}/buildkit.sock`;
  const PATH = `${dockerWithOwnNames(state)}:${process.env.PATH}`;
  const fresh = () => {
    const config = mkdtempSync(join(state, "config-"));
    mkdirSync(join(config, "cli-plugins"));
    symlinkSync(programs.buildx, join(config, "cli-plugins", "docker-buildx"));
    return { PATH, HOME: config, DOCKER_HOST: `unix://${socketPath}`, DOCKER_CONFIG: config };
  };
  const env = fresh();
  const docker = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync("docker", args, { env, encoding: "utf8" });
    if (status !== 0) throw new Error(`docker ${args.join(" ")}: ${stderr}`);
    return stdout.trim();
  };
  try {
    const args = ["--root", `${state}/buildkit`, "--addr", address, "--containerd-worker=false"];
    const log = join(state, "buildkitd.log");
    const daemon = startDaemon(programs.buildkitd, args, log);
    const control = join(dirname(programs.buildkitd), "buildctl");
    await waitUntilReady(daemon, async () => spawnSync(control, ["--addr", address, "debug", "workers"]).status === 0, {
      name: "buildkitd",
      milliseconds: 60_000,
    });
    docker("buildx", "create", "--name", "waybill-builder", "--driver", "remote", address);
    return { env, docker, fresh, dispose: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * A `docker` command that gives the container `waybill` of a provider's machine a name that no other test run has, where several
 * share an engine.
 *
 * @returns the folder that it is in
 */
function dockerWithOwnNames(state: string): string {
  const docker = execFileSync("sh", ["-c", "command -v docker"], { encoding: "utf8" }).trim();
  const folder = join(state, "bin");
  mkdirSync(folder);
  const script = `#!/bin/sh
for word; do
  shift
  [ "$word" != waybill ] || word=${uniqueName("waybill")}
  set -- "$@" "$word"
done
exec ${docker} "$@"
`;
  writeFileSync(join(folder, "docker"), script, { mode: 0o755 });
  return folder;
}
