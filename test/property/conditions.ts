import fc from "fast-check";
import { changed, equal, RUN, same, textTest } from "../../compiler/expr/build.ts";
import type { ConditionFacts } from "../../compiler/expr/facts.ts";
import { placesOf } from "../../compiler/expr/events.ts";
import { EVENTS, type Event, type Expr, type PullRequestFacts, type Variable } from "../../compiler/expr/model.ts";

/** Texts that collide: other case, prefixes of each other, what the providers coerce, and what has to be escaped. */
export const TEXTS = [
  "main",
  "MAIN",
  "Main",
  "ma",
  "release/1.0",
  "release/",
  "v1",
  "v1.2",
  "V1",
  "0",
  "0x10",
  "16",
  "-0",
  " ",
  "1e3",
  "null",
  "true",
  "false",
  "a b",
  "a'b",
  'a"b',
  "a\"'b",
  "a\\b",
  "$X",
  "${X}",
  "a\nb",
  "*",
  "?",
  "[a]",
  "a/b",
  "ümlaut",
  "Ü",
  "ß",
  "ẞ",
  "SS",
  "(",
  "!",
  "-n",
  "=",
  "é",
  "#",
  "/",
  "//",
  "\\",
  "$[[ x",
  "`id`",
  "$(id)",
  "ı",
  "I",
  "i",
  "k",
  "K",
  "\u212a",
  "push",
  "a|b",
  "😀",
] as const;

const USUAL = ["push", "pullRequest", "schedule", "manual", "call", "mergeQueue", "dispatch"] as const;

export const text = fc.constantFrom(...TEXTS);
const maybe = fc.oneof(
  { weight: 1, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constant("") },
  { weight: 6, arbitrary: text },
);
export const SHAS = ["0".repeat(40), "a1".repeat(20), "12".repeat(20)] as const;
export const FILES = ["src/a.ts", "src/x/y.ts", "docs/a.md", "README.md", ".github/x.yml", "src"] as const;
export const GLOBS = [
  "src/**",
  "**/*.md",
  "*",
  "src/*.ts",
  "**",
  "README.md",
  "?rc/**/y.ts",
  "**/a.*",
  "[rs]rc/**",
] as const;
/** Lists that leave files out, which GitLab cannot. */
const LEFT_OUT = [
  ["**", "!docs/**"],
  ["src/**", "!src/x/**", "!**/a.*"],
] as const;

export const PATTERNS = [
  "^v\\d+",
  "main$",
  "^(?:ma|re)",
  ".",
  "^.{2}$",
  "[A-Z]",
  "[^a-z]",
  "\\s",
  "\\W",
  "^$",
  "a|b",
  "",
  "x?",
  "\\/",
  "^[\\w.-]+$",
  "(rel)ease/\\d",
  "[/\\]^-]",
  "\\bb",
  "k",
  "\\u00fc",
  "[$'\"]",
  "\\\\",
  "^[^/]*$",
] as const;

const projectVariable = fc.constantFrom<Variable>({ kind: "vars", name: "X" }, { kind: "vars", name: "Y" });
const outputVariable = fc.constantFrom<Variable>(
  { kind: "output", job: "unit", name: "version" },
  { kind: "output", job: "unit-2", name: "version" },
);
const runVariable = fc.constantFrom<Variable>(
  ...[RUN.branch, RUN.tag, RUN.actor, RUN.sourceBranch, RUN.targetBranch],
  ...[RUN.defaultBranch, RUN.pullRequestTitle, RUN.commitMessage, { kind: "input", name: "level" } as const],
);
/** What GitHub alone knows, and what GitLab alone does. */
const ACTION: Variable = { kind: "github", name: "event.action" };
const MERGED: Variable = { kind: "gitlab", name: "CI_MERGE_REQUEST_EVENT_TYPE" };
/** Of payloads: their case does not count, and some are no texts. */
export const PAYLOADS = ["opened", "Labeled", "16", "1"] as const;
const MERGED_FIELD: Variable = { kind: "github", name: "event.merged" };
export const REPOSITORIES = ["group/app", "group/sub/app", "someone/app", "acme/tools"] as const;
export const LABELS = ["deploy", "a b", "x/y", '"q"', "deploy-now"] as const;

/** Which atoms a target can have at all. */
export interface Vocabulary {
  readonly outputs: boolean;
  readonly changed: boolean;
  readonly edges: boolean;
  /** The provider whose own facts it has, and without what that provider lacks. */
  readonly provider?: "github" | "gitlab";
  /** `changed` with files that are left out. */
  readonly leftOut?: boolean;
}

export function condition({
  outputs,
  changed: touched,
  edges,
  leftOut = false,
  provider,
}: Vocabulary): fc.Arbitrary<Expr> {
  const variable = outputs
    ? fc.oneof(runVariable, projectVariable, outputVariable)
    : fc.oneof(runVariable, projectVariable);
  const patterns = PATTERNS.filter((one) => edges || !/\\[bB]/.test(one));
  const matchable = fc.oneof(runVariable, projectVariable);
  const atoms: { weight: number; arbitrary: fc.Arbitrary<Expr> }[] = [
    {
      weight: 3,
      arbitrary: fc
        .oneof({ weight: 3, arbitrary: fc.constantFrom(...USUAL) }, fc.constantFrom(...EVENTS))
        .map((event) => equal(RUN.event, event)),
    },
    { weight: 4, arbitrary: fc.tuple(variable, text).map(([v, value]) => equal(v, value)) },
    { weight: 2, arbitrary: variable.map((v) => equal(v, null)) },
    { weight: 1, arbitrary: fc.constantFrom(...SHAS).map((sha) => equal(RUN.sha, sha)) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom("startsWith", "endsWith", "includes"), variable, text)
        .map(([op, v, value]) => textTest(op, v, value)),
    },
    { weight: 1, arbitrary: fc.tuple(variable, variable).map(([a, b]) => same(a, b)) },
    {
      weight: 2,
      arbitrary: fc.tuple(matchable, fc.constantFrom(...patterns), fc.constantFrom("", "i")).map(
        ([v, pattern, flags]): Expr => ({
          op: "matches",
          variable: v,
          pattern,
          flags: /[^\0-\x7f]|\\u/.test(pattern) ? "" : flags,
        }),
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom("fork", "draft", "protected").map((name): Expr => ({ op: "flag", name })) },
    { weight: 1, arbitrary: fc.constantFrom(...LABELS).map((name): Expr => ({ op: "label", name })) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(...REPOSITORIES).map((name) => equal(RUN.repository, name)),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom("group/", "someone/").map((o) => textTest("startsWith", RUN.repository, o)),
    },
    { weight: 1, arbitrary: fc.constantFrom("7", "12").map((number) => equal(RUN.pullRequestNumber, number)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom("true", "false").map((value) => equal({ kind: "input", name: "dry" }, value)),
    },
    ...(provider === "gitlab"
      ? [{ weight: 1, arbitrary: fc.constantFrom("detached", "merged_result").map((type) => equal(MERGED, type)) }]
      : []),
    ...(provider === "github"
      ? [
          { weight: 1, arbitrary: fc.constantFrom(...PAYLOADS).map((value) => equal(ACTION, value)) },
          { weight: 1, arbitrary: fc.constantFrom("o", "label").map((part) => textTest("startsWith", ACTION, part)) },
          { weight: 1, arbitrary: fc.constantFrom(ACTION, MERGED_FIELD).map((one) => equal(one, null)) },
          { weight: 1, arbitrary: fc.constant(equal(MERGED_FIELD, "true")) },
          { weight: 1, arbitrary: fc.constant(equal(RUN.pullRequestAuthor, "someone")) },
        ]
      : []),
    ...(touched
      ? [
          {
            weight: 1,
            arbitrary: fc
              .uniqueArray(fc.constantFrom(...GLOBS), { minLength: 1, maxLength: 2 })
              .map((globs) => changed(...globs)),
          },
        ]
      : []),
  ];
  if (leftOut) atoms.push({ weight: 1, arbitrary: fc.constantFrom(...LEFT_OUT).map((globs) => changed(...globs)) });
  const atom = fc.oneof(...atoms);
  const { tree } = fc.letrec<{ tree: Expr }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3, depthIdentifier: "condition" },
      { weight: 3, arbitrary: atom },
      { weight: 1, arbitrary: tie("tree").map((operand): Expr => ({ op: "not", operand })) },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.constantFrom("and", "or"), fc.array(tie("tree"), { minLength: 2, maxLength: 3 }))
          .map(([op, operands]): Expr => ({ op, operands })),
      },
    ),
  }));
  return tree;
}

const outputs = fc.record({ version: maybe }).map(({ version }) => (version === undefined ? {} : { version }));

interface Ref {
  readonly ofRequest: boolean;
  readonly onTag: boolean;
  readonly ref: string;
}

function placed(event: Event, { ofRequest, onTag, ref }: Ref, pullRequest: PullRequestFacts) {
  const places = placesOf(event);
  const [first] = places;
  if (first === "target") return { branch: ref, pullRequest };
  if (first === "nothing") return {};
  if (first === "pullRequest" || (places.includes("pullRequest") && ofRequest)) return { pullRequest };
  return (onTag && places.includes("tag")) || first === "tag" ? { tag: ref } : { branch: ref };
}

export const run: fc.Arbitrary<ConditionFacts> = fc
  .record({
    event: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...USUAL) }, fc.constantFrom(...EVENTS)),
    sha: fc.constantFrom(...SHAS),
    actor: text,
    ref: text,
    onTag: fc.boolean(),
    ofRequest: fc.boolean(),
    source: text,
    target: text,
    fork: fc.boolean(),
    x: maybe,
    y: maybe,
    changedFiles: fc.subarray([...FILES]),
    unit: outputs,
    unit2: outputs,
    rest: fc.record({
      repository: fc.constantFrom(...REPOSITORIES),
      defaultBranch: text,
      protectedRef: fc.boolean(),
      message: text,
      draft: fc.boolean(),
      labels: fc.subarray([...LABELS]),
      number: fc.constantFrom("7", "12"),
      title: text,
      author: fc.constantFrom("someone", "other"),
      action: fc.option(fc.constantFrom(...PAYLOADS), { nil: undefined }),
      merged: fc.constantFrom(undefined, "detached", "merged_result"),
      level: text,
      dry: fc.boolean(),
    }),
  })
  .map(({ event, sha, actor, ref, onTag, ofRequest, source, target, fork, x, y, changedFiles, unit, unit2, rest }) => ({
    event,
    sha,
    actor,
    ...placed(
      event,
      { ofRequest, onTag, ref },
      {
        ...{ sourceBranch: source, targetBranch: target, fork, draft: rest.draft, labels: rest.labels },
        ...{ number: rest.number, title: rest.title, author: rest.author },
      },
    ),
    ...{ repository: rest.repository, defaultBranch: rest.defaultBranch },
    ...(rest.protectedRef && { protected: true }),
    commit: { message: rest.message },
    inputs: {
      level: event === "manual" ? rest.level : "0",
      ...(event === "manual" && { dry: String(rest.dry) }),
    },
    provider: {
      ...(rest.action !== undefined && { "github.event.action": rest.action }),
      "github.event.merged": String(rest.draft),
      ...(rest.merged !== undefined &&
        event === "pullRequest" && { "gitlab.CI_MERGE_REQUEST_EVENT_TYPE": rest.merged }),
    },
    vars: { ...(x !== undefined && { X: x }), ...(y !== undefined && { Y: y }) },
    changedFiles: event === "pullRequest" || (event === "push" && !onTag) ? changedFiles : [],
    outputs: { unit, "unit-2": unit2 },
  }));
