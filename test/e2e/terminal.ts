import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { onTestFinished, vi } from "vitest";

export interface Terminal {
  /** What stands on the screen, with what has scrolled out of it, once it has all of these texts. */
  screenWith(...texts: readonly string[]): Promise<string>;
  /** Presses keys, as tmux names them, such as `C-c`. */
  press(key: string): Promise<void>;
}

export interface TerminalOptions {
  readonly cwd: string;
  readonly columns: number;
}

/** A real terminal (tmux) in which a command runs. It is closed when the test ends. */
export async function terminal(command: readonly string[], options: TerminalOptions): Promise<Terminal> {
  const folder = await mkdtemp(join(tmpdir(), "waybill-tmux-"));
  const tmux = (...args: readonly string[]) => execa("tmux", ["-u", "-S", join(folder, "socket"), ...args]);
  onTestFinished(async () => {
    await tmux("kill-server").catch(() => {});
    await rm(folder, { recursive: true, force: true });
  });
  // People sit before it, wherever the tests run.
  const env = ["-e", "CI="];
  const size = ["-x", String(options.columns), "-y", "24"];
  // Its end is seen by a line of its own: with the last process, a terminal would close. Ctrl-C is for the command alone.
  const shell = `trap : INT; ${command.map((part) => `'${part}'`).join(" ")}; echo "ended with $?"; exec cat`;
  await tmux("new-session", "-d", ...size, ...env, "-c", options.cwd, "sh", "-c", shell);
  return {
    screenWith: (...texts) =>
      vi.waitFor(
        async () => {
          const { stdout } = await tmux("capture-pane", "-p", "-S", "-");
          for (const text of texts)
            if (!stdout.includes(text)) throw new Error(`no "${text}" on the screen:\n${stdout}`);
          return stdout.trimEnd();
        },
        { timeout: 60_000, interval: 50 },
      ),
    press: async (key) => void (await tmux("send-keys", key)),
  };
}
