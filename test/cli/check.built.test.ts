import { expect, it } from "vitest";
import { folderWith } from "./folder.ts";
import { waybill } from "./waybill.ts";

const withAction = (options: string) => `import { job, pipeline, push, sh, uses } from "waybill";
const unit = job("unit", { image: "busybox:1.36", steps: [sh\`true\`, uses("actions/cache@${"a".repeat(40)}")] });
export default pipeline("app", { on: [push()], jobs: [unit]${options} });
`;
const check = async (source: string, ...args: readonly string[]) =>
  waybill(["check", ...args], { cwd: await folderWith(source) });

it("judges for all providers, and exits with 1 where one cannot express the pipeline", async () => {
  const { exitCode, stderr } = await check(withAction(""));
  expect([exitCode, stderr.match(/WB\d+/g)]).toEqual([1, ["WB3081"]]);
});

it("judges for the providers that the pipeline, or --target, names", async () => {
  expect(await check(withAction(`, targets: ["github"]`))).toMatchObject({ exitCode: 0, stderr: "" });
  expect(await check(withAction(""), "--target", "github")).toMatchObject({ exitCode: 0, stderr: "" });
  expect(await check(withAction(`, targets: ["github"]`), "--target", "gitlab")).toMatchObject({ exitCode: 1 });
});
