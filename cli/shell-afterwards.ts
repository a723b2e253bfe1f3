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
  const { run, name, step, exitCode, secrets } = failed;
  say(`${failed.job} failed in the run ${run}: step ${step + 1} (${name}) exited with ${exitCode}`);
  const lookup = secretsFrom(options.secretFile);
  const values = Object.entries(secrets).flatMap(([variable, secret]) => {
    const value = lookup(secret);
    if (value === undefined)
      say(`the secret ${secret} has no value here; set it in the environment, or use --secret-file`);
    return value === undefined ? [] : [[variable, value] as const];
  });
  const masker = maskersFor(values.map(([, value]) => value))();
  await shellIn(
    failed.job,
    (shown) => failedShell(folder, failed, Object.fromEntries(values), maskedTerminal(shown, masker)),
    terminal,
  );
  return true;
}
