import { define, text } from "../define.ts";

/** WB1xxx: from the user's source to declarations. */
export const frontend = {
  WB1001: define({
    fault: "usage",
    message: text`there is no file ${"file"}`,
    remedy: text`give the path of a pipeline file, relative to ${"folder"}`,
    explain:
      "The file named on the command line could not be read. Paths are relative to the folder the command runs in.",
  }),
  WB1002: define({
    fault: "usage",
    message: text`${"file"} cannot be read: ${"reason"}`,
    remedy: text`name a pipeline file that you may read`,
    explain:
      "The path named on the command line exists, but it is a folder or another thing without text, or the permissions of the file keep it from being read.",
  }),
  WB1003: define({
    fault: "usage",
    message: text`${"file"} is no TypeScript file`,
    remedy: text`give a file whose name ends in .ts, .mts or .cts; a saved graph ends in .json`,
    explain:
      "A pipeline is written in TypeScript, so that it can be type-checked and its conditions can be read. JavaScript, declaration files and other formats are not compiled.",
  }),
  WB1004: define({
    message: text`tsconfig.json cannot be used: ${"message"}`,
    remedy: text`correct the option, or take it out`,
    explain:
      "The nearest tsconfig.json from the pipeline's folder up to the repository's root decides how the pipeline is checked: its `paths`, `lib`, `types` and strictness are honoured, whatever files it lists. What only concerns emitted files is ignored.",
  }),
  WB1010: define({
    message: text`syntax error: ${"message"}`,
    remedy: text`correct the text at the marker; nothing else is checked until the file can be read`,
    explain:
      "The file is no TypeScript. All syntax errors are shown, and nothing that follows from them. In `[sh`npm test` )` the bracket is never closed; `[sh`npm test`]` is right.",
  }),
  WB1011: define({
    message: text`type error: ${"message"}`,
    remedy: text`${"remedy"}`,
    explain:
      'The pipeline is checked as `tsc --noEmit` would check it. `timeout: "soon"` is refused because a duration is expected; `timeout: "10m"` is right. An editor shows the same errors while you write.',
  }),
  WB1012: define({
    message: text`an import leads nowhere: ${"message"}`,
    remedy: text`correct the path, or install the package and its types where the pipeline is`,
    explain:
      'A file is imported by its path (`import { versions } from "./versions.ts"`), a package by its name once it is installed. `waybill` itself is always found, installed or not.',
  }),
  WB1013: define({
    message: text`the pipeline cannot be put together: ${"message"}`,
    remedy: text`correct the import, or install what is missing`,
    explain:
      "The pipeline and everything it imports, packages included, become one script before it is evaluated. Types may be there where the code is not: a package of declarations alone, or a file that was not built.",
  }),
  WB1020: define({
    message: text`the file exports no pipeline`,
    remedy: text`write: export default pipeline("name", { on: [...], jobs: [...] })`,
    explain:
      'What is compiled are the pipelines that a file exports: by default, as in `export default pipeline("app", { on: [push()], jobs: [unit] })`, and under names of their own, as in `export const nightly = pipeline("nightly", ...)`. `const app = pipeline(...)` without `export` is not looked at.',
  }),
  WB1021: define({
    message: text`the default export is ${"what"}, not a pipeline`,
    remedy: text`export what pipeline("name", { on: [...], jobs: [...] }) returns`,
    explain:
      'The default export of a pipeline\'s file has to be made by `pipeline(...)`. `export default job("unit", ...)` is refused: put the job into the `jobs` of a pipeline.',
  }),
  WB1022: define({
    message: text`the pipeline throws: ${"message"}`,
    remedy: text`make the code at the marker go through; it is run to find out what the pipeline declares`,
    explain:
      "To find out what it declares, the module is run, in a process of its own without any access to its surroundings. It threw an error, and nobody caught it.",
  }),
  WB1023: define({
    message: text`the pipeline did not end within ${"seconds"} s`,
    remedy: text`let the loop or the recursion come to an end; a pipeline only declares jobs, and the work is done in their steps`,
    explain:
      "To find out what it declares, the module is run, and it has a limited time for that: time in which it computes, where the system tells how long that was, so that a busy machine makes no difference. The marker shows the last loop that was entered.",
  }),
  WB1024: define({
    message: text`the pipeline needs more memory than it may have (1 GiB)`,
    remedy: text`build smaller values; large data belongs into files that the jobs read`,
    explain:
      "The module is run in a process whose memory is limited. A list that grows in an endless loop is the usual cause.",
  }),
  WB1025: define({
    fault: "infrastructure",
    message: text`the process that evaluates pipelines was lost: ${"reason"}`,
    remedy: text`run the command again; when it happens again, reinstall waybill, and look whether something ends its processes`,
    explain:
      "A pipeline is evaluated in a process of its own. That process could not be started, or ended without an answer: too little memory on the machine, a policy that refuses child processes, or an incomplete installation.",
  }),
  WB1030: define({
    message: text`${"name"} is not available: ${"why"}`,
    remedy: text`${"instead"}`,
    explain:
      "The same pipeline has to compile to the same bytes everywhere. So its module has no clock, no randomness, no network, no environment, no file system and no child processes: it declares jobs, and the jobs do the work. Files of the repository are read with `readText`.",
  }),
  WB1031: define({
    message: text`\`await\` outside of a function has nothing to wait for`,
    remedy: text`compute the value at once, without a promise`,
    explain:
      "A pipeline has no timers, no network and no files that are read in the background, so there is nothing to wait for. Its declarations are complete when the module has been run once, from top to bottom.",
  }),
  WB1032: define({
    message: text`the file ${"path"} leads out of the repository`,
    remedy: text`give a path below the repository's root, relative to it; links must stay inside too`,
    explain:
      "A pipeline may read the files of its repository, which are the same for everybody who has it. Paths that go up beyond the root, absolute paths elsewhere, and symbolic links that lead out are refused.",
  }),
  WB1033: define({
    message: text`the file ${"path"} cannot be read: ${"reason"}`,
    remedy: text`give the path of a file, relative to the repository's root`,
    explain:
      'Paths of `readText` and `scriptFile` are relative to the repository\'s root, wherever the pipeline file is: `readText(".nvmrc")`, `readText("packages/app/package.json")`.',
  }),
  WB1034: define({
    message: text`the import of ${"path"} is refused: ${"reason"}`,
    remedy: text`import a TypeScript, JavaScript or JSON file below the repository's root, or an installed package`,
    explain:
      'A pipeline imports files of its repository and of installed packages, so that everybody who has the repository compiles the same. The file is judged after all symbolic links are followed. It must be a regular file, and it must be code, JSON, or text that is imported `with { type: "text" }`. The same holds for what packages import, and for the file that `tsconfig.json` extends.',
  }),
  WB1035: define({
    message: text`the pipeline cannot be bundled: ${"reason"}`,
    remedy: text`import less: a pipeline needs declarations only, and its jobs do the work`,
    explain:
      "The pipeline and everything that it imports become one script. Bundling has limits, as evaluation does: 64 MiB of source text, and the same time. A package whose files were built to exhaust a parser also ends here.",
  }),
  WB1036: define({
    message: text`${"what"} is not known until the job runs, so nothing can depend on it here`,
    remedy: text`test it in a \`when\`, or hand it to env or interpolate it in sh\`...\` and decide in the script`,
    explain:
      'Outputs, inputs, facts of the run and secrets stand for values that exist only while a pipeline runs. While it is compiled they cannot be compared, tested for truth, made part of a text or used as a key: the answer would be the same in every run. `steps: [sh`deploy`], when: () => build.outputs.changed === "true"` decides when the pipeline runs; `build.outputs.changed === "true" ? [deploy] : []` is refused.',
  }),
  WB1037: define({
    message: text`the pipeline is nested too deeply to be read`,
    remedy: text`split the expression, the condition or the text of thousands of levels into parts that have names`,
    explain:
      "Expressions, conditions and blocks may stand in one another, some thousand levels deep. What is nested more deeply was made by a program, such as `!!!!...x` or `((((...x))))`, and no reader of it would come to its end.",
  }),
  WB1040: define({
    message: text`${"what"} cannot be part of a condition`,
    remedy: text`${"instead"}`,
    explain:
      'A `when` is read, not called: its syntax tree is translated for every provider, so it may hold only what means the same on all of them. That is: `=== !== && || ! ?:`, texts and templates, `startsWith`, `endsWith`, `includes`, `/re/.test(x)`, `[...].includes(x)`, `run.changed("src/**")`, constants, and helper functions made of the same. `run.branch?.toLowerCase() === "main"` is refused; `/^main$/i.test(run.branch ?? "")` is right.',
  }),
  WB1041: define({
    message: text`a condition cannot depend on ${"what"}`,
    remedy: text`${"instead"}`,
    explain:
      "What a condition asks is answered when the pipeline runs, on the provider. Here something was done to such a value that no provider can do, which showed only when the constants and helpers of the condition were put in.",
  }),
  WB1901: define({
    fault: "infrastructure",
    message: text`${"file"} could not be written: ${"reason"}`,
    remedy: text`make its folder writable, or name another place with --out`,
    explain:
      "What is emitted goes to a new file beside the target, which then takes the target's place in one step. One of the two steps was refused by the file system; the target is as it was.",
  }),
  WB1902: define({
    message: text`${"file"} is not what the pipeline compiles to`,
    remedy: text`run ${"command"} and commit the result`,
    explain:
      "With --check nothing is written: the file in the repository is compared, byte by byte, with what the compiler emits now. A file that was edited by hand, or a pipeline that was changed without compiling it again, is reported with the difference.",
  }),
  WB1903: define({
    fault: "usage",
    message: text`the secrets in ${"file"} could not be read: ${"reason"}`,
    remedy: text`give --secret-file a readable file of NAME=value lines, and keep it out of the repository`,
    explain:
      "A secret file has one NAME=value a line, as a .env file does; values may be quoted, and lines that begin with # are comments. Secrets that it does not name are looked for in the environment.",
  }),
  WB1904: define({
    fault: "usage",
    message: text`the pipeline ${"pipeline"} has no deploy called ${"name"}`,
    remedy: text`${"known"}`,
    explain:
      "waybill deploy ships an image to where a deploy job of the pipeline would ship it, so it is told that job's name.",
  }),
};
