import { execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { findProgram } from "./machine/packages.mjs";

/** A machine that is reached by SSH: this one, with settings of its own on both sides. */
export interface SshMachine {
  readonly port: number;
  /** Variables with which `ssh` reads this machine's settings in place of the user's. */
  readonly env: Readonly<Record<string, string>>;
  /** `known` knows the machine's key, `changed` another one. */
  know(key: "known" | "unknown" | "changed"): void;
  /** What its server has written down. */
  log(): string;
  stop(): Promise<void>;
}

/** @param settings - Further lines of its sshd_config. */
export async function startSshd(settings: readonly string[] = []): Promise<SshMachine> {
  const folder = mkdtempSync(join(tmpdir(), "waybill-sshd-"));
  const at = (name: string) => join(folder, name);
  for (const name of ["host", "other", "client"]) {
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", at(name)]);
  }
  const port = await freePort();
  const lines = [
    ...[`Port ${port}`, "ListenAddress 127.0.0.1", `HostKey ${at("host")}`, `AuthorizedKeysFile ${at("client.pub")}`],
    ...["StrictModes no", "UsePAM no", "PidFile none", "PermitRootLogin yes", "LogLevel VERBOSE", ...settings],
  ];
  writeFileSync(at("sshd_config"), `${lines.join("\n")}\n`);
  // sshd as the superuser insists on this folder, which an installed service makes when it starts.
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  const program = findProgram("sshd") ?? "sshd";
  const server = spawn(program, ["-D", "-e", "-f", at("sshd_config")], { stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  await new Promise<void>((listening, failed) => {
    server.stderr.setEncoding("utf8").on("data", (text: string) => {
      log += text;
      if (log.includes("Server listening")) listening();
    });
    server.once("exit", () => failed(new Error(`sshd does not start: ${log}`)));
  });
  const hostLine = (name: string) => `[127.0.0.1]:${port} ${readFileSync(at(`${name}.pub`), "utf8")}`;
  // ssh looks up the user's home by itself, whatever HOME says.
  mkdirSync(at("bin"));
  writeFileSync(at("bin/ssh"), `#!/bin/sh\nexec ${findProgram("ssh")} -F ${at("config")} "$@"\n`);
  chmodSync(at("bin/ssh"), 0o755);
  writeFileSync(
    at("config"),
    [
      ...["Host engine", "  HostName 127.0.0.1", `  Port ${port}`, `  User ${userInfo().username}`, "Host *"],
      ...[`  IdentityFile ${at("client")}`, "  IdentitiesOnly yes", `  UserKnownHostsFile ${at("known")}`, ""],
    ].join("\n"),
  );
  writeFileSync(at("known"), "");
  return {
    port,
    env: { PATH: `${at("bin")}:${process.env.PATH}`, SSH_AUTH_SOCK: "" },
    know: (key) => writeFileSync(at("known"), key === "unknown" ? "" : hostLine(key === "known" ? "host" : "other")),
    log: () => log,
    async stop() {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      if (server.exitCode === null) server.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whether this machine has what {@link startSshd} takes. */
export function hasSshd(): boolean {
  return ["sshd", "ssh", "ssh-keygen"].every((name) => existsSync(findProgram(name) ?? ""));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((closed) => server.close(() => closed()));
  return port;
}
