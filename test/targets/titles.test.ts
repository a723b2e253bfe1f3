import { expect, it } from "vitest";
import { gitlab } from "../../compiler/targets/gitlab/emit.ts";
import { github } from "../../compiler/targets/github/emit.ts";
import { graph, script } from "./graphs.ts";

const codes = (all: readonly { readonly code: string; readonly message: string }[]) =>
  all.map(({ code, message }) => `${code} ${message}`);

it("reports two jobs of one title where the provider tells jobs apart by it", () => {
  const two = graph([
    { ...script("a"), title: "tests" },
    { ...script("b"), title: "tests" },
  ]);
  expect(codes(gitlab.emit(two).diagnostics)).toContainEqual(
    expect.stringMatching(/^WB3151 two jobs have the title `tests`/),
  );
  expect(codes(github.emit(two).diagnostics).join()).not.toContain("WB3151");
});

it("refuses on GitHub a manual job that nobody has to run", () => {
  const optional = graph([{ ...script("a"), manual: true, optional: true } as const]);
  expect(codes(github.emit(optional).diagnostics)).toContainEqual(expect.stringMatching(/^WB3152 /));
  expect(gitlab.emit(optional).files[0]!.text).toContain("when: manual\n      allow_failure: true");
});
