import type { DebugConsole } from "../runtime/debug/console.ts";
import { checkoutRoot } from "./checkout.ts";
import { failedFolder } from "./records.ts";
import { secretsFrom } from "./secrets.ts";
import type { ShellOptions } from "./shell.ts";

/** Opens a shell in a job that failed in the last run of a checkout. False: there is none of that name. */
export async function shellAfterwards(
  job: string | undefined,
  options: ShellOptions,
  terminal: DebugConsole,
): Promise<boolean> {
  const [{ failedJobs, failedShell }, { shellIn }, { maskedTerminal }, { maskersFor }] = await Promise.all([
    import("../runtime/executors/host/failed-job.ts"),
    import("../runtime/debug/session.ts"),
    import("../runtime/debug/masked-terminal.ts"),
    import("../runtime/secrets/masker.ts"),
  ]);
  const kept = await failedJobs(failedFolder(checkoutRoot(options)));
  const [folder, failed] = [...kept].find(([, one]) => job === undefined || one.job === job) ?? [];
  if (folder === undefined || failed === undefined) return false;
  const say = (text: string) => void terminal.output.write(`${text}\r\n`);
  const { run, name: stepName, step, exitCode, secrets } = failed;
  say(`${failed.job} failed in the run ${run}: step ${step + 1} (${stepName}) exited with ${exitCode}`);
  const lookup = secretsFrom(options.secretFile);
  const values = Object.entries(secrets).flatMap(([variable, { name, file }]) => {
    const content = lookup(name);
    if (content === undefined)
      say(`the secret ${name} has no value here; set it in the environment, or use --secret-file`);
    return content === undefined ? [] : [{ variable, name, file, content }];
  });
  const env = Object.fromEntries(
    values.map(({ variable, name, file, content }) => [variable, file ? { secret: name, content } : content]),
  );
  const masker = maskersFor(values.map(({ content }) => content))();
  await shellIn(failed.job, (shown) => failedShell(folder, failed, env, maskedTerminal(shown, masker)), terminal);
  return true;
}
