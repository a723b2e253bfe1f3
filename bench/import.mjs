// node bench/import.mjs FOLDER: imports every CI file below a folder, and prints what became of files and jobs. With
// --reasons it lists why jobs are not the same, the most frequent first; with --limit N it takes every file up to N.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { importFile } from "../dist/import.js";

const [folder, ...flags] = process.argv.slice(2);
const limit = flags.includes("--limit") ? Number(flags[flags.indexOf("--limit") + 1]) : Number.POSITIVE_INFINITY;
const all = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
  .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
  .sort();
const roots = (path) => {
  const at = path.indexOf("/.github/workflows/");
  if (at >= 0) return [path.slice(0, at), path.slice(at + 1)];
  return path.endsWith("/.gitlab-ci.yml") ? [path.slice(0, -"/.gitlab-ci.yml".length), ".gitlab-ci.yml"] : undefined;
};
const files = all.flatMap((path) => roots(path) ?? []).length ? all.filter((path) => roots(path)) : [];
const step = Math.max(1, Math.ceil(files.length / limit));
const counts = { files: 0, unreadable: 0, crashes: 0, same: 0, but: 0, native: 0, notCarried: 0, partly: 0 };
const reasons = new Map();
const times = [];
let whole = 0;
for (const path of files.filter((_, index) => index % step === 0)) {
  const [root, file] = roots(path);
  const read = (name) => {
    try {
      return readFileSync(join(folder, root, name), "utf8");
    } catch {
      return undefined;
    }
  };
  counts.files++;
  const add = (reason) => reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const start = performance.now();
  try {
    const { text, report, diagnostics } = await importFile(file, {
      provider: file.startsWith(".github/") ? "github" : "gitlab",
      files: {
        read,
        list: () => all.filter((one) => one.startsWith(`${root}/`)).map((one) => one.slice(root.length + 1)),
      },
    });
    if (text === undefined) {
      counts.unreadable++;
      console.error(`${path}: ${diagnostics.map((one) => one.message).join("; ")}`);
    }
    for (const { kind, kept } of report.verdicts) {
      counts[kind]++;
      if (kind === "same" && kept.length > 0) counts.partly++;
      for (const { what } of kept) add(`kept: ${what.replace(/\d+/, "N")}`);
    }
    if (report.verdicts.every(({ kind }) => kind === "same")) whole++;
    for (const { kind, message } of report.notes)
      if (kind === "lost") add(`not carried: ${message.replace(/^the job `.*?` is not carried over: /, "")}`);
    for (const verdict of report.verdicts)
      for (const aspect of new Set(verdict.differences.map((one) => one.aspect.replaceAll(/\[\d+\]/g, "[]"))))
        add(aspect);
  } catch (error) {
    counts.crashes++;
    console.error(`${path}: ${error.stack}`);
  }
  times.push(performance.now() - start);
}
times.sort((a, b) => a - b);
const jobs = counts.same + counts.but + counts.native + counts.notCarried;
const share = (count) => `${count} (${((100 * count) / Math.max(1, jobs)).toFixed(1)} %)`;
console.log(
  `files ${counts.files}, not readable ${counts.unreadable}, crashes ${counts.crashes}, wholly the same ${whole}`,
);
console.log(
  `jobs ${jobs}: the same ${share(counts.same)}, ${share(counts.partly)} of them with parts kept as they were, but for ${share(counts.but)}, native ${share(counts.native)}, not carried ${share(counts.notCarried)}`,
);
console.log(
  `time: median ${Math.round(times[times.length >> 1])} ms, nine of ten under ${Math.round(times[Math.floor(times.length * 0.9)])} ms, most ${Math.round(times.at(-1))} ms`,
);
if (flags.includes("--reasons"))
  for (const [reason, count] of [...reasons].sort((a, b) => b[1] - a[1]).slice(0, 60))
    console.log(`${count}\t${reason}`);
