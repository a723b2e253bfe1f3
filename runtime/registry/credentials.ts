import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DiagnosticError, diagnostic } from "../../compiler/diagnostics/index.ts";
import { dockerFolder } from "../engine/address.ts";
import type { Credentials } from "../values/environment.ts";

/** What the engine shows to a registry. */
export type RegistryAuth =
  | { readonly username: string; readonly password: string; readonly serveraddress: string }
  | { readonly identitytoken: string; readonly serveraddress: string };

interface Settings {
  readonly auths?: Readonly<Record<string, { auth?: string; identitytoken?: string }>>;
  readonly credsStore?: string;
  readonly credHelpers?: Readonly<Record<string, string>>;
}

/** Under this key the docker command keeps the login for docker.io. */
const HUB = "https://index.docker.io/v1/";

/**
 * The login for a registry: the pipeline's own, else what the user's Docker settings or credential helpers hold.
 *
 * @returns `undefined` when there is none
 * @throws {DiagnosticError} WB5014 when a credential helper is named that does not work
 */
export async function credentialsFor(registry: string, login?: Credentials): Promise<RegistryAuth | undefined> {
  const serveraddress = registry === "docker.io" ? HUB : registry;
  if (login) return { username: login.username, password: login.password, serveraddress };
  const settings = await readSettings();
  const helper = settings.credHelpers?.[registry] ?? settings.credHelpers?.[serveraddress] ?? settings.credsStore;
  if (helper) {
    const found = await askHelper(helper, serveraddress);
    if (found) return found;
  }
  const entry = Object.entries(settings.auths ?? {}).find(([key]) => key === serveraddress || hostOf(key) === registry);
  return entry && fromSettings(entry[1], serveraddress);
}

/** A login, or several, as the engine's headers carry them. With none it takes part anonymously. */
export function authHeader(auth: RegistryAuth | Readonly<Record<string, RegistryAuth>> | undefined): string {
  // The engine's decoder insists on the padding that Node's own base64url leaves out.
  const base64 = Buffer.from(JSON.stringify(auth ?? {})).toString("base64");
  return base64.replaceAll("+", "-").replaceAll("/", "_");
}

/** The logins that the user's Docker settings hold, without what they consist of. */
export interface KnownLogins {
  /** Settings file. */
  readonly file: string;
  /** Registries with a login in the file itself. */
  readonly registries: readonly string[];
  /** Programs that keep logins, as the settings name them. */
  readonly helpers: readonly string[];
}

/** @throws {Error} when the settings are no JSON */
export async function knownLogins(): Promise<KnownLogins> {
  const { auths = {}, credHelpers = {}, credsStore } = await readSettings();
  const helpers = [...(credsStore ? [credsStore] : []), ...Object.values(credHelpers)];
  const registries = Object.entries(auths).flatMap(([key, { auth, identitytoken }]) =>
    auth || identitytoken ? [hostOf(key)] : [],
  );
  return {
    file: join(dockerFolder(), "config.json"),
    registries,
    helpers: [...new Set(helpers)].map((name) => `docker-credential-${name}`),
  };
}

async function readSettings(): Promise<Settings> {
  const text = await readFile(join(dockerFolder(), "config.json"), "utf8").catch(() => "{}");
  return JSON.parse(text) as Settings;
}

function hostOf(key: string): string {
  return (key.replace(/^https?:\/\//, "").split("/", 1)[0] as string).replace(/^index\.docker\.io$/, "docker.io");
}

function fromSettings(
  { auth, identitytoken }: { auth?: string; identitytoken?: string },
  serveraddress: string,
): RegistryAuth | undefined {
  if (identitytoken) return { identitytoken, serveraddress };
  if (!auth) return undefined;
  const text = Buffer.from(auth, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return { username: text.slice(0, colon), password: text.slice(colon + 1).replace(/\0+$/, ""), serveraddress };
}

// The protocol: the address on standard input, JSON or a complaint on standard output (docker/docker-credential-helpers).
async function askHelper(name: string, serveraddress: string): Promise<RegistryAuth | undefined> {
  const helper = `docker-credential-${name}`;
  const refuse = (reason: string) =>
    new DiagnosticError(diagnostic("WB5014", { helper, registry: hostOf(serveraddress), reason }));
  const { code, output } = await new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    const child = spawn(helper, ["get"], { stdio: ["pipe", "pipe", "ignore"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.on("error", (error: NodeJS.ErrnoException) =>
      reject(refuse(error.code === "ENOENT" ? "it is not installed" : error.message)),
    );
    child.on("close", (code) => resolve({ code, output: output.trim() }));
    child.stdin.on("error", () => {});
    child.stdin.end(serveraddress);
  });
  if (/credentials not found/i.test(output)) return undefined;
  if (code !== 0) throw refuse(output || `it ended with exit code ${code}`);
  const { Username, Secret } = JSON.parse(output) as { Username: string; Secret: string };
  if (Username === "<token>") return { identitytoken: Secret, serveraddress };
  return { username: Username, password: Secret, serveraddress };
}
