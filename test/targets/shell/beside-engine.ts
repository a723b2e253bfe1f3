import { execFileSync, type SpawnSyncReturns, spawnSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { ScriptJob, StageGraph } from "../../../compiler/graph/model/index.ts";
import { insideScript } from "../../../compiler/targets/gitlab/docker-run.ts";
import { targets } from "../../../compiler/targets/registry.ts";
import { runningEngine, uniqueName } from "../../engine/index.ts";

/** What GitLab runs of a job beside an engine; one that is there need not be waited for. */
export function onGitLab(job: ScriptJob, graph: StageGraph): string {
  return insideScript(job, graph)
    .filter((line) => !line.startsWith("# Waits"))
    .join("\n");
}

/** The steps of a job that GitHub runs on its machine, as one script. */
export function onGitHub(graph: StageGraph, job: string): string {
  const { jobs } = parse(targets.github.emit(graph).files[0]?.text ?? "");
  const steps = jobs[job].steps as readonly { readonly name: string; readonly run?: string }[];
  return steps.flatMap(({ name, run }) => (run && name !== "Stop the image" ? [run] : [])).join("\n");
}

interface Beside {
  /** Where the script works; the container's user may be any. */
  readonly folder: string;
  /** In place of images by digest. */
  readonly image: string;
  readonly lines: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Runs an emitted script with the `docker` command, under a name for its container that no other test has. */
export function runBesideEngine({ folder, image, lines, env }: Beside): SpawnSyncReturns<string> {
  const name = uniqueName("beside");
  const docker = execFileSync("sh", ["-c", "command -v docker"], { encoding: "utf8" }).trim();
  const DOCKER_HOST = `unix://${runningEngine().socketPath}`;
  writeFileSync(
    join(folder, "docker"),
    `#!/bin/sh
for word; do
  shift
  case $word in waybill) word=${name} ;; *@sha256:0*) word=${image} ;; esac
  set -- "$@" "$word"
done
exec ${docker} "$@"
`,
  );
  for (const path of [folder, join(folder, "docker")]) chmodSync(path, 0o777);
  try {
    return spawnSync("bash", ["--norc", "-euo", "pipefail", "-c", lines], {
      ...{ cwd: folder, encoding: "utf8", input: "" },
      env: { PATH: `${folder}:${process.env.PATH}`, DOCKER_HOST, HOME: folder, ...env },
    });
  } finally {
    execFileSync(docker, ["rm", "--force", name], { env: { DOCKER_HOST }, stdio: "ignore" });
  }
}
