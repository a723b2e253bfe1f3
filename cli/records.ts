import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import { cacheFolder } from "../runtime/store/location.ts";
import { DiagnosticError, diagnostic } from "../compiler/diagnostics/index.ts";

/**
 * Where the records of a repository's runs are kept: below the user's state folder (XDG Base Directory Specification), for a
 * run must not change the checkout.
 */
export const recordFolder = (root: string, env = process.env): string => stateFolder("records", root, env);

/** Where the journals of a checkout's runs are kept. */
export const journalFolder = (root: string, env = process.env): string => stateFolder("journals", root, env);

/** Where the files of the jobs are that failed in the last run of a checkout. */
export const failedFolder = (root: string): string => join(cacheFolder(), "failed", checkoutName(root));

const checkoutName = (root: string): string =>
  `${basename(root)}-${createHash("sha256").update(root).digest("hex").slice(0, 12)}`;

function stateFolder(kind: string, root: string, env: NodeJS.ProcessEnv): string {
  const state = env.XDG_STATE_HOME || join(homedir(), ".local", "state");
  return join(state, "waybill", kind, checkoutName(root));
}

/**
 * The text of a key file that the command line names.
 *
 * @throws {DiagnosticError} WB5045 when it cannot be read
 */
export function keyText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DiagnosticError(diagnostic("WB5045", { file, reason }));
  }
}
