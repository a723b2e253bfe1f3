import { expect, it } from "vitest";
import { exec, job } from "../../compiler/authoring/index.ts";
import { targets } from "../../compiler/targets/registry.ts";
import { NO_LOCK } from "../../compiler/lock/index.ts";
import { graphOf } from "../lowering/declare.ts";

it("runs a program without a shell on a machine of every provider", () => {
  const graph = graphOf([job("version", { machine: "ubuntu-24.04", steps: [exec(["/bin/echo", "it's $HOME"])] })]);
  const gitlab = targets.gitlab.emitTogether!([graph], NO_LOCK);
  expect(gitlab.diagnostics).toEqual([]);
  expect(gitlab.files[0]?.text).toContain(`/bin/echo 'it'\\''s $HOME'`);
  expect(targets.github.emit(graph, NO_LOCK).files[0]?.text).toContain(`/bin/echo 'it'\\''s $HOME'`);
});
