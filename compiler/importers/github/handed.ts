import { contexts, HOLE } from "../../lowering/shell/lexer.ts";
import { powerShellContexts } from "../../lowering/shell/powershell.ts";

/** The variables that name GitHub's files to a step, by the last part of their names; and ours. */
const FILES: Readonly<Record<string, string>> = {
  OUTPUT: "WAYBILL_OUTPUT",
  ENV: "WAYBILL_ENV",
  PATH: "WAYBILL_PATH",
  STEP_SUMMARY: "WAYBILL_SUMMARY",
};

const MENTION = /\bGITHUB_(OUTPUT|ENV|PATH|STEP_SUMMARY)\b/g;
/** How programs read a variable: as shells do, as `cmd`, as Python. */
const READS: Readonly<Record<string, RegExp>> = {
  posix: /(?<!\\)\$(?:GITHUB_\w+|\{GITHUB_\w+(?:[:%#?/+-][^}$"'`\\]*)?\})/g,
  powershell: /\$(?:env:GITHUB_\w+|\{env:GITHUB_\w+\})/gi,
  cmd: /%GITHUB_\w+%/g,
  python: /\bos\.(?:environ\[|environ\.get\(|getenv\()(["'])GITHUB_\w+\1/g,
};

export interface HandedScript {
  readonly text: string;
  /** GitHub's files that the text hands something on by and that have become ours. */
  readonly files: readonly string[];
}

/**
 * A script with GitHub's files as ours, where the script itself reads their variables: not where it writes the name into another
 * program, which has them under GitHub's names alone. Refused: the first file of which that cannot be told.
 *
 * @param isOutput - The step has outputs that are referred to.
 */
export function withOurFiles(
  text: string,
  shell: string | undefined,
  isOutput: boolean,
): HandedScript | { readonly refused: string } {
  const known = readOnes(text, languageOf(shell));
  const mentioned = [...new Set([...text.matchAll(MENTION)].map(([, file]) => file!))];
  const files = mentioned.filter((file) => file !== "OUTPUT" || isOutput);
  const lost = files.filter((file) => count(text, file) !== known.filter((one) => one.file === file).length);
  const [refused] = lost.filter((file) => file !== "STEP_SUMMARY");
  if (refused !== undefined) return { refused: `GITHUB_${refused}` };
  const ours = files.filter((file) => !lost.includes(file));
  let written = "";
  let end = 0;
  for (const { at, file, name } of known) {
    if (!ours.includes(file)) continue;
    written += text.slice(end, at) + FILES[file];
    end = at + name.length;
  }
  return { text: written + text.slice(end), files: ours };
}

const count = (text: string, file: string): number => text.match(new RegExp(`\\bGITHUB_${file}\\b`, "g"))?.length ?? 0;

function languageOf(shell: string | undefined): string {
  if (shell === undefined || shell === "sh" || shell === "bash") return "posix";
  return shell === "pwsh" || shell === "powershell" ? "powershell" : shell;
}

interface ReadFile {
  readonly file: string;
  /** Where the name begins. */
  readonly at: number;
  readonly name: string;
}

/** The places at which a script reads a file's variable itself. */
function readOnes(text: string, language: string): readonly ReadFile[] {
  // Expressions are texts once GitHub has replaced them.
  const bare = text.replaceAll(/\$\{\{(?:'(?:[^']|'')*'|(?!\}\})[\s\S])*\}\}/g, (whole) => "x".repeat(whole.length));
  const found = [...bare.matchAll(READS[language] ?? /(?!)/g)].filter(([whole]) =>
    new RegExp(MENTION.source).test(whole),
  );
  const marked = found.reduceRight(
    (whole, { 0: read, index }) => whole.slice(0, index) + HOLE + whole.slice(index + read.length),
    bare,
  );
  const places = placesIn(marked, language);
  return found.flatMap(({ 0: read, index }, number) => {
    const { 0: name, 1: file, index: inside } = new RegExp(MENTION.source).exec(read)!;
    return places === undefined || EXPANDED.has(places[number] ?? "")
      ? [{ file: file!, at: index + inside, name }]
      : [];
  });
}

/** Where a shell expands a variable. */
const EXPANDED: ReadonlySet<string> = new Set(["bare", "double", "document", "expandable"]);

function placesIn(marked: string, language: string): readonly string[] | undefined {
  if (language === "posix") return contexts(marked).map(({ kind }) => kind);
  return language === "powershell" ? powerShellContexts(marked).map(({ kind }) => kind) : undefined;
}
