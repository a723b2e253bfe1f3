import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { targets } from "../../../compiler/targets/registry.ts";
import { dockerExecutor } from "../../../runtime/executors/docker/index.ts";
import { hostExecutor } from "../../../runtime/executors/host/index.ts";
import { type RunEvent, run } from "../../../runtime/index.ts";
import { describeDocker, docker, uniqueName } from "../../engine/index.ts";
import { facts } from "../../runtime/graphs.ts";
import { exec, graph, script, sh } from "../graphs.ts";
import { onGitHub, onGitLab, runBesideEngine } from "./beside-engine.ts";

const using = (image: string) =>
  script("a", {
    image: { kind: "registry", reference: image },
    entrypoint: "image",
    workingDirectory: "pkg",
    steps: [
      sh('echo "$STARTED $words in $(basename "$PWD")"; touch left', {
        env: { words: { kind: "literal", value: "and told" } },
      }),
      exec("sh", "-c", 'echo "$STARTED"; ls'),
      sh("exit 7"),
    ],
  });
const SEEN = "it's  * so and told in pkg\nit's  * so\nleft\n";

it("takes an engine on the host executor", () => {
  const [refused] = hostExecutor().refusals(graph([using("app:1")]));
  expect(refused?.message).toBe(
    "`a` cannot run as local processes: its steps are started by the entrypoint of its image",
  );
});

describeDocker("the image's own entrypoint", ({ images, socketPath }) => {
  let folder: string;
  const made: string[] = [];

  async function image(entrypoint: readonly string[]): Promise<string> {
    const name = `${uniqueName("entrypoint")}:1`;
    const container = await docker().createContainer({ Image: images.busybox, Cmd: ["true"] });
    const changes = `ENTRYPOINT ${JSON.stringify(entrypoint)}`;
    await container.commit({ repo: name.split(":")[0], tag: "1", changes });
    await container.remove();
    made.push(name);
    return name;
  }

  let passing: string;
  let swallowing: string;
  let forgetful: string;
  beforeAll(async () => {
    passing = await image(["env", "STARTED=it's  * so"]);
    swallowing = await image(["/bin/sh", "-c", "exit 0"]);
    forgetful = await image(["echo", "ready:"]);
  });
  afterAll(async () => {
    for (const name of made) await docker().getImage(name).remove({ force: true });
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "waybill-entrypoint-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const emitted = (name: string) => {
    const jobs = graph([using(name)]);
    const place = { folder, image: "" };
    return {
      gitlab: () =>
        runBesideEngine({
          ...place,
          lines: `mkdir -p pkg\n${onGitLab(using(name), jobs)}`,
          env: { CI_PROJECT_DIR: folder },
        }),
      github: () =>
        runBesideEngine({
          ...place,
          lines: `mkdir -p pkg\n${onGitHub(jobs, "a")}`,
          env: { GITHUB_WORKSPACE: folder, IMAGE: name, words: "and told" },
        }),
    };
  };

  async function here(name: string) {
    const lines: string[] = [];
    const outcome = await run(graph([using(name)]), {
      ...{
        root: folder,
        executor: dockerExecutor({ address: `unix://${socketPath}` }),
        facts,
        secrets: () => undefined,
      },
      reporter: (event: RunEvent) => void (event.type === "log" && lines.push(`${event.line}\n`)),
    });
    return { result: outcome.jobs.get("a"), lines: lines.join("") };
  }

  it.each(["gitlab", "github"] as const)("starts each step's process on %s", (target) => {
    const ended = emitted(passing)[target]();
    expect([ended.stdout, ended.status], ended.stderr).toEqual([SEEN, 7]);
  });

  it("starts it here", async () => {
    mkdirSync(join(folder, "pkg"));
    const { result, lines } = await here(passing);
    expect(lines).toBe(SEEN);
    expect(result).toMatchObject({ failure: { kind: "exit", step: 2, exitCode: 7 } });
  });

  it("fails the step that it does not run", async () => {
    mkdirSync(join(folder, "pkg"));
    for (const target of ["gitlab", "github"] as const) {
      const { status, stderr } = emitted(forgetful)[target]();
      expect([status, stderr]).toEqual([1, "The image's entrypoint has ended without running the step\n"]);
    }
    const { result, lines } = await here(forgetful);
    // On two streams, so in either order.
    expect(lines).toContain("ready: sh -c ");
    expect(lines).toContain("The image's entrypoint has ended without running the step\n");
    expect(result).toMatchObject({ failure: { kind: "exit", step: 0, exitCode: 1 } });
  });

  it("is refused where it would not run the step", async () => {
    for (const target of ["gitlab", "github"] as const) {
      const { status, stderr } = emitted(swallowing)[target]();
      expect([status, stderr]).toEqual([
        1,
        "The image's entrypoint takes no arguments, so it would not run the step: exit 0\n",
      ]);
    }
    const { result } = await here(swallowing);
    expect(result).toMatchObject({
      failure: {
        diagnostic: {
          code: "WB3141",
          message: `the entrypoint of ${swallowing}, which should start the steps of \`a\`, ignores its arguments: "exit 0"`,
        },
      },
    });
  });
});

it("is run by neither provider itself", () => {
  for (const target of ["gitlab", "github"] as const) {
    const text = targets[target].emit(graph([using("app:1")])).files[0]?.text ?? "";
    expect(text).toContain('"$@" sh -c \': > /dev/shm/waybill-begun && exec "$0" "$@"\' sh -euc');
  }
});
