import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Job } from "../../compiler/graph/model/index.ts";
import { isPrivileged } from "../../compiler/targets/github/guard.ts";
import { type TargetName, targets } from "../../compiler/targets/registry.ts";
import { build, deploy, gate, graph, script, sh } from "./graphs.ts";

type Keys = Readonly<Record<string, unknown>>;

const cloud = { kind: "idToken", name: "CLOUD", audience: "sts.amazonaws.com" } as const;
const vault = { kind: "idToken", name: "VAULT", audience: "https://vault.example.com" } as const;

function emitted(target: TargetName, jobs: readonly Job[]): Readonly<Record<string, Keys>> {
  const { files, diagnostics } = targets[target].emit(graph(jobs));
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const file = parse(files[0]?.text ?? "");
  return target === "github" ? file.jobs : file;
}

const stepsOf = (job: Keys | undefined) => job?.steps as readonly Keys[];
const shown = (steps: readonly Keys[]) => steps.map(({ id, env, run }) => ({ id, env, run }));

describe("id tokens on GitHub", () => {
  const job = script("a", { env: { CLOUD: cloud }, steps: [sh("one"), sh("two", { env: { V: vault } })] });

  it("are fetched before each step that names them, for as long as five minutes", () => {
    const { a } = emitted("github", [job]);
    expect(a?.permissions).toEqual({ contents: "read", "id-token": "write" });
    expect(a?.env).toBeUndefined();
    expect(shown(stepsOf(a).slice(1))).toEqual([
      { id: "tokens_1", env: { AUDIENCES: '{"CLOUD":"sts.amazonaws.com"}' }, run: undefined },
      { id: undefined, env: { CLOUD: "${{ steps.tokens_1.outputs.CLOUD }}" }, run: "one" },
      {
        id: "tokens_2",
        env: { AUDIENCES: '{"CLOUD":"sts.amazonaws.com","VAULT":"https://vault.example.com"}' },
        run: undefined,
      },
      {
        id: undefined,
        env: { CLOUD: "${{ steps.tokens_2.outputs.CLOUD }}", V: "${{ steps.tokens_2.outputs.VAULT }}" },
        run: "two",
      },
    ]);
  });

  it("are not fetched for a step that is passed over", () => {
    const { a } = emitted("github", [{ ...job, allowFailure: { exitCodes: [3] } }]);
    const steps = stepsOf(a);
    const at = steps.findIndex(({ id }) => id === "tokens_2");
    expect(steps[at]?.if).toBe("${{ !(steps.step_1.outputs.allowed) }}");
    expect(steps[at + 1]).toMatchObject({ id: "step_2", if: steps[at]?.if });
  });

  it("are given to builds and deploys too", () => {
    const jobs = emitted("github", [
      build("app", { secrets: { cloud } }),
      deploy("live", "app", { needs: [gate("app")], env: { VAULT: vault } }),
    ]);
    for (const [id, name] of [
      ["app", "BUILD_SECRET_CLOUD"],
      ["live", "VAULT"],
    ] as const) {
      const [fetch, use] = stepsOf(jobs[id]).slice(-2);
      expect(fetch?.id).toBe("tokens_1");
      expect((use?.env as Keys | undefined)?.[name]).toMatch(/^\$\{\{ steps\.tokens_1\.outputs\.(CLOUD|VAULT) \}\}$/);
    }
  });

  it("make a job that a guard stops fail", () => expect(isPrivileged(job)).toBe(true));
});

describe("id tokens on GitLab", () => {
  it("are variables of the jobs that name them", () => {
    const jobs = emitted("gitlab", [
      script("a", { env: { CLOUD: cloud }, steps: [sh("one", { env: { V: vault } })] }),
      script("b"),
    ]);
    expect(jobs.a?.id_tokens).toEqual({ CLOUD: { aud: cloud.audience }, VAULT: { aud: vault.audience } });
    expect(jobs.a?.script).toEqual(["V=\"$VAULT\" sh -euc 'one'"]);
    expect(jobs.b).not.toHaveProperty("id_tokens");
  });
});
