import { foreignOption } from "./foreign-options.ts";

/** One kind of mistake: how TypeScript reports it, and what the author should write instead. */
interface TypeRemedy {
  readonly message: RegExp;
  /** `$1` and so on are the groups of `message`. */
  readonly remedy: string;
}

/** What stands in a value's place in most of TypeScript's messages. */
const given = (found: string, wanted: string) =>
  new RegExp(`(?:Type|Argument of type) '${found}' is not assignable to (?:type|parameter of type) '${wanted}`);

/** Where a list is expected, and a value without brackets or an object is found. */
function listOf(element: string): RegExp {
  const type = `'readonly ${element}\\[\\](?: \\||')`;
  const missing = "is missing the following properties from|does not exist in|is not assignable to(?: parameter of)?";
  return new RegExp(`(?:${missing}) type ${type}`);
}

const TEXT = `(?:string|"(?:[^"\\\\]|\\\\.)*")`;

/**
 * The commonest mistakes in a pipeline, the first that fits. TypeScript reports them in terms of types; the remedy is in terms
 * of the pipeline.
 */
const REMEDIES: readonly TypeRemedy[] = [
  { message: /"(?:[^"\\]|\\.)*: (write (?:[^"\\]|\\.)*)"/, remedy: "$1" },
  { message: /Did you mean (?:to write )?'(\w+)'\?/, remedy: "write `$1`" },
  {
    message: given(TEXT, "TemplateStringsArray"),
    remedy: "use sh as a template tag, without parentheses: sh`npm test`",
  },
  { message: given(TEXT, "Step'"), remedy: 'write the command as a step: sh`npm test`, or exec("npm", "test")' },
  { message: given(TEXT, "Job"), remedy: "name the job by its constant, without quotes: needs: [unit]" },
  { message: given(TEXT, "Service'"), remedy: 'declare the service: service("db", { image: "postgres:16" })' },
  {
    message: given(TEXT, "Trigger'"),
    remedy: 'call the trigger: push(), pullRequest(), schedule("30 3 * * *"), manual() or call()',
  },
  { message: given("\\(.*\\) => Trigger", "Trigger'"), remedy: "call the trigger: add () after its name" },
  {
    message: given(`(?:number|\\d+|${TEXT})`, "Duration"),
    remedy: 'write a number and a unit: "30 seconds", "10 minutes", "1 hour" or "2 days"',
  },
  {
    message: /types 'Event' and '"(?:pull_request|merge_request\w*|pr|mr|pullrequest)"' have no overlap/i,
    remedy: 'write "pullRequest"',
  },
  {
    message: /types 'Event' and '[^']*' have no overlap/,
    remedy:
      'compare with an event that has a trigger: "push", "pullRequest", "schedule", "manual", "call", "release", "mergeQueue", "pullRequestTarget", "after", "dispatch", or the name of an event that only GitHub or GitLab has',
  },
  {
    message: given("(?:boolean|true|false)", "Predicate'"),
    remedy: 'leave `when` out for a job that always runs; else write a function: when: (run) => run.branch === "main"',
  },
  { message: given(TEXT, "Predicate'"), remedy: 'write a function: when: (run) => run.branch === "main"' },
  { message: given("(?:number|\\d+)", "0 \\| 1 \\| 2"), remedy: "write 0, 1 or 2: the number of further attempts" },
  {
    message: given(TEXT, "readonly (?:\\w+|never)\\[\\] \\| ArtifactOptions"),
    remedy: 'write a list of paths: artifacts: ["dist"]',
  },
  {
    message: given(TEXT, "readonly \\(Secret"),
    remedy: 'write a list of secrets: secrets: [secret("TOKEN")]',
  },
  { message: listOf("Step"), remedy: "write a list of steps: steps: [sh`npm test`]" },
  {
    message: listOf("(?:\\(Job \\| PipelineCall\\)|Job)"),
    remedy: "write a list of jobs, with brackets around it: [unit]",
  },
  { message: listOf("Trigger"), remedy: "write a list of triggers: on: [push(), pullRequest()]" },
  {
    message: listOf("Service"),
    remedy: 'write a list of services: services: [service("db", { image: "postgres:16" })]',
  },
  { message: listOf(".*"), remedy: "write a list, with brackets around the value" },
  {
    message: given(".*\\b(?:ScriptJob|BuiltImage|MatrixWith)<.*", "string'"),
    remedy: "write a name as a string here; the jobs themselves go into `jobs: [unit]`",
  },
  {
    message: given(".*\\[\\]", "EnvValue'"),
    remedy: "interpolate each element separately, or join them to a string with .join(...)",
  },
  { message: given("\\(.*\\) => Secret", ".*"), remedy: 'call it with the name of the secret: secret("TOKEN")' },
  {
    message: /Type '.*' has no properties in common with type 'PushOptions'/,
    remedy: 'name the list: push({ branches: ["main"] })',
  },
  {
    message: /Type '.*' has no properties in common with type 'PullRequestOptions'/,
    remedy: 'name the list: pullRequest({ targets: ["main"] })',
  },
  { message: given("\\{ cron: .*\\}", "string"), remedy: 'write the times as a string: schedule("30 3 * * *")' },
  {
    message: given(".*", "Cache(?: |')"),
    remedy: 'specify the key and the paths of the cache: cache: { key: ["package-lock.json"], paths: [".npm"] }',
  },
  {
    message: given(".*", "`\\$\\{string\\}/\\$\\{string\\}@"),
    remedy: 'add the version: uses("actions/setup-node@v4")',
  },
  {
    message: given(".*", "Permissions"),
    remedy: 'write the permissions of the token by scope: permissions: { contents: "read" }',
  },
  { message: given("\\{.*\\}", "AnyImage"), remedy: 'write the image as a string: image: "node:20"' },
  {
    message: given(".*=> Promise<boolean>", "Predicate'"),
    remedy: "leave `async` out: a condition is decided at once",
  },
  {
    message: /Property 'ref(?:_name|Name)?' does not exist on type 'Run'/,
    remedy: "use `run.branch` or `run.tag`: each is undefined where the run is on the other",
  },
  {
    message: /Property '\w+' does not exist on type 'Run'/,
    remedy:
      "use a fact of the run: event, branch, tag, sha, actor, pullRequest, repository, defaultBranch, protected, commit, vars",
  },
  {
    message: /does not exist in type 'MatrixOptions/,
    remedy: 'put the axes into `axes`: matrix("test", { axes: { node: [20, 22] } }, ({ node }) => ({ ... }))',
  },
  {
    message: given("(?:boolean|true|false|object|\\{.*\\}|undefined)", "EnvValue'"),
    remedy: 'write a string, a number, a secret or an output: env: { CI: "true" }',
  },
  {
    message: given(".*\\[\\]", "Readonly<Record<string, EnvValue>>"),
    remedy: 'write names with values: env: { MODE: "test" }',
  },
  {
    message: /'"?([\w-]+)"?' does not exist in type '(\w+)(?:Options)?\b/,
    remedy: "remove `$1`: it is not an option here; docs/language.md lists the options",
  },
  {
    message:
      /Property 'image' is missing in type|Argument of type '\{ (?!image)[^']*steps: [^']*\}' is not assignable to parameter of type 'JobOptions/,
    remedy: 'give the job an image: image: "node:20"',
  },
  {
    message: /Property '(\w+)' is missing in type '[^']*' but required in type '(\w+)/,
    remedy: "add `$1`",
  },
  {
    message: /Property '(\w+)' does not exist on type '\{\}'/,
    remedy: 'declare it in the job that sets it: outputs: ["$1"]',
  },
  {
    message: /'run\.(\w+)' is possibly 'undefined'/,
    remedy: "write run.$1?. : a run has no $1 when another event started it",
  },
  {
    message: /Expected 2 arguments, but got 1/,
    remedy: 'give it a name first, then its options: job("unit", { ... }), pipeline("ci", { ... })',
  },
  {
    message: /Expected (\d+) arguments?, but got (\d+)/,
    remedy: "pass the declared arguments: the function takes $1, but the call has $2",
  },
  { message: /Cannot find name '(\w+)'/, remedy: 'declare `$1`, or import it: import { $1 } from "waybill"' },
];

/** What to do about a type error, in terms of the pipeline where its kind is known. */
export function remedyOf(message: string): string {
  const option = /'"?([\w-]+)"?' does not exist in type '(?:.* \| )?(\w+)(?:<(\w+)[^']*)?'/.exec(message);
  const foreign = option && foreignOption(option[1]!, option[2] === "Declared" ? option[3]! : option[2]!);
  if (foreign) return foreign;
  for (const known of REMEDIES) {
    const match = known.message.exec(message);
    if (match)
      return known.remedy.replaceAll(/\$(\d)/g, (_, index) => (match[Number(index)] ?? "").replaceAll('\\"', '"'));
  }
  return "change the value to the type that the message names; an editor shows the same error, and completes what is allowed";
}
