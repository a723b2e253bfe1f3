import { spawn, spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DeployJob } from "../../../compiler/graph/model/index.ts";
import { factsOf } from "../../../compiler/graph/destination-facts.ts";
import { deployScript } from "../../../compiler/targets/shell/deploy.ts";
import type { RunningEngine } from "../../engine/index.ts";
import { deploy } from "../graphs.ts";

/** How a script ended. */
export interface End {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface DeployStand {
  /** What the docker command is told by its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs the docker command. Throws when it fails. */
  docker(...args: readonly string[]): string;
  /** An image whose main process is this command in a shell, pushed; answers with its digest. */
  image(tag: string, command: string, ...changes: readonly string[]): string;
  /** Runs the emitted script in a process group of its own. */
  run(
    to: DeployJob["to"],
    reference: string,
    more?: { readonly shell?: string; readonly env?: Readonly<Record<string, string>> },
  ): Promise<End>;
  /** A network with addresses that no other one of the engine has; answers with the first three numbers of its addresses. */
  network(name: string): string;
  dispose(): void;
}

/** Whether the machine has what a provider's has, and the script wants. */
export const tools = ["curl", "jq"].every((tool) => spawnSync(tool, ["--version"]).status === 0);

/** Emitted deploys as a provider runs them, with a docker command that is logged in. */
export function deployStand({ socketPath, registry, images }: RunningEngine, name: string): DeployStand {
  const repository = `${registry.host}/${name}`;
  const config = mkdtempSync(join(tmpdir(), "waybill-docker-"));
  const env = {
    ...{ PATH: process.env.PATH ?? "", HOME: config, DOCKER_HOST: `unix://${socketPath}`, DOCKER_CONFIG: config },
  };
  const tags: string[] = [];
  const docker = (...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync("docker", args, { env, encoding: "utf8" });
    if (status !== 0) throw new Error(`docker ${args.join(" ")}: ${stderr}`);
    return stdout.trim();
  };
  spawnSync("docker", ["login", "--username", registry.username, "--password-stdin", registry.host], {
    ...{ env, input: registry.password },
  });
  return {
    env,
    docker,
    image(tag, command, ...more) {
      const container = docker("create", images.busybox);
      const changes = [`CMD ${JSON.stringify(["sh", "-c", command])}`, `ENV VERSION=${tag}`, "VOLUME /data", ...more];
      const place = `${repository}:${tag}`;
      docker("commit", ...changes.flatMap((change) => ["--change", change]), container, place);
      docker("rm", container);
      docker("push", "--quiet", place);
      tags.push(place);
      return docker("inspect", "--format", "{{index .RepoDigests 0}}", place);
    },
    run(to, reference, { shell = "dash", env: more = {} } = {}) {
      const login = {
        REGISTRY: registry.host,
        REGISTRY_USERNAME: registry.username,
        REGISTRY_PASSWORD: registry.password,
      };
      const child = spawn(shell, ["-c", deployScript(deploy("production", "app", { to }))], {
        env: { ...env, ...factsOf(to).parameters(), IMAGE: reference, ...login, ...more },
        detached: true,
      });
      const [out, err]: [string[], string[]] = [[], []];
      child.stdout.on("data", (part) => out.push(String(part)));
      child.stderr.on("data", (part) => err.push(String(part)));
      return new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (status, signal) => {
          resolve({ status, signal, stdout: out.join(""), stderr: err.join("") });
        });
      });
    },
    network(name) {
      for (;;) {
        // Of the range that is set aside for measurements (RFC 2544): nothing else here has one of these.
        const prefix = `198.${randomInt(18, 20)}.${randomInt(256)}`;
        const args = ["network", "create", "--subnet", `${prefix}.0/24`, name];
        const { status, stderr } = spawnSync("docker", args, { env, encoding: "utf8" });
        if (status === 0) return prefix;
        if (!stderr.includes("overlaps")) throw new Error(`docker ${args.join(" ")}: ${stderr}`);
      }
    },
    dispose() {
      for (const tag of tags) spawnSync("docker", ["rmi", "--force", tag], { env });
      rmSync(config, { recursive: true, force: true });
    },
  };
}
