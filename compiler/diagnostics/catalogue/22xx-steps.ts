import { define, type Hundred, text } from "../define.ts";

/** WB22xx: steps, tokens and caches in the graph. */
export const steps = {
  WB2200: define({
    message: text`${"run"}, the test \`${"test"}\` skips its step ${"step"}, so \`${"deploy"}\` would ship \`${"image"}\` without it`,
    remedy: text`run the step whenever \`${"deploy"}\` runs, or move it into a job that is not a test of \`${"deploy"}\``,
    explain:
      'A test counts only if all of its steps run. Whenever the condition of a deploy holds, the conditions of the steps of its tests must hold too. Waybill decides this exactly, as for the conditions of the tests themselves; the message gives a run for which it fails.\n\n  wrong: test:   step("all", sh`./test --all`, { when: (run) => run.branch === "main" })\n         deploy: when: (run) => run.branch === "main" || run.tag === "v1"\n  right: deploy: when: (run) => run.branch === "main"\n\nWith the wrong conditions, a push of the tag v1 ships an image that the step never tested.',
  }),
  WB2201: define({
    message: text`a command of ${"owner"} ${"what"}`,
    remedy: text`put the condition on the deploy itself; use a script for the command that ships`,
    explain:
      "The commands of a deploy ship, read back and roll back together. If one of them could be skipped, or exists on one provider only, the deploy would report something that did not happen.",
  }),
  WB2202: define({
    severity: "warning",
    message: text`the step ${"step"} of \`${"job"}\` never runs: no run of the job meets ${"condition"}`,
    remedy: text`correct the condition, or remove the step`,
    explain:
      "The condition contradicts itself, the condition of the job, or the triggers of the pipeline: for example, a step for tags in a job that runs only on branches.",
  }),
  WB2203: define({
    severity: "warning",
    message: text`the condition of the step ${"step"} of \`${"job"}\` is always true: ${"condition"}`,
    remedy: text`remove the condition, or correct it`,
    explain: "Every possible run meets the condition, so it has no effect. Often an || was meant to be an &&.",
  }),
  WB2204: define({
    message: text`the \`fallback\` of an action in ${"owner"} has its own condition`,
    remedy: text`put the condition on the step: step(name, uses(...), { when: ... })`,
    explain:
      "An action and its `fallback` are one step. On every provider, the same condition decides whether it runs.",
  }),
  WB2205: define({
    message: text`the step ${"step"} of \`${"test"}\` runs only on GitHub, and \`${"deploy"}\` relies on \`${"test"}\``,
    remedy: text`add a fallback for other providers (fallback: sh\`...\`), or move the action into a job that is not a test of \`${"deploy"}\``,
    explain:
      "A test counts only if all of its steps run, wherever the pipeline runs. An action without a `fallback` is skipped on this machine, so an image could ship from here with less testing than on GitHub.",
  }),
  WB2206: define({
    message: text`an action in ${"owner"} has a working directory`,
    remedy: text`remove it, or set it on the fallback: fallback: step(name, sh\`...\`, { workingDirectory })`,
    explain:
      "GitHub runs actions in the checkout and has no working directory for them. Many actions have an input for a folder.",
  }),
  WB2207: define({
    message: text`${"owner"} has an \`sh\` step, but its shell is ${"shell"}`,
    remedy: text`write the step with \`script\`, or set the shell of the step: step(name, sh\`...\`, { shell: "bash" })`,
    explain:
      "`sh` quotes values for the shells `sh` and `bash` only. A `script` runs in any shell, in the way that GitHub runs it. `pwsh` quotes values for PowerShell.",
  }),
  WB2220: define({
    message: text`in \`${"job"}\`, \`${"name"}\` is ${"first"} and also ${"second"}`,
    remedy: text`rename one of them`,
    explain:
      "On GitLab, the secrets and id tokens of a job are variables with the same names, so each name can be used once per job.",
  }),
  WB2221: define({
    message: text`\`${"job"}\` passes the id token \`${"token"}\` to ${"place"}, where id tokens are not available`,
    remedy: text`use it in a step: the step can log in with it, or pass on what it gets in exchange`,
    explain:
      "An id token exists only while a job runs: GitHub makes it when a step requests it. Services start, and images are pulled, before the first step. A step can exchange the token for a login to a registry.",
  }),
  WB2222: define({
    message: text`the input \`${"input"}\` is declared twice, with another type or default`,
    remedy: text`declare it once, as a constant that both triggers use, or rename one of them`,
    explain:
      "An input is identified by its name, whether a person or another pipeline sets it. On GitLab it is one variable of the pipeline, and a step reads one value, so it has one type and one default.",
  }),
  WB2223: define({
    severity: "warning",
    message: text`\`${"job"}\` ${"reason"}, and restores the cache \`${"prefix"}\``,
    remedy: text`build what it ships in a job without such rights and pass it on as an artifact, or remove the cache`,
    explain:
      "Anything that runs in a job that writes a cache can leave files there: a dependency's install script, a test. A job that ships would use these files, publish them, or run them next to its secrets, although every commit was reviewed. Jobs that deploy or publish should start from the sources, and from artifacts of named jobs. A cache that is only written (policy: push) is harmless.",
  }),
  WB2260: define({
    message: text`${"owner"} has no keys for any provider`,
    remedy: text`add the keys of the job on a provider: github: { "runs-on": ..., steps: [...] } or gitlab: { script: [...] }`,
    explain:
      "A native job consists of keys from the file format of a provider. It is left out on this machine and on each provider for which it has no keys, so a native job without keys never runs.",
  }),
  WB2261: define({
    message: text`\`${"field"}\` of ${"owner"} has the key \`${"key"}\`, which Waybill writes itself`,
    remedy: text`remove \`${"key"}\`, and use \`needs\`, \`when\` or the matching option instead`,
    explain:
      "`native` adds keys to what Waybill emits. The graph defines when a job runs, which jobs it comes after, and what starts the pipeline. The proofs, local runs and the other provider rely on that. A key that contradicts the graph on one provider would make them wrong.",
  }),
  WB2262: define({
    message: text`\`${"deploy"}\` ships \`${"image"}\` as tested, but depends on ${"what"}, which only the provider can interpret`,
    remedy: text`write unverified(${"image"}, "reason") instead of testedBy, or use Waybill's own options instead of \`native\``,
    explain:
      "Waybill proves from the graph that only a tested image ships. The proof covers the tests, the deploy and all jobs before them. Provider keys may change what runs, and a native job may do anything, so nothing can be proved about the jobs after it.",
  }),
  WB2263: define({
    message: text`a native step of ${"owner"} has no keys`,
    remedy: text`add the keys that GitHub documents for a step: nativeStep({ github: { uses: "...", with: { ... } } })`,
    explain: "A native step consists only of keys from GitHub's workflow syntax. GitLab has no steps.",
  }),
  WB2264: define({
    message: text`a native step of ${"owner"} has the option \`${"option"}\` next to its keys`,
    remedy: text`set it with a key of the step: \`env\`, \`working-directory\`, \`shell\`, \`if\``,
    explain: "Waybill emits the keys of a native step unchanged, so each setting belongs in these keys.",
  }),
} satisfies Hundred<"22">;
