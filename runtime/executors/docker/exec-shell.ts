import type { Duplex } from "node:stream";
import type Docker from "dockerode";
import type { ScriptJob, Step } from "../../../compiler/graph/model/index.ts";
import { singleQuoted } from "../../../compiler/shell/quote.ts";
import type { ShellTerminal } from "../hold.ts";
import { filesIn } from "../secret-files.ts";
import { folderOf, type Given, pathExport, SECRETS } from "./shell.ts";

export interface ExecShell {
  readonly job: ScriptJob;
  readonly step: Step;
  readonly given: Given;
  readonly terminal: ShellTerminal;
}

/** Where the content of a secret's file travels to the shell. */
const CONTENT = "WAYBILL_CONTENT_";

/**
 * Runs a shell of the image in a container that runs, in a terminal of its own, until it ends.
 *
 * @returns its exit code
 */
export async function execShell(
  container: Docker.Container,
  { job, step, given, terminal }: ExecShell,
): Promise<number> {
  const { env, files } = filesIn(SECRETS, given.env);
  const variables = { ...env, TERM: terminal.kind, PS1: "waybill$ " };
  const exec = await container.exec({
    Cmd: ["sh", "-c", `${given.path ? `${pathExport(given.path)}; ` : ""}${script(files.map(({ path }) => path))}`],
    Env: [
      ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
      ...files.map(({ content }, index) => `${CONTENT}${index}=${content}`),
    ],
    WorkingDir: folderOf(job, step),
    ...{ Tty: true, AttachStdin: true, AttachStdout: true, AttachStderr: true },
  });
  const socket = (await exec.start({ hijack: true, stdin: true, Tty: true })) as unknown as Duplex;
  const resize = (w: number, h: number) => void exec.resize({ w, h }).catch(() => {});
  resize(terminal.columns, terminal.rows);
  terminal.onInput((data) => void socket.write(data));
  terminal.onResize(resize);
  const decoder = new TextDecoder();
  try {
    for await (const chunk of socket) terminal.write(decoder.decode(chunk as Buffer, { stream: true }));
  } catch {
    // The connection ends with the shell, or with the engine: its exit code says which.
  }
  const { ExitCode } = await exec.inspect();
  return ExitCode ?? 0;
}

/** Writes the secrets' files, has the person's shell run, and removes them. */
function script(files: readonly string[]): string {
  const shell = "if command -v bash >/dev/null 2>&1; then bash --norc --noprofile; else sh; fi";
  if (files.length === 0) return shell;
  const write = files.map((path, index) => `printf %s "$${CONTENT}${index}" > ${singleQuoted(path)}`);
  const names = files.map((_, index) => `${CONTENT}${index}`);
  const written = `( umask 077 && mkdir -p ${SECRETS} && ${write.join(" && ")} )`;
  return `${written} && unset ${names.join(" ")} && { ${shell}; code=$?; rm -rf ${SECRETS}; exit $code; }`;
}
