import { define, type Hundred, text } from "../define.ts";

/** WB10xx: from the source to declarations. */
export const source = {
  WB1001: define({
    fault: "usage",
    message: text`file \`${"file"}\` does not exist`,
    remedy: text`pass the path of a pipeline file, relative to \`${"folder"}\``,
    explain:
      "The file named on the command line could not be read. Paths are relative to the folder in which the command runs.",
  }),
  WB1002: define({
    fault: "usage",
    message: text`cannot read \`${"file"}\`: ${"reason"}`,
    remedy: text`pass a pipeline file that you have permission to read`,
    explain: "The path exists, but it is a folder, it is not a text file, or its permissions do not allow reading it.",
  }),
  WB1003: define({
    fault: "usage",
    message: text`\`${"file"}\` is not a TypeScript file`,
    remedy: text`pass a file whose name ends in .ts, .mts or .cts; a saved graph ends in .json`,
    explain:
      "A pipeline is written in TypeScript, so that Waybill can check its types and read its conditions. JavaScript files, declaration files and other formats are not compiled.",
  }),
  WB1004: define({
    message: text`cannot use tsconfig.json: ${"message"}`,
    remedy: text`correct the option, or remove it`,
    explain:
      "Waybill uses the nearest tsconfig.json between the pipeline's folder and the root of the repository. It follows `paths`, `lib`, `types` and the strictness options, whichever files the tsconfig lists. Options that concern only emitted files are ignored.",
  }),
  WB1010: define({
    message: text`syntax error: ${"message"}`,
    remedy: text`correct the text at the marker; nothing else is checked until the file can be parsed`,
    explain:
      "The file is not valid TypeScript. All syntax errors are shown, and no other errors.\n\n  wrong: steps: [sh`npm test` )\n  right: steps: [sh`npm test`]",
  }),
  WB1011: define({
    message: text`type error: ${"message"}`,
    remedy: text`${"remedy"}`,
    explain:
      'The pipeline is checked in the same way as `tsc --noEmit` checks it. An editor shows the same errors while you write.\n\n  wrong: timeout: "soon"\n  right: timeout: "10 minutes"',
  }),
  WB1012: define({
    message: text`cannot resolve an import: ${"message"}`,
    remedy: text`correct the path, or install the package and its types next to the pipeline`,
    explain:
      'A file is imported by its path, a package by its name after it is installed. `waybill` itself is always found, installed or not.\n\n  wrong: import { versions } from "versions";\n  right: import { versions } from "./versions.ts";',
  }),
  WB1013: define({
    message: text`cannot bundle the pipeline: ${"message"}`,
    remedy: text`correct the import, or install what is missing`,
    explain:
      "The pipeline and everything that it imports, packages included, are bundled into one script before evaluation. A module can have types but no code: in a package that contains only declarations, or for a file that has not been built.",
  }),
  WB1020: define({
    message: text`the file does not export a pipeline`,
    remedy: text`write: export default pipeline("name", { on: [...], jobs: [...] })`,
    explain:
      'Waybill compiles the pipelines that a file exports, by default or by name.\n\n  wrong: const app = pipeline("app", { on: [push()], jobs: [unit] });\n  right: export default pipeline("app", { on: [push()], jobs: [unit] });\n  right: export const nightly = pipeline("nightly", { on: [schedule("0 3 * * *")], jobs: [unit] });',
  }),
  WB1021: define({
    message: text`the default export is ${"what"}, not a pipeline`,
    remedy: text`export the result of pipeline("name", { on: [...], jobs: [...] })`,
    explain:
      'The default export of a pipeline file must be made by `pipeline(...)`.\n\n  wrong: export default job("unit", { ... });\n  right: export default pipeline("ci", { on: [push()], jobs: [job("unit", { ... })] });',
  }),
  WB1022: define({
    message: text`the pipeline throws: ${"message"}`,
    remedy: text`fix the code at the marker; Waybill runs it to find out what the pipeline declares`,
    explain:
      "Waybill runs the module in a separate process, without access to the machine, to find out what it declares. The module threw an error that it did not catch.",
  }),
  WB1023: define({
    message: text`the pipeline did not finish within ${"seconds"} s`,
    remedy: text`end the loop or the recursion; a pipeline only declares jobs, and their steps do the work`,
    explain:
      "Waybill runs the module to find out what it declares, and limits the time for that. Where the system reports CPU time, only that counts, so a busy machine makes no difference. The marker shows the last loop that was entered.",
  }),
  WB1024: define({
    message: text`the pipeline needs more memory than the limit of 1 GiB`,
    remedy: text`build smaller values; keep large data in files that the jobs read`,
    explain:
      "The module runs in a process with limited memory. The usual cause is a list that grows in an endless loop.",
  }),
  WB1025: define({
    fault: "infrastructure",
    message: text`the process that evaluates pipelines was lost: ${"reason"}`,
    remedy: text`run the command again; if it happens again, reinstall waybill and check whether something ends its processes`,
    explain:
      "Waybill evaluates a pipeline in a separate process. That process could not start, or ended without an answer: too little memory, a policy that forbids child processes, or an incomplete installation.",
  }),
  WB1030: define({
    message: text`${"name"} is not available: ${"why"}`,
    remedy: text`${"instead"}`,
    explain:
      "The same pipeline must compile to the same bytes everywhere. Its module therefore has no clock, no randomness, no network, no environment, no file system and no child processes: it declares jobs, and the jobs do the work. Use `readText` to read a file of the repository.\n\n  wrong: env: { BUILT: String(Date.now()) }\n  right: steps: [sh`date +%s > built`]",
  }),
  WB1031: define({
    message: text`\`await\` at the top level has nothing to wait for`,
    remedy: text`compute the value directly, without a promise`,
    explain:
      "A pipeline has no timers, no network and no asynchronous file access, so there is nothing to wait for. Its declarations are complete when the module has run once, from top to bottom.",
  }),
  WB1032: define({
    message: text`the file ${"path"} is outside the repository`,
    remedy: text`use a path inside the repository, relative to its root; links must stay inside too`,
    explain:
      "A pipeline may read the files of its repository, because they are the same for everyone who has it. Paths that leave the root, absolute paths, and symbolic links that lead outside are rejected.",
  }),
  WB1033: define({
    message: text`cannot read the file ${"path"}: ${"reason"}`,
    remedy: text`pass the path of a file, relative to the root of the repository`,
    explain:
      'Paths of `readText` and `scriptFile` are relative to the root of the repository, wherever the pipeline file is: `readText(".nvmrc")`, `readText("packages/app/package.json")`.',
  }),
  WB1034: define({
    message: text`the import of ${"path"} is rejected: ${"reason"}`,
    remedy: text`import a TypeScript, JavaScript or JSON file below the repository's root, or an installed package`,
    explain:
      'A pipeline imports files of its repository and of installed packages, so that the result is the same for everyone who has the repository. Waybill follows all symbolic links and then checks the file. It must be a regular file that contains code, JSON, or text that is imported `with { type: "text" }`. The same rules apply to the imports of packages, and to the file that `tsconfig.json` extends.',
  }),
  WB1035: define({
    message: text`the pipeline cannot be bundled: ${"reason"}`,
    remedy: text`import less: a pipeline needs declarations only, and its jobs do the work`,
    explain:
      "The pipeline and everything that it imports become one script. Bundling has limits, as evaluation does: 64 MiB of source text, and the same time. A package that is built to exhaust a parser exceeds them too.",
  }),
  WB1036: define({
    message: text`${"what"} is not known until the job runs, so nothing can depend on it here`,
    remedy: text`test it in a \`when\`; or pass it in \`env\`, or interpolate it in sh\`...\`, and decide in the script`,
    explain:
      'Outputs, inputs, facts of the run and secrets get their values when the pipeline runs. At compile time they cannot be compared, tested for truth, inserted into a string or used as a key, because the result would be the same for every run.\n\n  wrong: steps: build.outputs.changed === "true" ? [sh`deploy`] : []\n  right: steps: [sh`deploy`], when: () => build.outputs.changed === "true"',
  }),
  WB1037: define({
    message: text`the pipeline is nested too deeply to be read`,
    remedy: text`split the deeply nested expression, condition or text into named parts`,
    explain:
      "Expressions, conditions and blocks may be nested up to some thousands of levels. Deeper nesting, such as `!!!!...x` or `((((...x))))`, is usually generated code, and exceeds the stack of the compiler.",
  }),
  WB1040: define({
    message: text`${"what"} cannot be part of a condition`,
    remedy: text`${"instead"}`,
    explain:
      'Waybill does not call a `when`. It reads the syntax tree and translates it for every provider, so a `when` may contain only what means the same on all of them: `===`, `!==`, `&&`, `||`, `!`, `?:`, strings and templates, `startsWith`, `endsWith`, `includes`, `/re/.test(x)`, `[...].includes(x)`, `run.changed("src/**")`, constants, and helper functions made of the same.\n\n  wrong: when: (run) => run.branch?.toLowerCase() === "main"\n  right: when: (run) => /^main$/i.test(run.branch ?? "")',
  }),
  WB1041: define({
    message: text`a condition cannot depend on ${"what"}`,
    remedy: text`${"instead"}`,
    explain:
      "The provider evaluates a condition when the pipeline runs. This condition applies an operation to a value of the run that no provider supports. Waybill detects it only after it inserts the constants and helpers of the condition.",
  }),
} satisfies Hundred<"10">;
