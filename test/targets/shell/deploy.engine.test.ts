import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { DeployJob } from "../../../compiler/graph/model/index.ts";
import { describeDocker, docker as engineClient, remove, uniqueName } from "../../engine/index.ts";
import { type DeployStand, deployStand, tools } from "./stand.ts";

/** The scripts as the providers run them, against a real engine, a real registry with a password, and Swarm. */
describeDocker("an emitted deploy", (engine) => {
  const repository = uniqueName("deploy");
  const made: Record<string, string> = {};
  let stand: DeployStand;
  const docker = (...args: readonly string[]) => stand.docker(...args);
  const run = (to: DeployJob["to"], reference: string, shell = "dash") => stand.run(to, reference, { shell });

  beforeAll(() => {
    stand = deployStand(engine, repository);
    made.old = stand.image("old", "sleep 1000");
    made.good = stand.image("good", 'test -z "$FAILS" || exit 3; sleep 1001');
    made.picky = stand.image("picky", 'test -z "$FAILS" || exit 3; sleep 1002');
    made.broken = stand.image("broken", "exit 3");
  });
  afterAll(() => stand.dispose());

  it("refuses an image that is not a digest", async () => {
    const tag = `${engine.registry.host}/${repository}:good`;
    const { status, stderr } = await run({ kind: "containerRestart", container: "x", deadline: 5 }, tag);
    expect([status, stderr]).toEqual([1, `not an image by its digest: ${tag}\n`]);
  });

  it("updates a Swarm service, and leaves the old image running when the new one fails", async () => {
    const name = uniqueName("service");
    const to = {
      kind: "swarmService",
      service: name,
      order: "start-first",
      parallelism: 1,
      delay: 0,
      deadline: 90,
    } as const;
    const runs = () => docker("service", "inspect", "--format", "{{.Spec.TaskTemplate.ContainerSpec.Image}}", name);
    docker(
      "service",
      "create",
      "--quiet",
      "--with-registry-auth",
      "--stop-signal",
      "SIGKILL",
      "--name",
      name,
      made.old as string,
    );
    try {
      const good = await run(to, made.good as string);
      expect([good.status, good.stderr]).toEqual([0, expect.not.stringContaining("rollback")]);
      expect(runs()).toBe(made.good);
      const broken = await run(to, made.broken as string, "bash");
      expect(broken.status).toBe(1);
      expect(broken.stderr).toContain("did not become healthy");
      expect(runs()).toBe(made.good);
      expect((await run(to, made.good as string)).stdout).toContain("already runs");
      // Half of the failures are fine for the service itself: not for a deploy.
      docker("service", "update", "--quiet", "--detach", "--update-max-failure-ratio", "1", name);
      expect((await run(to, made.broken as string)).status).toBe(1);
      expect(runs()).toBe(made.good);
      docker("service", "update", "--quiet", "--detach", "--replicas", "0", name);
      const none = await run(to, made.old as string);
      expect([none.status, none.stdout]).toEqual([0, expect.stringContaining("and no tasks: nothing runs")]);
      const crashing = `${name}-crashing`;
      const create = ["service", "create", "--quiet", "--detach", "--with-registry-auth", "--name"];
      docker(...create, crashing, made.broken as string);
      const crashed = await run({ ...to, service: crashing, deadline: 5 }, made.broken as string);
      docker("service", "rm", crashing);
      expect(crashed.status).toBe(1);
      expect(crashed.stderr).toContain("non-zero exit (3)");
      const once = `${name}-once`;
      docker(...create, once, "--mode", "replicated-job", made.good as string);
      const job = await run({ ...to, service: once }, made.broken as string);
      docker("service", "rm", once);
      expect(job.stderr).toBe(`cannot deploy to ${once}: it is a job, whose tasks run once\n`);
    } finally {
      docker("service", "rm", name);
    }
  }, 180_000);

  it.runIf(tools)(
    "replaces a container with all its settings, and brings the old one back when the new one fails",
    async () => {
      const name = uniqueName("restart");
      const to = { kind: "containerRestart", container: name, deadline: 30 } as const;
      const network = `${name}-net`;
      const see = (format: string) => docker("inspect", "--format", format, name);
      const settings = () =>
        see(
          '{{range .Config.Env}}{{println .}}{{end}}{{.HostConfig.RestartPolicy.Name}} {{json .HostConfig.PortBindings}} {{index .Config.Labels "a"}} {{.HostConfig.Memory}}',
        );
      const kept = () => docker("exec", name, "cat", "/data/file", "/data/deeper/file", "/unnamed/file", "/lent/file");
      docker("network", "create", network);
      try {
        docker("create", "--name", `${name}-lender`, "--volume", `${name}-lent:/lent`, made.old as string);
        docker(
          ...["run", "--detach", "--name", name, "--env", "OWN=a b", "--restart", "unless-stopped", "--label", "a=b"],
          ...[
            "--memory",
            "64m",
            "--stop-signal",
            "SIGKILL",
            "--publish",
            "127.0.0.1::80",
            "--network",
            network,
            "--network-alias",
            "shop",
          ],
          // The image's own volume, one by name in it, and one that is asked for without a name.
          ...["--volume", `${name}-deeper:/data/deeper`, "--mount", "type=volume,destination=/unnamed"],
          ...["--volumes-from", `${name}-lender`],
          made.old as string,
        );
        docker("network", "connect", "bridge", name);
        docker("exec", name, "sh", "-c", "echo kept | tee /data/file /data/deeper/file /unnamed/file /lent/file");
        docker("rm", `${name}-lender`);
        const before = settings();

        expect(await run(to, made.good as string)).toMatchObject({ status: 0 });
        expect(see("{{.Config.Image}} {{.State.Running}}")).toBe(`${made.good} true`);
        expect(settings()).toBe(before.replace("VERSION=old", "VERSION=good"));
        expect(kept()).toBe("kept\nkept\nkept\nkept");
        expect(see("{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}").trim()).toBe(
          `bridge ${network}`,
        );

        const broken = await run(to, made.broken as string, "bash");
        expect(broken.status).toBe(1);
        expect(broken.stderr).toContain("bringing back");
        expect(see("{{.Config.Image}} {{.State.Running}}")).toBe(`${made.good} true`);
        expect(kept()).toBe("kept\nkept\nkept\nkept");
        expect(docker("ps", "--all", "--quiet", "--filter", `name=${name}`).split("\n")).toHaveLength(1);
      } finally {
        await remove(...[name, `${name}-lender`].map((one) => engineClient().getContainer(one)));
        await remove(engineClient().getNetwork(network));
        await remove(...[`${name}-deeper`, `${name}-lent`].map((one) => engineClient().getVolume(one)));
      }
    },
    120_000,
  );

  it.runIf(tools)(
    "mends what an interrupted deploy has left, and refuses where another container lives in its network",
    async () => {
      const name = uniqueName("recovery");
      const to = { kind: "containerRestart", container: name, deadline: 30 } as const;
      const id = (one: string) => docker("inspect", "--format", "{{.Id}}", one);
      const all = () => docker("ps", "--all", "--format", "{{.Names}}", "--filter", `name=${name}`);
      const start = (one: string, image: string) =>
        docker("run", "--detach", "--stop-signal", "SIGKILL", "--name", one, image);
      const kept = `${name}-waybill-previous`;
      try {
        start(name, made.old as string);
        // The old one has lost its name, and nothing has taken it yet.
        docker("rename", name, kept);
        const undone = await run(to, made.good as string);
        expect(undone.status, undone.stderr).toBe(0);
        expect(undone.stdout).toContain("is undone: what ran before it runs again");
        expect(undone.stdout).toContain(`${name} runs ${made.good}`);

        // The old one has stopped, and the new one does not run.
        docker("rename", name, kept);
        docker("stop", kept);
        docker("create", "--name", name, made.broken as string);
        expect(await run(to, made.old as string)).toMatchObject({ status: 0 });

        // The new one runs.
        docker("rename", name, kept);
        const ours = start(name, made.good as string);
        const ended = await run(to, made.good as string, "bash");
        expect(ended.stdout).toContain("had finished but for the old container, which is removed");
        expect(all()).toBe(name);
        expect(ours).not.toBe(id(name));

        docker("run", "--detach", "--name", `${name}-guest`, "--network", `container:${name}`, made.old as string);
        const refused = await run(to, made.old as string);
        expect(refused.status).toBe(1);
        expect(refused.stderr).toContain(
          `${name} cannot be replaced while another container uses something of it: ${name}-guest uses its network`,
        );
      } finally {
        for (const one of [`${name}-guest`, name, kept])
          spawnSync("docker", ["rm", "--force", "--volumes", one], { env: stand.env });
      }
    },
    120_000,
  );

  it.runIf(tools)(
    "updates the containers of a compose service, and brings all of them back when one fails",
    async () => {
      const project = uniqueName("compose");
      const to = { kind: "composeService", project, service: "web", deadline: 30 } as const;
      const web = [`${project}-web-1`, `${project}-web-2`];
      const see = (one: string) => docker("inspect", "--format", "{{.Config.Image}} {{.State.Running}}", one);
      const start = (one: string, number: number, more: readonly string[] = []) => {
        const labels = { project, service: "web", oneoff: "False", "container-number": number };
        const words = Object.entries(labels).flatMap(([key, value]) => [
          "--label",
          `com.docker.compose.${key}=${value}`,
        ]);
        docker("run", "--detach", "--name", one, "--stop-signal", "SIGKILL", ...words, ...more, made.old as string);
      };
      try {
        for (const [index, one] of web.entries()) start(one, index + 1);
        const good = await run(to, made.good as string);
        expect([good.status, good.stderr]).toEqual([0, expect.not.stringContaining("bringing back")]);
        expect(web.map(see)).toEqual([`${made.good} true`, `${made.good} true`]);
        expect(
          docker(
            "inspect",
            "--format",
            '{{index .Config.Labels "com.docker.compose.container-number"}}',
            web[1] as string,
          ),
        ).toBe("2");
        // The second one cannot be replaced, as it would be gone as soon as it stops: nothing is changed.
        docker("rm", "--force", web[1] as string);
        start(web[1] as string, 2, ["--rm"]);
        const refused = await run(to, made.old as string);
        expect(refused.stderr).toContain(`${web[1]} was started with --rm`);
        expect(refused.stderr).not.toContain("bringing back");
        docker("rm", "--force", web[1] as string);
        start(web[1] as string, 2, ["--env", "FAILS=yes"]);
        const failed = await run(to, made.picky as string, "bash");
        expect(failed.status).toBe(1);
        expect(failed.stderr).toContain(`bringing back ${made.good} in ${web[0]}`);
        expect(web.map(see)).toEqual([`${made.good} true`, `${made.old} true`]);
        // An interrupted deploy has left a container under another name.
        docker("rm", "--force", web[1] as string);
        docker("rename", web[0] as string, `${web[0]}-waybill-previous`);
        const mended = await run(to, made.old as string);
        expect(mended.status, mended.stderr).toBe(0);
        expect(see(web[0] as string)).toBe(`${made.old} true`);
        // Of a variable that the failed image has as well, it is not forgotten that the container was given it.
        for (const one of web) spawnSync("docker", ["rm", "--force", one], { env: stand.env });
        start(web[0] as string, 1, ["--env", "VERSION=good"]);
        start(web[1] as string, 2, ["--env", "FAILS=yes"]);
        expect(await run(to, made.good as string)).toMatchObject({ status: 1 });
        expect(see(web[0] as string)).toBe(`${made.old} true`);
        expect(docker("exec", web[0] as string, "sh", "-c", "echo $VERSION")).toBe("good");
        const absent = await run({ ...to, service: "db" }, made.good as string);
        expect([absent.status, absent.stderr]).toEqual([
          1,
          expect.stringContaining(`there is no container of the service db in the compose project ${project}`),
        ]);
      } finally {
        for (const one of web) spawnSync("docker", ["rm", "--force", "--volumes", one], { env: stand.env });
      }
    },
    120_000,
  );
});
