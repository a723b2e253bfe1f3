import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Where version managers keep the programs that are on the user's PATH, by the variable that says so: their commands find
 * nothing in another home folder.
 */
const TOOLS: Readonly<Record<string, string>> = {
  ASDF_DATA_DIR: ".asdf",
  GOENV_ROOT: ".goenv",
  JABBA_HOME: ".jabba",
  MISE_DATA_DIR: ".local/share/mise",
  NODENV_ROOT: ".nodenv",
  NVM_DIR: ".nvm",
  PYENV_ROOT: ".pyenv",
  RBENV_ROOT: ".rbenv",
  RUSTUP_HOME: ".rustup",
  SDKMAN_DIR: ".sdkman",
  VOLTA_HOME: ".volta",
};

/**
 * Variables of a job's home folder, in place of the user's: what a step writes there is gone with the job, as in a
 * container, and nothing of the user's settings and logins is read.
 */
export function homeVariables(home: string, user = homedir()): Readonly<Record<string, string>> {
  const tools = Object.entries(TOOLS).flatMap(([name, folder]) => {
    const path = process.env[name] ?? join(user, folder);
    return existsSync(path) ? [[name, path] as const] : [];
  });
  return { ...Object.fromEntries(tools), HOME: home };
}
