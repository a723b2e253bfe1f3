import { isFinal } from "../../graph/final.ts";
import type { Artifacts, Job, StageGraph } from "../../graph/model/index.ts";
import { globRegex } from "../shell/globs.ts";
import { shellWord } from "../shell/quote.ts";
import type { YamlMap } from "../yaml.ts";
import { uses } from "./actions.ts";
import { artifactNames } from "./matrix/index.ts";
import { expression } from "./values.ts";

/** Archives of the needs whose artifacts this job wants, unpacked into the checkout. */
export function downloads(job: Job, graph: StageGraph): readonly YamlMap[] {
  const names = job.needs.filter((need) => need.artifacts).flatMap((need) => artifactNames(need.job, graph));
  if (names.length === 0) return [];
  // A final job takes what there is.
  const absent = isFinal(job) ? { "continue-on-error": true } : undefined;
  const unpack = names.map((name) => {
    const archive = shellWord(`.waybill/${name}/artifacts.tar`);
    return absent ? `if [ -e ${archive} ]; then tar -xf ${archive}; fi` : `tar -xf ${archive}`;
  });
  return [
    ...names.map((name) => ({
      name: `Get the artifacts of ${name}`,
      ...absent,
      uses: uses("actions/download-artifact"),
      with: { name, path: `.waybill/${name}` },
    })),
    { name: "Unpack artifacts", run: `${[...unpack, `rm -r${absent ? "f" : ""} .waybill`].join("\n")}\n` },
  ];
}

const WHEN = { success: undefined, failure: expression("failure()"), always: expression("always()") } as const;

/** Packs and uploads. The service's own archive loses the files' modes, hence the tar inside. */
export function uploads(job: string, artifacts: Artifacts | undefined): readonly YamlMap[] {
  if (!artifacts) return [];
  const days = { "retention-days": artifacts.retentionDays };
  const kept: readonly YamlMap[] = artifacts.paths.length
    ? [
        { name: "Pack artifacts", id: "pack", if: WHEN[artifacts.on], run: pack(artifacts) },
        {
          name: "Keep artifacts",
          if: WHEN[artifacts.on],
          uses: uses("actions/upload-artifact"),
          with: {
            name: job,
            path: expression("steps.pack.outputs.archive"),
            "if-no-files-found": "error",
            overwrite: true,
            ...days,
          },
        },
      ]
    : [];
  return [...kept, ...reports(job, artifacts)];
}

function reports(job: string, { junit, coverage, retentionDays }: Artifacts): readonly YamlMap[] {
  const keep = (title: string, name: string, paths: readonly string[]): YamlMap => ({
    name: title,
    if: expression("always()"),
    uses: uses("actions/upload-artifact"),
    with: {
      name: `${job}-${name}`,
      path: paths.join("\n"),
      "if-no-files-found": "warn",
      overwrite: true,
      "retention-days": retentionDays,
    },
  });
  return [
    ...(junit.length ? [keep("Keep test reports", "junit", junit)] : []),
    ...(coverage ? [keep("Keep the coverage report", "coverage", [coverage.path])] : []),
  ];
}

/**
 * A job whose artifacts are not there does not fail for it; an archive of zeros is an empty one. The archive's path is an
 * output: `runner.temp` is the machine's, which means nothing inside a job's container.
 */
function pack(artifacts: Artifacts): string {
  return `archive="$RUNNER_TEMP/artifacts.tar"
${list(artifacts)} > "$archive.list"
if [ -s "$archive.list" ]; then tar -cf "$archive" -T "$archive.list"; else head -c 10240 /dev/zero > "$archive"; fi
echo "archive=$archive" >> "$GITHUB_OUTPUT"
`;
}

/** A command that prints the files to keep. */
function list({ paths, exclude }: Artifacts): string {
  const words = paths.map((path) => shellWord(`./${path}`)).join(" ");
  if (exclude.length === 0 && !paths.some(isGlob)) return `{ find ${words} ! -type d || true; }`;
  const none = `echo ${shellWord(`artifacts: no file matches ${paths.join(", ")}`)} >&2`;
  const wanted = `find . ! -type d |\n  { grep -E ${shellWord(globRegex(paths))} || ${none}; }`;
  return exclude.length ? `${wanted} |\n  { grep -vE ${shellWord(globRegex(exclude))} || true; }` : wanted;
}

function isGlob(path: string): boolean {
  return /[*?]/.test(path);
}
