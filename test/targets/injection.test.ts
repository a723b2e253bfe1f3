import { expect, it } from "vitest";
import { providers } from "../../compiler/targets/providers.ts";
import { injections } from "../../compiler/targets/script-injection.ts";
import { targets } from "../../compiler/targets/registry.ts";
import { exec, graph, script, sh } from "./graphs.ts";

const unit = script("unit");
const source = graph([unit]);
const told = (all: ReturnType<typeof injections>) =>
  all.map(({ code, message, at }) => `${code} ${at?.line} ${message}`);

it("finds in GitHub's file what would become part of a script, at its job", () => {
  const steps = [
    { name: "${{ github.workflow }}", run: "npm test", env: { BRANCH: "${{ github.head_ref }}" } },
    { name: "b", run: "npm test\n  echo ${{ github.event.pull_request.title }}\n" },
    { uses: "actions/github-script", with: { script: "console.log('${{ github.head_ref }}')" } },
    { run: "true", shell: "${{ github.actor }} {0}" },
  ];
  const line = unit.location.line;
  expect(told(injections({ unit: { if: "${{ always() }}", steps } }, source, providers.github))).toEqual([
    `WB3024 ${line} a script of \`unit\` contains \`\${{\`, which GitHub would replace: echo \${{ github.event.pull_request.title }}`,
    `WB3024 ${line} a script of \`unit\` contains \`\${{\`, which GitHub would replace: console.log('\${{ github.head_ref }}')`,
    `WB3024 ${line} a script of \`unit\` contains \`\${{\`, which GitHub would replace: \${{ github.actor }} {0}`,
  ]);
});

it("finds the same in GitLab's", () => {
  const jobs = { unit: { script: ["npm test", "echo $[[ inputs.title ]]"], after_script: ["$[[ inputs.x ]]"] } };
  expect(told(injections(jobs, source, providers.gitlab))).toHaveLength(2);
});

it("finds nothing in GitHub's where the emitter keeps such texts apart; GitLab's does so in words only", () => {
  const odd = script("odd", {
    steps: [sh("echo '${{ x }}'\ncat <<END\n${{ z }}\nEND"), exec("echo", "${{ x }} $[[ y ]]")],
  });
  expect(told(targets.github.emit(graph([odd])).diagnostics)).toEqual([]);
  expect(told(targets.gitlab.emit(graph([odd])).diagnostics)).toEqual([]);
  const refused = script("refused", { steps: [sh('echo "$[[ y ]]"')] });
  expect(told(targets.gitlab.emit(graph([refused])).diagnostics)).toEqual([
    `WB3024 ${refused.location.line} a script of \`refused\` contains \`$[[\`, which GitLab would replace: sh -euc 'echo "$[[ y ]]"'`,
  ]);
});
