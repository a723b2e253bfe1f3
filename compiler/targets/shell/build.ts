import type { BuildJob, PublicValue } from "../../graph/model/index.ts";
import { tools } from "../tool-images.ts";
import { loginScript } from "./login.ts";
import { shellWord } from "./quote.ts";
import { tagScript, tagTemplateScript } from "./tags.ts";

/**
 * Builds, pushes, and leaves in `$digest` what the registry says the commit's tag is, once that is what was pushed.
 * Reads `REPOSITORY`, `COMMIT`, `SOURCE` (where the source can be read), with tags of the run `GIT_BRANCH` and `GIT_TAG`, with
 * a login `REGISTRY`, `REGISTRY_USERNAME` and `REGISTRY_PASSWORD`, `BUILD_SSH_KEY` for an agent, one variable for each build
 * secret, and those of {@link runValues}. What is not pushed leaves no digest. The same text runs on both providers, and by hand.
 */
export function buildScript(job: BuildJob): string {
  return [
    "set -eu",
    job.login && loginScript.trimEnd(),
    job.ssh && agentScript(job),
    emulation(job),
    tagTemplateScript(tagVariables(job)),
    tagScript(job.tagFrom),
    `# A builder of its own: the engine's default one cannot keep layers in a registry. It may not have the context's name.
docker context inspect waybill > /dev/null 2>&1 || docker context create waybill > /dev/null
docker buildx inspect waybill-builder > /dev/null 2>&1 ||
  docker buildx create --name waybill-builder --driver docker-container waybill
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
created=$(TZ=UTC git log -1 --date=format-local:%Y-%m-%dT%H:%M:%S.000Z --format=%cd)
docker buildx build --builder waybill-builder \\
${options(job)
  .map((option) => `  ${option} \\`)
  .join("\n")}
  ${shellWord(job.context)}`,
    job.push === false ? "" : READ_BACK,
  ]
    .filter((part) => part !== undefined)
    .join("\n");
}

const READ_BACK = `# What ships is the digest that the registry states, and only if it is the one just pushed. A format that begins with
# {{.Manifest would give a whole table.
digest=$(docker buildx imagetools inspect --format '{{print .Manifest.Digest}}' "$REPOSITORY:$COMMIT")
if ! grep -qF "\\"containerimage.digest\\": \\"$digest\\"" /tmp/waybill-build.json; then
  echo "the registry has $digest under $REPOSITORY:$COMMIT, which is not the image just built" >&2
  exit 1
fi
echo "$REPOSITORY@$digest"
`;

/** Values that are known only when the job runs, by the variables in which the script takes them; each is its parts in a row. */
export function runValues(job: BuildJob): Readonly<Record<string, readonly PublicValue[]>> {
  const entries = [
    ...Object.entries(job.args).map(([name, value]) => [argumentVariable(name), [value]] as const),
    ...Object.values(job.labels ?? {}).map((value, index) => [labelVariable(index), [value]] as const),
    ...(job.tagTemplates ?? []).map(({ parts }, index) => [tagVariable(index), parts] as const),
  ];
  return Object.fromEntries(entries.filter(([, parts]) => parts.some(({ kind }) => kind !== "literal")));
}

const argumentVariable = (name: string) => `BUILD_ARG_${name}`;
const labelVariable = (index: number) => `BUILD_LABEL_${index + 1}`;
const tagVariable = (index: number) => `BUILD_TAG_${index + 1}`;

const tagVariables = (job: BuildJob) => (job.tagTemplates ?? []).map((_, index) => tagVariable(index));

/** `name=value` as one word. */
const assigned = (name: string, value: PublicValue, variable: string) =>
  value.kind === "literal" ? shellWord(`${name}=${value.value}`) : `"${name}=$${variable}"`;

function options(job: BuildJob): readonly string[] {
  const file = job.context === "." ? job.dockerfile : `${job.context}/${job.dockerfile}`;
  return [
    ...output(job),
    `--file ${shellWord(file)}`,
    ...(job.target ? [`--target ${shellWord(job.target)}`] : []),
    ...(job.platforms.length ? [`--platform ${shellWord(job.platforms.join(","))}`] : []),
    ...Object.entries(job.args).map(([name, value]) => `--build-arg ${assigned(name, value, argumentVariable(name))}`),
    ...Object.keys(job.secrets).map((id) => `--secret ${shellWord(`id=${id},env=${secretVariable(id)}`)}`),
    ...(job.ssh ? ["--ssh default"] : []),
    ...layers(job),
    '--label "org.opencontainers.image.revision=$COMMIT"',
    '--label "org.opencontainers.image.created=$created"',
    '--label "org.opencontainers.image.source=$SOURCE"',
    ...Object.entries(job.labels ?? {}).map(
      ([name, value], index) => `--label ${assigned(name, value, labelVariable(index))}`,
    ),
    ...(job.push === false ? [] : tags(job)),
  ];
}

function tags(job: BuildJob): readonly string[] {
  return [
    `--tag "$REPOSITORY:$COMMIT"`,
    ...job.tags.map((tag) => `--tag "$REPOSITORY":${shellWord(tag)}`),
    ...tagVariables(job).map((variable) => `--tag "$REPOSITORY:$${variable}"`),
    ...(job.tagFrom ? ['"$@"'] : []),
  ];
}

/** An image that is not pushed is built and left: nothing after the build could find it. */
function output({ push }: BuildJob): readonly string[] {
  if (push === false) return ["--output type=cacheonly"];
  return [
    // Pushes, with every file in a layer dated to the commit at the latest, as the image itself is: the same commit gives the
    // same digest wherever the steps do (docs: build/ci/github-actions/reproducible-builds).
    "--output type=registry,rewrite-timestamp=true",
    "--provenance=false",
    "--metadata-file /tmp/waybill-build.json",
  ];
}

/** An agent that holds the one key, until the script ends. A key without a line break at its end is none to OpenSSH. */
function agentScript(job: BuildJob): string {
  return `eval "$(ssh-agent -s)" > /dev/null
trap '${job.login ? 'docker logout "$REGISTRY"; ' : ""}ssh-agent -k > /dev/null' EXIT
printf '%s\\n' "$BUILD_SSH_KEY" | tr -d '\\r' | ssh-add -q -`;
}

/** Between two jobs of a provider no engine lives on, so `local` finds nothing there. */
function layers({ layerCache: cache, push }: BuildJob): readonly string[] {
  if (cache === "local") return [];
  const from = `--cache-from "type=registry,ref=$REPOSITORY:buildcache"`;
  if (push === false) return [from];
  if (cache === "registry") return [from, `--cache-to "type=registry,ref=$REPOSITORY:buildcache,mode=max"`];
  return [from, `--cache-to type=inline`, `--tag "$REPOSITORY:buildcache"`];
}

/** The environment variable that a build secret comes in. */
export function secretVariable(id: string): string {
  return `BUILD_SECRET_${id.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`;
}

function emulation(job: BuildJob): string | undefined {
  const foreign = job.platforms.filter((platform) => !/^linux\/(amd64|386)\b/.test(platform));
  if (foreign.length === 0) return undefined;
  const names = foreign.map((platform) => platform.split("/")[1]).join(",");
  return `docker run --rm --privileged ${tools.emulators} --install ${shellWord(names)}`;
}
