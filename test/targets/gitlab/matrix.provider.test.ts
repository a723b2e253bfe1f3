import { expect, it } from "vitest";
import type { Matrix } from "../../../compiler/graph/model/index.ts";
import { gitlab } from "../../../compiler/targets/gitlab/emit.ts";
import { validateGitLab } from "../../conformance/targets.ts";
import { at, graph, script } from "../graphs.ts";

const instances = [1, 2, 3].map((n) => script(`unit-${n}`, { matrix: { id: "unit", values: { n } } }));

async function emitted(more: Partial<Matrix>) {
  const jobs = instances.map((one) => one.id);
  const matrix: Matrix = {
    id: "unit",
    location: at(),
    jobs,
    axes: { n: [1, 2, 3] },
    include: [],
    exclude: [],
    failFast: false,
    ...more,
  };
  const { files, diagnostics } = gitlab.emit(graph(instances, { matrices: [matrix] }));
  const text = files[0]?.text ?? "";
  expect(await validateGitLab(text)).toEqual([]);
  return { text, diagnostics };
}

it("deals the instances out to as many resource groups as may run side by side", async () => {
  const { text } = await emitted({ maxParallel: 2 });
  expect(text.match(/resource_group: .*/g)).toEqual(
    [1, 2, 1].map((lane) => `resource_group: shop-unit-$CI_COMMIT_SHA-${lane}`),
  );
  expect((await emitted({ maxParallel: 3 })).text).not.toContain("resource_group");
});

it("warns that GitLab lets the others run to their end", async () => {
  const { diagnostics } = await emitted({ failFast: true });
  expect(diagnostics).toMatchObject([
    {
      code: "WB3031",
      severity: "warning",
      message: "when an instance of the matrix `unit` fails, GitLab does not stop the others",
    },
  ]);
});
