import { chmod } from "node:fs/promises";
import { delimiter, join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { credentialsFor, knownLogins } from "../../../runtime/registry/credentials.ts";
import { lineOfJsonError } from "../../../runtime/registry/json-error.ts";
import { registryOf } from "../../../runtime/registry/repository.ts";
import { complaint, folderOf } from "../../delivery/fixtures.ts";

const basic = (text: string) => ({ auth: Buffer.from(text).toString("base64") });

async function settings(config: object, helpers: Readonly<Record<string, string>> = {}): Promise<void> {
  const programs = Object.entries(helpers).map(([name, script]) => [`docker-credential-${name}`, script] as const);
  const folder = await folderOf({ "config.json": JSON.stringify(config), ...Object.fromEntries(programs) });
  await Promise.all(programs.map(([name]) => chmod(join(folder, name), 0o755)));
  vi.stubEnv("DOCKER_CONFIG", folder);
  vi.stubEnv("PATH", `${folder}${delimiter}${process.env.PATH}`);
}

afterEach(() => vi.unstubAllEnvs());

describe("the login for a registry", () => {
  it("is the pipeline's own, before all others", async () => {
    await settings({ auths: { "registry.example.com": basic("other:x") } });
    const login = { username: "ci", password: "secret" };
    expect(await credentialsFor("registry.example.com", login)).toMatchObject(login);
  });

  it("is the one of the user's Docker settings, whose password may hold a colon", async () => {
    await settings({ auths: { "https://registry.example.com/v2/": basic("me:a:b") } });
    expect(await credentialsFor("registry.example.com")).toMatchObject({ username: "me", password: "a:b" });
    expect(await credentialsFor("elsewhere.example.com")).toBeUndefined();
  });

  it("knows docker.io by its old address", async () => {
    await settings({ auths: { "https://index.docker.io/v1/": basic("me:x") } });
    expect(await credentialsFor("docker.io")).toMatchObject({ username: "me" });
  });

  it("is asked of the registry's credential helper, else of the store", async () => {
    const answering = (user: string) => `#!/bin/sh
read address
echo "{\\"Username\\":\\"${user}\\",\\"Secret\\":\\"of $address\\"}"
`;
    const helpers = { one: answering("from-helper"), all: answering("from-store") };
    await settings({ credsStore: "all", credHelpers: { "one.example.com": "one" } }, helpers);
    expect(await credentialsFor("one.example.com")).toMatchObject({
      username: "from-helper",
      password: "of one.example.com",
    });
    expect(await credentialsFor("two.example.com")).toMatchObject({ username: "from-store" });
  });

  it("may be a token", async () => {
    await settings({ credsStore: "t" }, { t: `#!/bin/sh\necho '{"Username":"<token>","Secret":"abc"}'\n` });
    expect(await credentialsFor("one.example.com")).toMatchObject({ identitytoken: "abc" });
  });

  it("is none when the helper has none", async () => {
    const script = "#!/bin/sh\necho credentials not found in native keychain\nexit 1\n";
    await settings({ credsStore: "empty" }, { empty: script });
    expect(await credentialsFor("one.example.com")).toBeUndefined();
  });

  it("cannot be had from a helper that fails or is not installed", async () => {
    await settings({ credsStore: "broken" }, { broken: "#!/bin/sh\necho keychain is locked\nexit 1\n" });
    const broken = await complaint(credentialsFor("one.example.com"));
    expect(broken).toMatchObject({ code: "WB5014", message: expect.stringContaining("keychain is locked") });
    await settings({ credsStore: "absent" });
    const absent = await complaint(credentialsFor("one.example.com"));
    expect(absent).toMatchObject({ code: "WB5014", message: expect.stringContaining("not installed") });
  });
});

describe("the user's Docker settings", () => {
  const written = async (text: string) => vi.stubEnv("DOCKER_CONFIG", await folderOf({ "config.json": text }));

  it("may hold a name and a password, or a token, as they are", async () => {
    await settings({
      auths: {
        "one.example.com": { username: "me", password: "a:b" },
        "two.example.com": { ...basic("<token>:"), identitytoken: "abc" },
        "three.example.com": {},
      },
    });
    expect(await credentialsFor("one.example.com")).toMatchObject({ username: "me", password: "a:b" });
    expect(await credentialsFor("two.example.com")).toEqual({ identitytoken: "abc", serveraddress: "two.example.com" });
    expect(await credentialsFor("three.example.com")).toBeUndefined();
    expect((await knownLogins()).registries).toEqual(["one.example.com", "two.example.com"]);
  });

  it.each(["", "  \n"])("may be empty: %j", async (text) => {
    await written(text);
    expect(await credentialsFor("one.example.com")).toBeUndefined();
  });

  it.each<[string, string]>([
    ['{\n  "auths": {\n    "one.example.com": { "auth": "c2VjcmV0" },\n  }\n}', "line 4 is not valid JSON"],
    ['{\n  "auths": {\n', "line 3 is not valid JSON"],
    ["{} {}", "line 1 is not valid JSON"],
    ["[1]", "it does not hold an object"],
    ["null", "it does not hold an object"],
    ['{ "auths": [] }', "`auths` is not an object of objects"],
    ['{ "auths": { "one.example.com": "c2VjcmV0" } }', "`auths` is not an object of objects"],
    ['{ "credHelpers": "pass" }', "`credHelpers` is not an object"],
    ['{ "credsStore": 3 }', "`credsStore` is not a string"],
    [
      '{ "auths": { "one.example.com": { "auth": "c2VjcmV0" } } }',
      "the `auth` of one.example.com is not a name and a password in base64",
    ],
  ])("are named with what is wrong in them, and not quoted: %s", async (text, problem) => {
    await written(text);
    const failed = await complaint(credentialsFor("one.example.com"));
    expect(failed).toMatchObject({ code: "WB5067", fault: "infrastructure" });
    expect(failed.message).toMatch(/^cannot read the Docker settings `.*config\.json`: /);
    expect(failed.message).toContain(problem);
    expect(failed.message).not.toContain("c2VjcmV0");
  });

  it.each(["echo welcome", "echo '[]'", `echo '{"Username":"me"}'`])(
    "name a helper that prints other text: %s",
    async (script) => {
      await settings({ credsStore: "chatty" }, { chatty: `#!/bin/sh\n${script}\n` });
      const failed = await complaint(credentialsFor("one.example.com"));
      expect(failed).toMatchObject({
        code: "WB5014",
        message: expect.stringContaining("something other than a login"),
      });
    },
  );
});

describe("the line on which a text stops being JSON", () => {
  it("is none exactly where Node reads it", () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.constantFrom("", ",", "}", "x", '"', "\n", " "), (json, place, more) => {
        const at = place % (json.length + 1);
        const text = json.slice(0, at) + more + json.slice(at);
        const reads = (() => {
          try {
            JSON.parse(text);
            return true;
          } catch {
            return false;
          }
        })();
        expect(lineOfJsonError(text) === undefined).toBe(reads);
      }),
    );
  });
});

describe("the registry of a repository", () => {
  it.each([
    ["registry.example.com/a/b", "registry.example.com"],
    ["127.0.0.1:5000/a", "127.0.0.1:5000"],
    ["localhost/a", "localhost"],
    ["library/node", "docker.io"],
    ["node", "docker.io"],
  ])("%s is on %s", (repository, registry) => expect(registryOf(repository)).toBe(registry));
});
