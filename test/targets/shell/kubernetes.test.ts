import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { kubernetesScript } from "../../../compiler/targets/shell/kubernetes.ts";
import { runShell, SHELLS } from "./shells.ts";

const image = `registry.example.com/shop@sha256:${"b".repeat(64)}`;

/** What of the script is ours: a program stands for kubectl, which tells what it was asked for and answers as it is told. */
describe.each(SHELLS)("a rollout, in %s", (_, shell) => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "waybill-kubectl-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const run = (answers: { readonly status: number; readonly running: string }) => {
    const program = join(folder, "kubectl");
    const cases = `*" rollout status "*) if [ ! -e undone ]; then exit ${answers.status}; fi ;;
  *" rollout undo "*) : > undone ;;
  *" get "*) echo '${answers.running}' ;;`;
    writeFileSync(program, `#!/bin/sh\necho "$*" >> asked\ncase " $* " in\n  ${cases}\nesac\n`);
    chmodSync(program, 0o755);
    const to = { kind: "kubernetesRollout", workload: "deployment", name: "shop" } as const;
    const script = kubernetesScript({ ...to, namespace: "prod", container: "app", deadline: 9 });
    const env = { PATH: `${folder}:${process.env.PATH}`, WORKLOAD: "deployment/shop", CONTAINER: "app" };
    const ended = runShell([...shell, "-eu"], script, {
      cwd: folder,
      env: { ...env, NAMESPACE: "prod", DEADLINE: "9", IMAGE: image },
    });
    return { ...ended, asked: readFileSync(join(folder, "asked"), "utf8").trim().split("\n") };
  };

  it("sets the image, waits, and reads it back", () => {
    const { status, stdout, asked } = run({ status: 0, running: image });
    expect([status, stdout]).toEqual([0, `deployment/shop runs ${image}\n`]);
    expect(asked).toEqual([
      `--namespace prod set image deployment/shop app=${image}`,
      "--namespace prod rollout status deployment/shop --timeout 9s",
      "--namespace prod get deployment/shop -o jsonpath={.spec.template.spec.containers[?(@.name=='app')].image}",
    ]);
  });

  it("fails where another image was set meanwhile, and leaves that alone", () => {
    const { status, stderr, asked } = run({ status: 0, running: "other" });
    expect([status, stderr]).toEqual([1, `deployment/shop runs other, which is not the tested ${image}\n`]);
    expect(asked.join("\n")).not.toContain("undo");
  });

  it("undoes a rollout that is not healthy in time", () => {
    const { status, stderr, asked } = run({ status: 1, running: image });
    expect([status, stderr]).toEqual([1, expect.stringContaining("is not healthy after 9 s: undoing the rollout")]);
    expect(asked).toContain("--namespace prod rollout undo deployment/shop");
  });
});
