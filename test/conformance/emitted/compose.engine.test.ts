import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { composeStrategy } from "../../../runtime/delivery/compose/strategy.ts";
import { deployRequest } from "../../delivery/server.ts";
import { describeDocker, docker, uniqueName } from "../../engine/index.ts";
import { type DeployStand, deployStand, tools } from "../../targets/shell/stand.ts";
import { provide } from "../judges/tool.ts";
import { COMPOSE } from "./programs.ts";

/** What is missing is said loudly, and is a failure in CI. */
const program = provide(COMPOSE);
const missing = "missing" in program ? program.missing : tools ? "" : "curl or jq is missing";
if (missing && !process.env.CI) console.error(`DEPLOYS TO A REAL COMPOSE PROJECT ARE SKIPPED: ${missing}`);

/** `web` stands between a service that it depends on and one that depends on it, and has data without a name. */
const file = (image: string) => `
services:
  db:
    image: ${image}
    command: [sleep, "100000"]
    stop_signal: SIGKILL
    healthcheck: { test: [CMD, "true"], interval: 250ms }
  web:
    image: \${WEB_IMAGE}
    stop_signal: SIGKILL
    environment: { COLOR: blue }
    depends_on: { db: { condition: service_healthy } }
    volumes: [named:/named, /unnamed]
  front:
    image: ${image}
    command: [sleep, "100000"]
    stop_signal: SIGKILL
    depends_on: { web: { condition: service_healthy, restart: true } }
volumes: { named: {} }
`;

describe.skipIf(missing && !process.env.CI)("a service of a project that compose has made", () => {
  describeDocker("on an engine", (engine) => {
    let stand: DeployStand;
    let made: Readonly<Record<"one" | "two" | "unhealthy", string>>;
    const projects: Project[] = [];

    beforeAll(() => {
      expect(missing).toBe("");
      stand = deployStand(engine, uniqueName("composed"));
      const plugins = join(stand.env.DOCKER_CONFIG as string, "cli-plugins");
      mkdirSync(plugins);
      symlinkSync("path" in program ? program.path : "", join(plugins, "docker-compose"));
      const healthy = "HEALTHCHECK --interval=250ms --timeout=10s CMD true";
      made = {
        one: stand.image("one", "sleep 100000", healthy),
        two: stand.image("two", "sleep 100000", healthy),
        unhealthy: stand.image("unhealthy", "sleep 100000", "HEALTHCHECK --interval=250ms --retries=1 CMD false"),
      };
    });
    afterAll(() => {
      for (const project of projects) project.compose(made.one, "down", "--volumes", "--timeout", "0");
      stand.dispose();
    });

    interface Project {
      readonly name: string;
      /** Runs compose on the file, in which the image of `web` is this one. */
      compose(image: string, ...args: readonly string[]): string;
    }

    /** A project with two containers of `web`. */
    function project(): Project {
      const name = uniqueName("shop");
      const path = join(stand.env.HOME as string, `${name}.yaml`);
      writeFileSync(path, file(engine.images.busybox));
      const compose = (image: string, ...args: readonly string[]) => {
        const env = { ...stand.env, WEB_IMAGE: image };
        const words = ["compose", "--project-name", name, "--file", path, ...args];
        const { status, stdout, stderr } = spawnSync("docker", words, { env, encoding: "utf8" });
        if (status !== 0) throw new Error(`docker ${words.join(" ")}: ${stderr}`);
        return stdout;
      };
      const one = { name, compose };
      projects.push(one);
      up(one, made.one);
      return one;
    }

    const up = ({ compose }: Project, image: string) => compose(image, "up", "--detach", "--wait", "--scale", "web=2");
    /** By service and number: what compose says of them. */
    const listed = ({ name, compose }: Project) =>
      compose(made.one, "ps", "--all", "--format", "json")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Readonly<Record<"Name" | "Image" | "State" | "Health", string>>)
        .map(({ Name, Image, State, Health }) => [Name.replace(`${name}-`, ""), Image, State, Health].join(" "))
        .sort();
    const ids = ({ compose }: Project) => compose(made.one, "ps", "--quiet").trim().split("\n").sort();
    const base = () => [`db-1 ${engine.images.busybox} running healthy`, `front-1 ${engine.images.busybox} running `];
    const both = (image: string) => [...base(), `web-1 ${image} running healthy`, `web-2 ${image} running healthy`];

    const ways: Readonly<Record<string, (project: Project, image: string) => Promise<boolean>>> = {
      async "by waybill run"({ name }, image) {
        const to = { kind: "composeService", project: name, service: "web", deadline: 60 } as const;
        const request = deployRequest(to, image);
        const done = composeStrategy(docker(), to, { pauses: [] }).deploy(request);
        return done.then(
          () => true,
          () => false,
        );
      },
      async "by an emitted script"({ name }, image) {
        const to = { kind: "composeService", project: name, service: "web", deadline: 60 } as const;
        return (await stand.run(to, image)).status === 0;
      },
    };

    it.each(Object.entries(ways))(
      "is updated %s, and compose goes on with what is there",
      async (_, deploy) => {
        const shop = project();
        expect(listed(shop)).toEqual(both(made.one));
        const [web] = [`${shop.name}-web-1`];
        const data = () => stand.docker("exec", web, "cat", "/named/file", "/unnamed/file", "/data/file");
        stand.docker("exec", web, "sh", "-c", "echo kept | tee /named/file /unnamed/file /data/file");

        expect(await deploy(shop, made.two)).toBe(true);
        expect(listed(shop)).toEqual(both(made.two));
        expect(data()).toBe("kept\nkept\nkept");

        // The file is as it was: compose takes what runs for its own, and leaves it alone.
        const before = ids(shop);
        up(shop, made.one);
        expect(ids(shop)).toEqual(before);

        expect(await deploy(shop, made.unhealthy)).toBe(false);
        expect(listed(shop)).toEqual(both(made.two));
        up(shop, made.one);
        expect(listed(shop)).toEqual(both(made.two));

        // The file names another image: compose replaces them itself, and keeps their data.
        up(shop, made.two);
        expect(listed(shop)).toEqual(both(made.two));
        expect(ids(shop)).not.toEqual(before);
        expect(data()).toBe("kept\nkept\nkept");

        shop.compose(made.two, "up", "--detach", "--wait", "--scale", "web=1");
        expect(listed(shop)).toEqual(both(made.two).slice(0, -1));
        shop.compose(made.two, "down", "--timeout", "0");
        const left = ["ps", "--all", "--quiet", "--filter", `label=com.docker.compose.project=${shop.name}`];
        expect(stand.docker(...left)).toBe("");
      },
      180_000,
    );
  });
});
