import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DiagnosticError, diagnostic } from "../../compiler/diagnostics/index.ts";
import { dockerFolder } from "../engine/address.ts";
import type { Credentials } from "../values/environment.ts";
import { lineOfJsonError } from "./json-error.ts";

/** What the engine shows to a registry. */
export type RegistryAuth =
  | { readonly username: string; readonly password: string; readonly serveraddress: string }
  | { readonly identitytoken: string; readonly serveraddress: string };

/** A login in the settings, in any of the forms that the docker command reads (docker/cli, `cli/config/types/authconfig.go`). */
interface Entry {
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
}

interface Settings {
  readonly auths?: Readonly<Record<string, Entry>>;
  readonly credsStore?: string;
  readonly credHelpers?: Readonly<Record<string, string>>;
}

/** Under this key the docker command keeps the login for docker.io. */
const HUB = "https://index.docker.io/v1/";

/**
 * The login for a registry: the pipeline's own, else what the user's Docker settings or credential helpers hold.
 *
 * @returns `undefined` when there is none
 * @throws {DiagnosticError} WB5014 when a credential helper is named that does not work, WB5067 when the settings cannot be read
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

/** @throws {DiagnosticError} WB5067 when the settings cannot be read */
export async function knownLogins(): Promise<KnownLogins> {
  const { auths = {}, credHelpers = {}, credsStore } = await readSettings();
  const helpers = [...(credsStore ? [credsStore] : []), ...Object.values(credHelpers)];
  const registries = Object.entries(auths).flatMap(([key, { auth, username, identitytoken }]) =>
    auth || username || identitytoken ? [hostOf(key)] : [],
  );
  return {
    file: settingsFile(),
    registries,
    helpers: [...new Set(helpers)].map((name) => `docker-credential-${name}`),
  };
}

const settingsFile = () => join(dockerFolder(), "config.json");

/** The docker command takes an empty file for one without settings. */
async function readSettings(): Promise<Settings> {
  const text = await readFile(settingsFile(), "utf8").catch(() => "");
  if (text.trim() === "") return {};
  const line = lineOfJsonError(text);
  if (line !== undefined) throw unreadable(`line ${line} is not valid JSON`);
  const settings = JSON.parse(text) as Settings | null;
  const { auths = {}, credHelpers = {}, credsStore = "" } = settings ?? {};
  if (!isRecord(settings)) throw unreadable("it does not hold an object");
  if (!isRecord(auths) || !Object.values(auths).every(isRecord))
    throw unreadable("`auths` is not an object of objects");
  if (!isRecord(credHelpers)) throw unreadable("`credHelpers` is not an object");
  if (typeof credsStore !== "string") throw unreadable("`credsStore` is not a string");
  return settings;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const unreadable = (problem: string) => new DiagnosticError(diagnostic("WB5067", { file: settingsFile(), problem }));

function hostOf(key: string): string {
  return (key.replace(/^https?:\/\//, "").split("/", 1)[0] as string).replace(/^index\.docker\.io$/, "docker.io");
}

function fromSettings(
  { auth, username, password, identitytoken }: Entry,
  serveraddress: string,
): RegistryAuth | undefined {
  if (identitytoken) return { identitytoken, serveraddress };
  if (!auth) return username ? { username, password: password ?? "", serveraddress } : undefined;
  const text = Buffer.from(auth, "base64").toString("utf8");
  const colon = text.indexOf(":");
  if (colon < 1) throw unreadable(`the \`auth\` of ${hostOf(serveraddress)} is not a name and a password in base64`);
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
  const { Username, Secret } = loginIn(output) ?? {};
  if (Username === undefined || Secret === undefined) throw refuse("it printed something other than a login");
  if (Username === "<token>") return { identitytoken: Secret, serveraddress };
  return { username: Username, password: Secret, serveraddress };
}

function loginIn(output: string): { readonly Username?: string; readonly Secret?: string } | undefined {
  try {
    const found: unknown = JSON.parse(output);
    const { Username, Secret } = isRecord(found) ? found : {};
    return typeof Username === "string" && typeof Secret === "string" ? { Username, Secret } : undefined;
  } catch {
    return undefined;
  }
}
