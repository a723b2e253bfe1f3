import type { Rule } from "../scope.ts";

const match =
  (pattern: RegExp, problem: string, expected: string): Rule =>
  (value) =>
    pattern.test(value) ? undefined : { problem: value === "" ? "is empty" : problem, expected };

/**
 * Names of jobs: what both providers, folders and files allow. Files and artifacts are named for them with more around, and
 * may have 255 characters; the providers' own limits of length are theirs to tell.
 */
export const jobName = match(
  /^[A-Za-z][A-Za-z0-9_-]{0,149}$/,
  "is not a name that every provider allows",
  "a letter, then letters, digits, - and _, 150 characters at most",
);

/** What people call a job. Ids, which files and variables are named for, are made of it. */
export const jobTitle = match(
  // biome-ignore lint/complexity/useRegexLiterals: the separators of lines are not allowed in a literal
  new RegExp("^(?=.*[\\p{L}\\p{N}])[^\\p{Cc}\\u2028\\u2029]{1,255}$", "u"),
  "is not a name that people can read",
  "a line of text with a letter or a digit, 255 characters at most",
);

const LONGEST_ID = 150;

/** The id of a job of that name: the name itself where every provider takes it, otherwise its letters and digits. */
export function idOf(name: string): string {
  if (jobName(name) === undefined || name === "") return name;
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9_-]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return (/^[A-Za-z]/.test(plain) ? plain : `job-${plain}`).slice(0, LONGEST_ID).replace(/-+$/, "");
}

/** Stages, as GitLab names them. */
export const stageName = match(
  /^[^\s\p{Cc}$][^\p{Cc}$]{0,254}$/u,
  "is not a name of a stage",
  "a line of text without $, 255 characters at most",
);

export const pipelineName = match(
  /^[A-Za-z0-9][A-Za-z0-9 ._/-]{0,99}$/,
  "is not a name that every provider allows",
  "a letter or digit, then letters, digits, spaces, and . _ / -, 100 characters at most",
);

export const variableName = match(
  /^(?!__proto__$)[A-Za-z_][A-Za-z0-9_]*$/,
  "is not a valid name of an environment variable",
  "a letter or _, then letters, digits and _",
);

/** Inputs; what begins with `waybill_` is for what Waybill has to be told. */
export const inputName = match(
  /^(?!waybill_)[A-Za-z_][A-Za-z0-9_]*$/i,
  "is not a valid name of an input",
  "a letter or _, then letters, digits and _, not beginning with waybill_",
);

/** What happened of an event, by GitHub's names; of a dispatch, by the author's. */
export const eventType = match(
  /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/,
  "is not a type of an event",
  "letters, digits, dots, dashes and underscores, such as ready_for_review",
);

/** Keys of a dynamic matrix: variables of the environment on GitLab, where the names in capitals have meanings. */
export const keyName = match(
  /^[a-z][A-Za-z0-9_]{0,62}$/,
  "is not a valid key of a dynamic matrix",
  "a lower-case letter, then letters, digits and _, 63 characters at most",
);

/** Names of a matrix' axes. */
export const axisName = match(
  /^[A-Za-z_][A-Za-z0-9_-]{0,62}$/,
  "is not a valid name of an axis",
  "a letter or _, then letters, digits, - and _, 63 characters at most",
);

/** Outputs; what begins with `waybill_` is for what jobs tell each other. */
export const outputName = match(
  /^(?!waybill_)[A-Za-z_][A-Za-z0-9_-]*$/i,
  "is not a valid name of an output",
  "a letter or _, then letters, digits, - and _, not beginning with waybill_",
);

/** Ids of steps, as GitHub takes them (docs: workflow syntax, `jobs.<job_id>.steps[*].id`). */
export const stepId = match(
  /^[A-Za-z_][A-Za-z0-9_-]{0,99}$/,
  "is not an id of a step",
  "a letter or _, then letters, digits, - and _, 100 characters at most",
);

export const hostName = match(
  /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
  "is not a valid host name",
  "a lower-case letter, then lower-case letters, digits and -, 63 characters at most",
);

/** Names of containers and Swarm services, as the engine takes them. */
export const engineName = match(
  /^[A-Za-z0-9][A-Za-z0-9_.-]*$/,
  "is not a valid container name",
  "a letter or digit, then letters, digits, and _ . -",
);

/** Names of compose projects (compose-spec, `name`). */
export const composeProject = match(
  /^[a-z0-9][a-z0-9_-]*$/,
  "is not a valid name of a Compose project",
  "a lower-case letter or digit, then lower-case letters, digits, _ and -",
);

/** Names of Kubernetes objects. */
export const kubernetesName = match(
  /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/,
  "is not a valid Kubernetes name",
  "lower-case letters, digits, - and .",
);

/** Texts of links to artifacts, as GitLab takes them (docs: ci/yaml, `artifacts:expose_as`). */
export const linkText = match(
  /^[A-Za-z0-9 _-]{1,100}$/,
  "is not a text of a link",
  "letters, digits, spaces, - and _, 100 characters at most",
);

export const userName = match(
  /^[A-Za-z0-9_][A-Za-z0-9_.-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?$/,
  "is not a valid user",
  "a name, a number, or user:group",
);

export const environmentName = match(
  /^[A-Za-z0-9][A-Za-z0-9 ._/-]{0,254}$/,
  "is not a valid name of an environment",
  "a letter or digit, then letters, digits, spaces, and . _ / -",
);

export const concurrencyGroup = match(
  /^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}(?<!\/)$/,
  "is not a valid name of a group",
  "a letter or digit, then letters, digits, and . _ / -, 100 characters at most",
);

export const webAddress = match(
  /^https?:\/\/[^\s"'<>]+$/,
  "is not a web address",
  "an address with http:// or https://",
);

export const engineAddress = match(
  /^(unix|tcp|ssh|http|https|npipe):\/\/\S+$/,
  "is not the address of an engine",
  "an address as DOCKER_HOST takes it, for example ssh://user@host or tcp://host:2376",
);

export const cachePrefix = match(
  /^(?:[A-Za-z0-9][A-Za-z0-9._-]{0,99})?$/,
  "is not a valid prefix of a cache key",
  "a letter or digit, then letters, digits, and . _ -",
);

/** Whom an id token is for. GitLab puts variables in place of `$NAME` there. */
export const audience = match(
  /^[!-#%-~]{1,255}$/,
  "is not a valid audience of a token",
  "visible ASCII characters without spaces and $, 255 characters at most",
);

export const runnerLabel = match(
  /^[A-Za-z0-9][A-Za-z0-9 ._:/-]{0,99}$/,
  "is not a valid label of a runner",
  "a letter or digit, then letters, digits, and . _ : / -",
);

/** As `uses` has it: an action of a repository, of this one, or an image (docs: workflow syntax, `jobs.<job_id>.steps[*].uses`). */
export const actionName = match(
  /^(?:[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9_.-]+(?:\/[A-Za-z0-9_.-]+)*@[A-Za-z0-9_./-]+|\.\/(?!(?:.*\/)?\.\.(?:\/|$))[A-Za-z0-9_. /-]+|docker:\/\/[a-z0-9][A-Za-z0-9_.:/-]*(?:@sha256:[0-9a-f]{64})?)$/,
  "is not an action",
  "owner/repository@ref, ./folder or docker://image, for example actions/setup-go@v5",
);

export const actionInput = match(
  /^[A-Za-z_][\w.-]*$/,
  "is not a valid name of an input",
  "a letter, then letters, digits, and _ . -",
);
