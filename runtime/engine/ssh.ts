import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DiagnosticError, diagnostic } from "../../compiler/diagnostics/index.ts";

/** Where an engine is that is reached by SSH. */
export interface SshAddress {
  /** As the user's SSH settings know it. */
  readonly host: string;
  readonly user?: string;
  readonly port?: string;
  /** The engine's socket on that machine. Default: what the `docker` command uses there. */
  readonly socket?: string;
}

const DEFAULT_SOCKET = "/var/run/docker.sock";

/**
 * Reads an address as the `docker` command does: `ssh://[user@]host[:port][/path/of/the/socket]`.
 *
 * @throws {Error} in words for people
 */
export function sshAddress(address: string): SshAddress {
  const { hostname, port, username, password, pathname } = new URL(`http://${address.slice("ssh://".length)}`);
  if (password) throw new Error("an ssh:// address must not hold a password");
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  return {
    host,
    ...(username && { user: decodeURIComponent(username) }),
    ...(port && { port }),
    ...(pathname !== "/" && pathname !== "" && { socket: decodeURIComponent(pathname) }),
  };
}

/** Sockets of engines that are reached by SSH, by address: all clients of this process share the connection. */
const tunnels = new Map<string, Promise<string>>();

/**
 * Opens a connection with the system's `ssh`, which reads the user's settings, keys and known hosts, and forwards a socket
 * of this machine to the engine's. It ends with this process; where that is killed, as soon as the engine has nothing more to
 * send.
 *
 * @returns the socket's path
 * @throws {DiagnosticError} WB4020 for a host whose key is not known, WB4021 for one whose key has changed, WB4022 when
 *   `ssh` fails otherwise
 */
export function sshTunnel(address: string): Promise<string> {
  const open = tunnels.get(address);
  if (open) return open;
  const opening = openTunnel(sshAddress(address), () => tunnels.delete(address));
  tunnels.set(address, opening);
  opening.catch(() => tunnels.delete(address));
  return opening;
}

async function openTunnel(to: SshAddress, onEnd: () => void): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "waybill-"));
  // Short names: a socket's path has some hundred characters at most, and ssh adds some of its own.
  const [control, socket] = [join(folder, "c"), join(folder, "e")];
  const nonce = randomBytes(12).toString("hex");
  // In a session of its own: Ctrl-C in the terminal, which begins the clean-up, must not end the connection it takes.
  const child = spawn("ssh", sshArguments(to, control, nonce), { detached: true, stdio: ["pipe", "pipe", "pipe"] });
  const end = () => {
    onEnd();
    process.off("exit", end);
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  process.on("exit", end);
  try {
    const found = await firstWord(child, nonce);
    await forward(control, `${socket}:${to.socket ?? socketOf(found)}`);
  } catch (error) {
    end();
    throw refusal(to, error as Error);
  }
  child.once("close", end);
  letGo(child);
  return socket;
}

// ssh_config(5). Nobody can be asked while a run shows its progress, so a question of ssh's is an answer: no.
function sshArguments({ host, user, port }: SshAddress, control: string, nonce: string): readonly string[] {
  const settings = {
    ...{ BatchMode: "yes", ConnectTimeout: "30", ServerAliveInterval: "30", ServerAliveCountMax: "3" },
    ...{ ControlMaster: "yes", ControlPath: control, ControlPersist: "no" },
    ...{ ClearAllForwardings: "yes", RemoteCommand: "none", RequestTTY: "no", LogLevel: "ERROR" },
  };
  // It ends when its input does, and the connection with it, also when this process is killed.
  const ask = 'docker context inspect --format "{{.Endpoints.docker.Host}}" 2>/dev/null || echo';
  const remote = `sh -c 'echo; printf "waybill-${nonce} "; ${ask}; exec cat >/dev/null'`;
  return [
    ...Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]),
    ...(user ? ["-l", user] : []),
    ...(port ? ["-p", port] : []),
    ...["--", host, remote],
  ];
}

/** What the remote machine says of its engine. */
function firstWord(child: ChildProcess, nonce: string): Promise<string> {
  let output = "";
  let complaints = "";
  child.stdin?.on("error", () => {});
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    complaints = (complaints + text).slice(-8192);
  });
  return new Promise((resolve, reject) => {
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-8192);
      const line = new RegExp(`^waybill-${nonce} (.*)$\r?\n`, "m").exec(output);
      if (line) resolve(line[1] ?? "");
    });
    child.once("error", reject);
    child.once("close", (code) => reject(broken(complaints.trim() || `ssh ended with exit code ${code}`)));
  });
}

/** What ssh takes as the other end of a forwarded socket. */
function socketOf(host: string): string {
  const [, scheme, place] = /^(unix|tcp):\/\/([^?]+)$/.exec(host.trim()) ?? [];
  return place && (scheme === "tcp" || place.startsWith("/")) ? place : DEFAULT_SOCKET;
}

/** Has the connection forward a socket; the user's settings have done their part already. */
async function forward(control: string, sockets: string): Promise<void> {
  const args = ["-F", "none", "-S", control, "-O", "forward", "-L", sockets, "waybill"];
  await new Promise<void>((resolve, reject) => {
    execFile("ssh", args, (error, _, stderr) => (error ? reject(broken(stderr.trim() || error.message)) : resolve()));
  });
}

/** The connection keeps no process alive. */
function letGo(child: ChildProcess): void {
  child.unref();
  for (const stream of child.stdio) (stream as { unref?(): void } | null)?.unref?.();
}

function refusal({ host, user, port }: SshAddress, error: Error): DiagnosticError {
  const command = ["ssh", ...(port ? ["-p", port] : []), user ? `${user}@${host}` : host].join(" ");
  const { code } = error as NodeJS.ErrnoException;
  const lines = error.message.split("\n").map((line) => line.trim());
  const reason = code === "ENOENT" ? "there is no ssh program on this machine" : (lines.filter(Boolean).at(-1) ?? "");
  if (/HOST IDENTIFICATION HAS CHANGED/.test(error.message)) {
    const file = /Offending .* key in (.*):(\d+)/.exec(error.message);
    const values = { host, command, line: file ? `line ${file[2]} of ${file[1]}` : "the known hosts" };
    return new DiagnosticError(diagnostic("WB4021", values));
  }
  if (/host key (is known|verification failed)|No .* host key is known/i.test(error.message)) {
    return new DiagnosticError(diagnostic("WB4020", { host, command }));
  }
  return new DiagnosticError(diagnostic("WB4022", { host, command, reason }));
}

/** An error as a socket's is: see `isBroken`. */
const broken = (message: string) => Object.assign(new Error(message), { code: "ECONNRESET" });
