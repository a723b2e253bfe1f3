import { expect, it } from "vitest";
import { changed, not } from "../../../compiler/expr/index.ts";
import { github } from "../../../compiler/targets/github/emit.ts";
import { validateGitHub } from "../../conformance/targets.ts";
import { after as following, graph, script, sh } from "../graphs.ts";
import { holds, jobsOf } from "./reader.ts";

const isUntouched = not(changed("docs/**"));

it("a final job fails where the job failed that its conditions ask: that is no answer", async () => {
  const final = { finally: true, needs: [following("unit")] } as const;
  const source = graph([
    script("unit"),
    script("whole", { ...final, when: isUntouched }),
    script("part", { ...final, steps: [sh("./clean", { when: isUntouched })] }),
  ]);
  const text = github.emit(source).files[0]?.text ?? "";
  expect(await validateGitHub(text)).toEqual([]);
  const jobs = jobsOf(text);
  const [output = ""] = Object.keys(jobs.plan?.outputs ?? {});
  const ends = (result: string, outputs: Readonly<Record<string, string>>) =>
    ["whole", "part"].map((id) => {
      const contexts = { needs: { plan: { result, outputs }, unit: { result: "success" } } };
      if (!holds(jobs[id]?.if, { succeeded: result === "success", cancelled: false }, contexts)) return "skipped";
      const first = jobs[id]?.steps?.[0];
      const fails = first?.run?.endsWith("exit 1") && holds(first.if, { succeeded: true, cancelled: false }, contexts);
      return fails ? "failed" : "ran";
    });
  for (const result of ["failure", "cancelled"]) expect(ends(result, {})).toEqual(["failed", "failed"]);
  expect(ends("success", { [output]: "false" })).toEqual(["ran", "ran"]);
  expect(ends("success", { [output]: "true" })).toEqual(["skipped", "ran"]);
});
