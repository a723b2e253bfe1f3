import { define, type Hundred, text } from "../define.ts";

/** WB21xx: matrices, concurrency, inputs and destinations in the graph. */
export const options = {
  WB2100: define({
    message: text`the matrix \`${"matrix"}\` has no instances: ${"reason"}`,
    remedy: text`give every axis a value, and exclude fewer combinations`,
    explain:
      "A matrix makes a job for each combination of its axes' values. If an axis is empty, or all combinations are excluded, there is no job, and the jobs that need the matrix would run as if it had succeeded.",
  }),
  WB2101: define({
    message: text`the matrix \`${"matrix"}\` has ${"count"} instances; the limit is ${"most"}`,
    remedy: text`exclude combinations, or give the axes fewer values`,
    explain:
      "So many jobs usually come from multiplying more axes than intended. (GitHub allows 256 jobs per `strategy.matrix`. The instances of a larger matrix become separate jobs there, as on GitLab.)",
  }),
  WB2102: define({
    message: text`the matrix \`${"matrix"}\` has the combination ${"values"} twice`,
    remedy: text`remove the duplicate value from the axis, or the element of include that the axes already make`,
    explain:
      "Each instance of a matrix is a job, identified by its values. `include` adds combinations; it does not extend one that the axes already have. To change one combination, test its values in the function.\n\n  wrong: axes: { node: [20, 22, 20] }\n  right: axes: { node: [20, 22] }",
  }),
  WB2103: define({
    message: text`the matrix \`${"matrix"}\` excludes ${"values"}, which matches no combination of its axes`,
    remedy: text`correct the values, or remove the element of exclude`,
    explain:
      "An element of `exclude` removes the combinations that have all of its values. If it matches none, the axes have usually changed since. (If two elements match the same combinations, the second one matches nothing.)",
  }),
  WB2104: define({
    message: text`the matrix \`${"matrix"}\` has no instance with ${"values"}`,
    remedy: text`use one of its combinations: ${"known"}`,
    explain:
      "`instance(values)` returns the job of a matrix that has these values. A combination that is excluded, or that the axes do not have, has no job.",
  }),
  WB2105: define({
    message: text`the matrix \`${"matrix"}\` includes ${"values"}, but its axes are ${"axes"}`,
    remedy: text`give each element of include a value for every axis, and nothing else`,
    explain:
      'An instance has a value for each axis: its function receives them, its name consists of them, and the providers show them. An element of `include` is a complete combination.\n\n  wrong: axes: { os: ["a", "b"], node: [20] }, include: [{ os: "c" }]\n  right: axes: { os: ["a", "b"], node: [20] }, include: [{ os: "c", node: 20 }]',
  }),
  WB2106: define({
    message: text`${"owner"} uses the value \`${"value"}\` of the dynamic matrix \`${"matrix"}\`, which exists only in its own steps`,
    remedy: text`use it inside the function that makes \`${"matrix"}\``,
    explain: "The values of a dynamic matrix belong to one instance. No other job has them.",
  }),
  WB2107: define({
    message: text`${"owner"} is a dynamic matrix, so it cannot have outputs`,
    remedy: text`remove outputs, or write the values to an artifact`,
    explain:
      "The number of instances of a dynamic matrix is known only at run time. Every instance would set the same output, and no job could say which one it means.",
  }),
  WB2130: define({
    message: text`\`${"job"}\` cannot be interruptible: ${"reason"}`,
    remedy: text`remove interruptible: true; only a job that changes nothing outside may be interrupted`,
    explain:
      "An interruptible job is cancelled when a newer commit of the same pull request arrives. An interrupted deploy leaves its target half changed. A job in a concurrency group must finish for the same reason.",
  }),
  WB2131: define({
    message: text`\`${"job"}\` waits for a person, so it cannot also be allowed to fail`,
    remedy: text`remove allowFailure, or remove manual`,
    explain:
      "Jobs that need a manual job wait until it has run. On GitLab, a manual job that may fail is optional: the jobs that need it would be skipped at once instead of waiting.",
  }),
  WB2132: define({
    message: text`\`${"job"}\` and \`${"other"}\` deploy to the same place, but are in different concurrency groups`,
    remedy: text`give both the same concurrency group, or none: deploys to one place take turns anyway`,
    explain:
      "Two deploys to one service, container or workload at the same time would overwrite each other. Without a group they take turns for the place. With two groups nothing keeps them apart.",
  }),
  WB2133: define({
    message: text`\`${"job"}\` and \`${"other"}\` of the same run would replace each other in the group \`${"group"}\``,
    remedy: text`let each wait for its turn (waiting: "queue"), or give them different groups`,
    explain:
      "If the newest job replaces those that wait, a run with several jobs in the group would cancel its own jobs.",
  }),
  WB2134: define({
    message: text`\`${"job"}\` needs \`${"other"}\`, which runs after all other jobs`,
    remedy: text`remove \`${"other"}\` from the needs of \`${"job"}\`, or remove its finally`,
    explain:
      "A job with `finally` runs last, whatever happened before. No job can wait for it. Put what must follow a success into ordinary jobs.",
  }),
  WB2135: define({
    message: text`\`${"job"}\` always runs, but uses \`${"other"}\`, which may have failed`,
    remedy: text`use artifacts instead (downloads those that exist), or do not use the output, image or condition of \`${"other"}\``,
    explain:
      "A job with `finally` also runs when the jobs before it failed or were skipped. Their outputs, images and digests may then not exist. Artifacts are fine: those that exist are unpacked in the working directory.",
  }),
  WB2136: define({
    message: text`\`${"job"}\` always runs, so it cannot wait for \`${"other"}\`, which waits for a person`,
    remedy: text`remove manual jobs from its needs; without needs it waits for all jobs that start automatically`,
    explain:
      "Nobody has to start a manual job, so a `finally` job that waits for one might never run. The same holds for jobs that need a manual job.",
  }),
  WB2137: define({
    message: text`\`${"job"}\` reads the status of the run, which is known only after the other jobs have finished`,
    remedy: text`read it in a job with finally: true`,
    explain:
      "While an ordinary job runs, the status of the run is not known yet. A job with `finally` knows whether the jobs that it waited for succeeded, failed or were cancelled.",
  }),
  WB2138: define({
    message: text`\`${"job"}\` always runs, so it cannot wait for a person`,
    remedy: text`remove manual (or the approval of the environment), or remove finally`,
    explain: "A job with `finally` always runs, without anybody starting it.",
  }),
  WB2140: define({
    message: text`${"run"}, \`${"job"}\` is skipped, and the required check \`${"check"}\` passes without it`,
    remedy: text`add \`${"job"}\` to mayBeSkipped of \`${"check"}\` if that is intended, or run \`${"job"}\` on every pull request`,
    explain:
      "A required check passes if the jobs that it needs have succeeded. A job that its own condition skips counts as succeeded, so the check passes although the job tested nothing. If the condition means that there is nothing to test, list the job in `mayBeSkipped`.",
  }),
  WB2141: define({
    message: text`\`${"job"}\` may fail, and the required check \`${"check"}\` still passes`,
    remedy: text`remove allowFailure from \`${"job"}\`, or remove \`${"job"}\` from the needs of \`${"check"}\``,
    explain:
      "A job with `allowFailure` counts as succeeded when it fails. A required check that needs it cannot distinguish failure from success.",
  }),
  WB2150: define({
    message: text`${"owner"} reads ${"what"} of the step ${"step"}, which is not an earlier step of the same job`,
    remedy: text`move that step before it in \`steps\`; in another job, use an output of the job: outputs: { name: step.outputs.name }`,
    explain:
      "Outputs and the outcome of a step are known when the step has ended, and only in its own job. Later steps read them in `when`, `env`, scripts and inputs of actions. Other jobs read the outputs of the job.",
  }),
  WB2151: define({
    message: text`two steps of ${"owner"} have the id \`${"id"}\``,
    remedy: text`rename one of them, or leave \`id\` out`,
    explain: "GitHub identifies the outputs and the outcome of a step by its id, so ids are unique in a job.",
  }),
  WB2152: define({
    message: text`a condition of ${"owner"} ${"what"}`,
    remedy: text`compare it with a string (===, startsWith, endsWith, includes), or let the earlier step decide and set an output to \`true\``,
    explain:
      "GitHub tests outputs and outcomes of steps in expressions, which have no regular expressions and ignore case. Facts of the run are compared exactly. A script can compare anything.",
  }),
  WB2160: define({
    severity: "warning",
    message: text`${"place"} of \`${"job"}\` sets \`${"name"}\` to a string with \`${"part"}\`, which nothing expands`,
    remedy: text`set the variable in the script, so that the shell expands it: ${"script"}; or accept WB2160 if the string is meant literally`,
    explain:
      "Values in `env` are data and reach the step unchanged, so that text from an outsider is never part of a script. A value such as `$PATH:/opt/bin` therefore hides the programs of the image, on every provider. The script of a step can extend a variable, and it can read the path of the sources from `$PWD`.",
  }),
  WB2161: define({
    severity: "warning",
    message: text`\`${"job"}\` downloads \`${"path"}\` of both \`${"first"}\` and \`${"second"}\`, so files with the same name overwrite each other`,
    remedy: text`keep them under different paths, or download one of them`,
    explain:
      "Artifacts are unpacked into the working directory one after the other. If two jobs, or two instances of a matrix, keep the same path, files with the same name overwrite each other. Which of them remains differs between the providers.",
  }),
  WB2162: define({
    message: text`${"owner"} has the option \`${"option"}\`, which does not exist`,
    remedy: text`${"remedy"}remove it`,
    explain:
      "TypeScript finds a misspelt option in an object literal, but not in an object that is spread or cast. An unknown option would have no effect.",
  }),
  WB2180: define({
    severity: "warning",
    message: text`\`${"job"}\` names its inputs but receives the secret \`${"secret"}\`, so it runs every time`,
    remedy: text`remove the inputs, or use \`${"secret"}\` in another job`,
    explain:
      "A job that names its inputs does not run again on this machine while everything that decides its result is unchanged. A secret gives access to a registry, an API or a database, which can change at any time without Waybill's knowledge. Waybill also keeps nothing that could reveal a secret. A job with a secret therefore always runs.",
  }),
  WB2190: define({
    message: text`${"owner"} has a rollback for ${"destination"}, but no readBack that finds the version to go back to`,
    remedy: text`add readBack: a command that prints the digest that runs; the rollback finds it in $WAYBILL_PREVIOUS`,
    explain:
      "Before command() ships, it calls readBack to find out which digest runs. A rollback restores that digest. Without readBack the earlier digest is not known.",
  }),
  WB2191: define({
    message: text`${"owner"} has two values for the variable \`${"name"}\` in its commands`,
    remedy: text`rename it in one of them`,
    explain:
      "The commands of a destination (the command that ships, readBack and rollback) share one environment, because a provider runs them in one process.",
  }),
  WB2192: define({
    message: text`${"owner"} has tagFrom.latest without tagFrom.version`,
    remedy: text`add version: true; or, if every build is to be the latest, tags: ["latest"]`,
    explain:
      "tagFrom.latest moves the tag `latest` to each version that is not a pre-release. Without versions it has nothing to move to.",
  }),
  WB2193: define({
    message: text`${"owner"} gives the tag \`${"tag"}\` to every build, but ${"other"}`,
    remedy: text`remove \`${"tag"}\` from tags`,
    explain:
      "A tag that moves for two reasons does not identify an image. The tag `buildcache` holds the layers of earlier builds, unless layerCache is local.",
  }),
  WB2194: define({
    message: text`\`${"job"}\` and \`${"other"}\` push to ${"repository"} in one run, both with the commit as their tag`,
    remedy: text`give one of them another repository, or conditions that never hold together`,
    explain:
      "Every image is tagged with its commit. If one commit has two images in one repository, the later one takes the tag, and the earlier one cannot be found by it. A build whose tag has moved also fails when its digest is read back.",
  }),
} satisfies Hundred<"21">;
