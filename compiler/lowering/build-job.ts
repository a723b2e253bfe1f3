import type { DeclaredBuild, DeclaredLogin, DeclaredValue } from "../authoring/document.ts";
import type { Location } from "../diagnostics/index.ts";
import type { BuildJob, JobBase, Login } from "../graph/model/index.ts";
import { CACHE_TAG } from "../graph/tags.ts";
import { checked, type Scope } from "./report.ts";
import { oneOf } from "./rules/choices.ts";
import { imageTag, platform, repository } from "./rules/images.ts";
import { jobName, variableName } from "./rules/names.ts";
import { path, tidy } from "./rules/paths.ts";
import { checkText, lowerEnv, lowerValue } from "./values.ts";

export function lowerBuild(scope: Scope, job: DeclaredBuild<Location>, base: JobBase): BuildJob {
  const file = (what: string, value: string) => tidy(checked(scope, what, value, path));
  return {
    ...base,
    kind: "build",
    repository: checked(scope, "repository", job.repository, repository),
    context: file("context", job.context ?? "."),
    dockerfile: file("dockerfile", job.dockerfile ?? "Dockerfile"),
    ...(job.target !== undefined && { target: checked(scope, "target", job.target, jobName) }),
    args: Object.fromEntries(
      Object.entries(job.args).map(([name, value]) => [
        checked(scope, "a name in args", name, variableName),
        checkText(scope, `args.${name}`, value),
      ]),
    ),
    secrets: lowerEnv(scope, "secrets", job.secrets),
    ...lowerKey(scope, job.ssh),
    tags: job.tags.map((tag) => checked(scope, "a tag", tag, imageTag)),
    ...lowerTagSources(scope, job),
    platforms: job.platforms.map((one) => checked(scope, "a platform", one, platform)),
    layerCache: oneOf(scope, "layerCache", job.layerCache, ["inline", "registry", "local"]),
    ...(job.login && { login: lowerLogin(scope, job.login) }),
  };
}

function lowerKey(scope: Scope, declared: DeclaredValue | undefined): Pick<BuildJob, "ssh"> {
  const key = declared && lowerValue(scope, "ssh", declared);
  return key?.kind === "secret" ? { ssh: key } : {};
}

/** A tag has one meaning: who finds it must know what it stands for. */
function lowerTagSources(scope: Scope, job: DeclaredBuild<Location>): Pick<BuildJob, "tagFrom"> {
  const { tags, tagFrom = {} } = job;
  const sources = (["branch", "version", "latest"] as const).filter((source) => tagFrom[source]);
  const clash = (tag: string, other: string) => {
    if (tags.includes(tag)) scope.report.add("WB2193", { owner: scope.owner, tag, other }, { at: scope.at });
  };
  if (tagFrom.latest && !tagFrom.version) scope.report.add("WB2192", { owner: scope.owner }, { at: scope.at });
  if (tagFrom.latest) clash("latest", "tagFrom.latest gives it to versions only");
  if (job.layerCache !== "local") clash(CACHE_TAG, "it holds the layers that later builds reuse");
  return sources.length === 0 ? {} : { tagFrom: sources };
}

export function lowerLogin(scope: Scope, login: DeclaredLogin): Login {
  return {
    username: lowerValue(scope, "login.username", login.username),
    password: lowerValue(scope, "login.password", login.password),
  };
}
