type Mapping = Readonly<Record<string, unknown>>;

/** What a job asks for of GitHub's token, by the job's name. */
export type Rights = Readonly<Record<string, Mapping>>;

/** Rules that hold for every workflow we emit, asked of the file itself and not of what made it. */
export function githubSecurity(content: unknown, asked: Rights = {}): readonly string[] {
  const workflow = map(content);
  const jobs = Object.entries(map(workflow.jobs));
  return [
    ...wrong("pull_request_target" in map(workflow.on), "the workflow runs with rights on code of strangers"),
    ...jobs.flatMap(([name, job]) =>
      githubJob(map(job), asked[name] ?? {}).map((problem) => `security: ${name}: ${problem}`),
    ),
  ];
}

/** What the steps of Waybill itself may read. */
const OWN = ["contents", "actions"];

/** The right to id tokens is for jobs that fetch one. */
function ownLevel(scope: string, job: Mapping): string {
  if (scope === "id-token")
    return /core\.getIDToken\(|\$ACTIONS_ID_TOKEN_REQUEST_URL/.test(JSON.stringify(job.steps)) ? "write" : "none";
  return OWN.includes(scope) ? "read" : "none";
}

function githubJob(job: Mapping, asked: Mapping): readonly string[] {
  const permissions = job.permissions === undefined ? undefined : Object.entries(map(job.permissions));
  return [
    ...wrong(
      permissions?.some(([scope, level]) => level !== (asked[scope] ?? ownLevel(scope, job))),
      "more than contents: read, actions: read and what it asks for",
    ),
    ...wrong(
      permissions?.some(([scope]) => scope === "actions") && job.environment === undefined,
      "actions: read without an environment to ask for",
    ),
    ...wrong(JSON.stringify(job.env ?? {}).includes("secrets."), "a secret in the environment of all steps"),
    ...list(job.steps).flatMap((step) => githubStep(map(step))),
  ];
}

function githubStep(step: Mapping): readonly string[] {
  const { uses, run } = step;
  return [
    ...wrong(typeof run === "string" && run.includes("${{"), `an expression in the script of ${String(step.name)}`),
    ...wrong(typeof uses === "string" && !/^[\w-]+\/[\w/-]+@[0-9a-f]{40}$/.test(uses), `${String(uses)} is not pinned`),
    ...wrong(
      // A checkout without inputs is the one of GitHub's machines, which nothing else was asked of.
      typeof uses === "string" &&
        uses.includes("/checkout@") &&
        step.with !== undefined &&
        map(step.with)["persist-credentials"] !== false,
      "the checkout leaves its token",
    ),
  ];
}

/** The same for GitLab. A variable's value that is another variable would be a secret on its way, or an outsider's text. */
export function gitlabSecurity(content: unknown): readonly string[] {
  const file = map(content);
  const jobs = Object.entries(file).filter(([, job]) => "script" in map(job));
  const onRequests = JSON.stringify(map(file.workflow).rules ?? []).includes("merge_request_event");
  return [
    ...wrong(!("rules" in map(file.workflow)), "every event starts a pipeline"),
    ...variables("the file", file),
    ...jobs.flatMap(([name, job]) => gitlabJob(map(job), onRequests).map((problem) => `security: ${name}: ${problem}`)),
  ];
}

/** @param onRequests - Whether merge requests start pipelines. */
function gitlabJob(job: Mapping, onRequests: boolean): readonly string[] {
  const deploys = map(job.variables).GIT_STRATEGY === "none" && job.artifacts === undefined;
  // What is shared by one commit's jobs only is the lane of a matrix.
  const takesTurns = "resource_group" in job && !String(job.resource_group).includes("$CI_COMMIT_SHA");
  // The author asked for the provider's own way: an image by its name, its entrypoint included.
  const plain = typeof job.image === "string" || job.image === undefined;
  return [
    ...variables("the job", job, { names: true }),
    ...list(job.services).flatMap((service) => variables("a service", map(service), { names: true })),
    ...wrong(!plain && !Array.isArray(job.needs), "no needs: it would wait for whole stages and get all artifacts"),
    ...wrong(
      list(job.needs).some((need) => typeof map(need).artifacts !== "boolean"),
      "artifacts of a need by default",
    ),
    ...wrong(onRequests && !Array.isArray(job.rules), "no rules: it would be absent from merge requests"),
    ...wrong(!plain && JSON.stringify(map(job.image).entrypoint) !== '[""]', "the image's entrypoint runs"),
    ...wrong(takesTurns && job.interruptible === true, "a job of a group that can be interrupted"),
    ...wrong(deploys && !("resource_group" in job), "a deploy that takes no turns"),
    ...wrong(deploys && job.cache !== undefined && JSON.stringify(job.cache) !== "[]", "a deploy that reads a cache"),
  ];
}

/** @param names - Whether a text may name variables, as the author has put them there: a dollar sign of data is doubled. */
function variables(owner: string, of: Mapping, { names = false } = {}): readonly string[] {
  const known = names ? /\$\$|\$\w+|\$\{\w+\}/g : /\$\$/g;
  return Object.entries(map(of.variables)).flatMap(([name, value]) => {
    const text = typeof value === "string" ? value : String(map(value).value ?? "");
    return [
      ...wrong(/\$/.test(text.replaceAll(known, "")), `${owner} has another variable in ${name}`),
      ...wrong(/^CI_DEBUG/.test(name), `${owner} sets ${name}`),
    ];
  });
}

function wrong(holds: boolean | undefined, problem: string): readonly string[] {
  return holds ? [problem] : [];
}

function map(value: unknown): Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Mapping) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
