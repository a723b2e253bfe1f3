import { expect, it } from "vitest";
import { remedyOf } from "../../compiler/frontend/program/type-remedies.ts";

// Messages as TypeScript 6 words them.
it.each([
  ["Type 'string' is not assignable to type 'Step'", "sh`npm test`"],
  ["Argument of type 'string' is not assignable to parameter of type 'TemplateStringsArray'", "without parentheses"],
  ["Argument of type 'string' is not assignable to parameter of type 'Step'", "sh`npm test`"],
  ["Type 'string' is not assignable to type 'Job | PipelineCall'", "without quotes"],
  ["Type 'string' is not assignable to type 'Service'", "service("],
  ["Type 'string' is not assignable to type 'Trigger'", "push()"],
  ["Type '(options?: PushOptions | undefined) => Trigger' is not assignable to type 'Trigger'", "add ()"],
  ["Type 'number' is not assignable to type 'Duration | undefined'", '"10 minutes"'],
  ["Type '\"30 min\"' is not assignable to type 'Duration | undefined'", '"10 minutes"'],
  [
    "This comparison appears to be unintentional because the types 'Event' and '\"pull_request\"' have no overlap",
    'write "pullRequest"',
  ],
  [
    "This comparison appears to be unintentional because the types 'Event' and '\"tag\"' have no overlap",
    'compare with an event that has a trigger: "push", "pullRequest", "schedule", "manual", "call", "release", "mergeQueue", "pullRequestTarget", "after", "dispatch", or the name of an event that only GitHub or GitLab has',
  ],
  ["Type 'boolean' is not assignable to type 'Predicate'", "when: (run)"],
  ["Type 'string' is not assignable to type 'Predicate'", "when: (run)"],
  ["Type '5' is not assignable to type '0 | 1 | 2 | Retry | undefined'", "0, 1 or 2"],
  ["Type 'string' is not assignable to type 'readonly never[] | ArtifactOptions<never> | undefined'", '["dist"]'],
  ["Type 'string' is not assignable to type 'readonly (Secret | SecretFile | IdToken)[]'", 'secret("TOKEN")'],
  ["Type 'string' is not assignable to type 'readonly string[]'", "brackets"],
  [
    "Type 'Declared<StepDeclaration>' is missing the following properties from type 'readonly Step[]': length",
    "a list of steps",
  ],
  ["'a' does not exist in type 'readonly (Job | PipelineCall)[]'", "[unit]"],
  ["'node' does not exist in type 'MatrixOptions<Record<never, never>, never>'", "axes"],
  ["Type 'boolean' is not assignable to type 'EnvValue'", "a string, a number"],
  ["Type 'string[]' is not assignable to type 'Readonly<Record<string, EnvValue>>'", "names with values"],
  ["'script' does not exist in type 'JobOptions<never, never, string>'", "sh`npm test`"],
  ["'nonsense' does not exist in type 'JobOptions<never, never, string>'", "remove `nonsense`"],
  ["'\"runs-on\"' does not exist in type 'JobOptions<never, never, \"node:20\">'", 'image: "node:20"'],
  ["'if' does not exist in type 'JobOptions<never, never, \"node:20\">'", "when: (run)"],
  ["'timeout-minutes' does not exist in type 'JobOptions<never, never, string>'", '"10 minutes"'],
  ["'branch' does not exist in type 'PushOptions'", 'branches: ["main"]'],
  ["'branches' does not exist in type 'PullRequestOptions'", 'targets: ["main"]'],
  ["'path' does not exist in type 'readonly never[] | ArtifactOptions<never>'", 'paths: ["dist"]'],
  ["'run' does not exist in type 'Declared<StepDeclaration>'", "sh`npm test`"],
  ["'db' does not exist in type 'readonly Service[]'", "a list of services"],
  [
    "Type 'ScriptJob<never, \"node:20\">' is missing the following properties from type 'readonly (Job | PipelineCall)[]': length, concat, join, slice, and 20 more",
    "[unit]",
  ],
  [
    "Type 'Declared<Declaration<string, object>>' is missing the following properties from type 'readonly Trigger[]': length, concat",
    "on: [push(), pullRequest()]",
  ],
  ["Type 'string' is not assignable to type 'readonly Trigger[]'", "on: [push(), pullRequest()]"],
  ["Type '[ScriptJob<never, \"node:20\">]' is not assignable to type 'string'", "jobs: [unit]"],
  ["Argument of type 'string[]' is not assignable to parameter of type 'EnvValue'", "each element separately"],
  ["Type '(name: string) => Secret' is not assignable to type 'EnvValue'", 'secret("TOKEN")'],
  ["Type 'string[]' has no properties in common with type 'PushOptions'", 'push({ branches: ["main"] })'],
  ["Argument of type '{ cron: string; }' is not assignable to parameter of type 'string'", 'schedule("30 3 * * *")'],
  [
    "Type 'string' is not assignable to type 'Cache | readonly Cache[] | undefined'",
    'cache: { key: ["package-lock.json"]',
  ],
  [
    "Argument of type '\"actions/setup-node\"' is not assignable to parameter of type '`${string}/${string}@${string}`'",
    "add the version",
  ],
  [
    "Type 'string[]' is not assignable to type 'Permissions | \"read-all\" | \"write-all\" | undefined'",
    'contents: "read"',
  ],
  ["Type '{ name: string; }' is not assignable to type 'AnyImage | undefined'", 'image: "node:20"'],
  ["Property 'ref' does not exist on type 'Run'", "`run.branch`"],
  ["Property 'context' does not exist on type 'Run'", "event, branch, tag"],
  [
    "Property 'steps' is missing in type '{ image: \"node:20\"; }' but required in type 'JobOptions<never, never, \"node:20\">'",
    "add `steps`",
  ],
  [
    "'timeuot' does not exist in type 'JobOptions<never, never, \"x\">'. Did you mean to write 'timeout'?",
    "write `timeout`",
  ],
  ["Argument of type '{ steps: Step[]; }' is not assignable to parameter of type 'JobOptions<never, never>'", "image:"],
  ["Property 'version' does not exist on type '{}'", 'outputs: ["version"]'],
  ["'run.branch' is possibly 'undefined'", "run.branch?."],
  ["Expected 2 arguments, but got 1", "a name first"],
  ["Expected 1 arguments, but got 0", "the function takes 1"],
  ["Cannot find name 'jbo'", "declare `jbo`"],
  ["Type 'BuiltImage' is not assignable to type '\"not tested: write app.testedBy(job)\"'", "write app.testedBy(job)"],
  ["Type 'bigint' is not assignable to type 'symbol'", "an editor shows the same error"],
])("%s", (message, remedy) => {
  expect(remedyOf(message)).toContain(remedy);
});
