import { createHash } from "node:crypto";
import { credentialsFor, type RegistryAuth } from "../registry/credentials.ts";
import { registryOf } from "../registry/repository.ts";
import { type Ask, answer, expected, PinError } from "./ask.ts";

/** An index first: its digest is right for every platform. */
const MANIFESTS = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/**
 * The digest behind an image's tag, as its registry states it. The login is what `docker login` has left.
 *
 * @param reference `registry/path:tag`, read as `docker pull` reads it
 * @throws {PinError} when it cannot be told
 */
export async function imageDigest(
  reference: string,
  ask: Ask = fetch,
  login: (registry: string) => Promise<RegistryAuth | undefined> = credentialsFor,
): Promise<string> {
  const { registry, repository, tag } = parts(reference);
  const host = registry === "docker.io" ? "registry-1.docker.io" : registry;
  const scheme = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host) ? "http" : "https";
  const url = `${scheme}://${host}/v2/${repository}/manifests/${tag}`;
  const question = (method: string, authorization?: string) =>
    answer(ask, url, { method, headers: { accept: MANIFESTS, ...(authorization && { authorization }) } });
  const first = await question("HEAD");
  const challenge = first.status === 401 ? first.headers.get("www-authenticate") : null;
  const authorization = challenge ? await authorize(challenge, ask, await login(registry)) : undefined;
  const head = expected(challenge ? await question("HEAD", authorization) : first, url);
  const stated = head.headers.get("docker-content-digest");
  if (stated && /^sha256:[0-9a-f]{64}$/.test(stated)) return stated;
  const whole = expected(await question("GET", authorization), url);
  return `sha256:${createHash("sha256")
    .update(Buffer.from(await whole.arrayBuffer()))
    .digest("hex")}`;
}

function parts(reference: string): { readonly registry: string; readonly repository: string; readonly tag: string } {
  const colon = reference.lastIndexOf(":");
  const tagged = colon > reference.lastIndexOf("/");
  const name = tagged ? reference.slice(0, colon) : reference;
  const registry = registryOf(name);
  const path = name.startsWith(`${registry}/`) ? name.slice(registry.length + 1) : name;
  return {
    registry,
    repository: registry === "docker.io" && !path.includes("/") ? `library/${path}` : path,
    tag: tagged ? reference.slice(colon + 1) : "latest",
  };
}

/** What a registry wants to see (distribution: spec/auth/token). */
async function authorize(challenge: string, ask: Ask, login: RegistryAuth | undefined): Promise<string | undefined> {
  const basic =
    login && "username" in login
      ? `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`
      : undefined;
  if (!/^bearer /i.test(challenge)) return basic;
  const fields = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name as string, value as string]),
  );
  const { realm } = fields;
  if (!realm || !URL.canParse(realm)) throw new PinError("the registry does not say where to ask for a token");
  const url = new URL(realm);
  for (const name of ["service", "scope"]) if (fields[name]) url.searchParams.set(name, fields[name]);
  const given = await (login && "identitytoken" in login
    ? answer(ask, realm, {
        method: "POST",
        body: new URLSearchParams({
          grant_type: "refresh_token",
          refresh_token: login.identitytoken,
          service: fields.service ?? "",
          scope: fields.scope ?? "",
        }),
      })
    : answer(ask, url.href, { headers: basic ? { authorization: basic } : {} }));
  const body = (await expected(given, realm).json()) as { readonly token?: string; readonly access_token?: string };
  return `Bearer ${body.token ?? body.access_token}`;
}
