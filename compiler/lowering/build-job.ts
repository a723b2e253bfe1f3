import { defined } from "../graph/model/defined.ts";
import type { BuildJob, Login, TagTemplate } from "../graph/model/index.ts";
import { CACHE_TAG } from "../graph/tags.ts";
import type { DeclaredJob, Lowered } from "./draft.ts";
import { nodeOf } from "./nodes.ts";
import type { Reader } from "./reader.ts";
import { imageLabel, imageTag, platform, repository } from "./rules/images.ts";
import { jobName, variableName } from "./rules/names.ts";
import { path, tidy } from "./rules/paths.ts";
import { validate } from "./scope.ts";
import { readDownload } from "./script-job.ts";
import { readEnv, readParts, readPublic, readValue } from "./values.ts";

/** An image that is built and pushed. */
export function lowerBuild(from: Reader, { base }: DeclaredJob): Lowered {
  const layerCache = from.choice("layerCache", ["inline", "registry", "local"]);
  const given = readTags(from);
  const { tags } = given;
  const job: BuildJob = {
    ...base,
    kind: "build",
    repository: from.text("repository", repository),
    context: tidy(from.optionalText("context", path) ?? "."),
    dockerfile: tidy(from.optionalText("dockerfile", path) ?? "Dockerfile"),
    ...defined({ target: from.optionalText("target", jobName) }),
    args: readArgs(from),
    ...defined({ labels: readLabels(from) }),
    ...(from.flag("push") === false && { push: false }),
    secrets: readEnv(from, "secrets"),
    ...defined({ ssh: readKey(from) }),
    ...given,
    ...defined({ tagFrom: readTagSources(from, { tags, layerCache }) }),
    platforms: from.texts("platforms", platform, "a platform"),
    layerCache,
    ...defined({ login: readLogin(from) }),
  };
  return { job, downloads: from.list("include").flatMap((element) => readDownload(from, element)) };
}

function readArgs(from: Reader): BuildJob["args"] {
  return Object.fromEntries(
    from.entries("args").map(([name, value]) => {
      validate(from.scope, "a name in args", name, variableName);
      return [name, readPublic(from, `args.${name}`, value)];
    }),
  );
}

function readLabels(from: Reader): BuildJob["labels"] {
  const labels = from.entries("labels").map(([name, value]) => {
    validate(from.scope, "a name in labels", name, imageLabel);
    return [name, readPublic(from, `labels.${name}`, value)] as const;
  });
  return labels.length === 0 ? undefined : Object.fromEntries(labels);
}

/** What is known of a tag must be right with a letter in its gaps. */
function readTags(from: Reader): Pick<BuildJob, "tags" | "tagTemplates"> {
  const { scope } = from;
  const tags: string[] = [];
  const tagTemplates: TagTemplate[] = [];
  for (const { value, field } of from.list("tags")) {
    const node = nodeOf(scope.walk.nodes, value, "image tag");
    if (!node) {
      if (typeof value === "string") tags.push(validate(scope, "a tag", value, imageTag));
      else from.misuse(field, "a string or an imageTag`...`", value);
      continue;
    }
    const parts = readParts(from, field, node);
    const sample = parts.map((part) => (part.kind === "literal" ? part.value : "x")).join("");
    validate(scope, "a tag", sample, imageTag);
    tagTemplates.push({ parts });
  }
  return { tags, ...(tagTemplates.length > 0 && { tagTemplates }) };
}

function readKey(from: Reader): BuildJob["ssh"] {
  if (!from.has("ssh")) return undefined;
  const key = readValue(from, "ssh", from.get("ssh"));
  if (key.kind === "secret") return key;
  from.misuse("ssh", "a secret that holds a private key", from.get("ssh"));
  return undefined;
}

/** A tag has one meaning: who finds it must know what it stands for. */
function readTagSources(
  { scope, inner }: Reader,
  { tags, layerCache }: Pick<BuildJob, "tags" | "layerCache">,
): BuildJob["tagFrom"] {
  const from = inner("tagFrom");
  const sources = (["branch", "version", "latest"] as const).filter((source) => from.flag(source));
  const clash = (tag: string, other: string) => {
    if (tags.includes(tag)) scope.report.add("WB2193", { owner: scope.owner, tag, other }, { at: scope.at });
  };
  const hasLatest = sources.includes("latest");
  if (hasLatest && !sources.includes("version")) scope.report.add("WB2192", { owner: scope.owner }, { at: scope.at });
  if (hasLatest) clash("latest", "tagFrom.latest gives it to versions only");
  if (layerCache !== "local") clash(CACHE_TAG, "it holds the layers that later builds reuse");
  return sources.length === 0 ? undefined : sources;
}

/** Credentials of a build's registry. */
export function readLogin(from: Reader): Login | undefined {
  if (!from.has("login")) return undefined;
  const login = from.inner("login");
  const value = (name: string) => readValue(login, login.field(name), login.get(name));
  return { username: value("username"), password: value("password") };
}
