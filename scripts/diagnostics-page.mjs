import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const DIAGNOSTICS = fileURLToPath(new URL("../compiler/diagnostics/index.ts", import.meta.url));

const AREAS = {
  1: "Sources and files",
  2: "The pipeline",
  3: "Providers",
  4: "Local runs",
  5: "Delivery",
  6: "Imports",
};

/** The page with all diagnostics: code, message, remedy and explanation. */
export async function diagnosticsPage() {
  const { catalogue, withPlaceholders } = await loadDiagnostics();
  const codes = Object.keys(catalogue).sort();
  const areas = Object.entries(AREAS).map(([digit, title]) => {
    const entries = codes
      .filter((code) => code[2] === digit)
      .map((code) => entryOf(code, catalogue[code], withPlaceholders));
    return `## ${title}\n\n${entries.join("\n")}`;
  });
  return [
    "# Diagnostics",
    "",
    "Every error and warning has a code. `waybill explain CODE` prints the same text. Words in angle brackets stand for a part of your pipeline.",
    "",
    ...areas,
  ].join("\n");
}

function entryOf(code, { severity, message, remedy, explain }, filled) {
  return [
    `### ${code}`,
    "",
    // The sentences contain `${{`, which Vue would read.
    "::: v-pre",
    "",
    `**${severity}:** ${escaped(filled(message))}`,
    "",
    paragraphs(explain),
    "",
    `**Remedy:** ${escaped(filled(remedy))}`,
    ":::",
    "",
  ].join("\n");
}

/** Paragraphs are separated by empty lines; those whose lines are indented are code. */
const paragraphs = (text) =>
  text
    .split(/\n{2,}/)
    .map((part) => (part.startsWith("  ") ? `\`\`\`text\n${part.replaceAll(/^ {2}/gm, "")}\n\`\`\`` : escaped(part)))
    .join("\n\n");

/** Text between backticks stays as it is; in the rest, Markdown and Vue read nothing. */
const escaped = (text) =>
  text
    .split(/(`[^`]*`)/)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replaceAll(/[<>{}*_[\]|]/g, (char) => `&#${char.charCodeAt(0)};`),
    )
    .join("");

async function loadDiagnostics() {
  const { outputFiles } = await build({
    entryPoints: [DIAGNOSTICS],
    ...{ bundle: true, write: false, format: "esm", platform: "node", logLevel: "silent" },
  });
  const url = `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`;
  return import(url);
}
