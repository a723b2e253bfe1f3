import { expect, it } from "vitest";
import { equal, not, RUN } from "../../compiler/expr/index.ts";
import { reachOf, renderReach } from "../../compiler/query/index.ts";
import { graphOf, script } from "../graph/sample.ts";

const secret = { KEY: { kind: "secret", name: "DEPLOY_KEY" } } as const;
const graph = graphOf([
  script("open", { env: secret }),
  script("closed", { env: secret, when: not({ op: "flag", name: "fork" }), permissions: { contents: "write" } }),
  script("main", { env: secret, when: equal(RUN.branch, "main") }),
]);

it("lists what each job holds by who can start it, and nothing that is impossible", () => {
  expect(reachOf(graph).map(({ what, job, starter }) => `${what}: ${job}, ${starter}`)).toEqual([
    "secret DEPLOY_KEY: open, a fork",
    "secret DEPLOY_KEY: open, a member",
    "secret DEPLOY_KEY: closed, a member",
    "permission contents: write: closed, a member",
    "secret DEPLOY_KEY: main, a member",
  ]);
});

it("reads as a table with a run to try", () => {
  expect(renderReach(reachOf(graph), "pipeline.ts").split("\n").slice(0, 2)).toEqual([
    "what                        job     started by  example",
    "secret DEPLOY_KEY           open    a fork      waybill run pipeline.ts --event pullRequest --pr fork=true",
  ]);
});
