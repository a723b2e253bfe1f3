import { expect, it } from "vitest";
import { inexact } from "../../cli/provider-file.ts";
import type { Verdict } from "../../compiler/importers/verdict/index.ts";

const at = { file: "ci.yml", line: 4, column: 3 };
const verdict = (job: string, rest: Partial<Verdict>): Verdict => ({
  ...{ job, at, kind: "same", differences: [], kept: [] },
  ...rest,
});

it("warns about each job that a provider's file does not give exactly", () => {
  const differences = [
    { aspect: "timeout", was: "60", now: "" },
    { aspect: "needs", was: "", now: "lint" },
  ];
  const verdicts = [
    verdict("test", {}),
    verdict("build", { kind: "but", differences }),
    verdict("deploy", { kind: "notCarried" }),
  ];
  const found = inexact({ source: "ci.yml", verdicts, notes: [] }, "ci.yml");
  expect(found.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    "WB6040: the job `build` of `ci.yml` is not read exactly: timeout: 60 became nothing, and 1 more",
    "WB6040: the job `deploy` of `ci.yml` is not read exactly: it is left out",
  ]);
  expect(found[0]).toMatchObject({ at, severity: "warning" });
});
