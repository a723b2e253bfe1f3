import { afterAll, beforeAll, expect, it } from "vitest";
import type { ComposeService } from "../../../compiler/graph/model/index.ts";
import { composeStrategy } from "../../../runtime/delivery/compose/strategy.ts";
import { find, type Inspection } from "../../../runtime/delivery/container/inspection.ts";
import { type AfterStep, nextName, previousName } from "../../../runtime/delivery/container/replacement.ts";
import { PowerLoss } from "../../../runtime/delivery/container/strategy.ts";
import type { DeployRequest } from "../../../runtime/delivery/contract.ts";
import type { Built } from "../../../runtime/values/image.ts";
import { describeDocker, docker, remove, uniqueName } from "../../engine/index.ts";
import { complaint, sink } from "../request.ts";
import { deployRequest, HEALTHY, servers } from "../server.ts";

describeDocker("updating a service of a compose project", () => {
  let images: Readonly<Record<"one" | "two" | "unhealthy", Built>>;
  const names: string[] = [];

  beforeAll(async () => {
    images = await servers({
      one: { version: "one", health: HEALTHY },
      two: { version: "two", health: HEALTHY, more: "ENV COLOR=blue" },
      unhealthy: { version: "unhealthy", health: "echo out of order; exit 1" },
    });
  });
  afterAll(async () => {
    const all = names.flatMap((name) => [name, nextName(name), previousName(name)]);
    await remove(...all.map((name) => docker().getContainer(name)));
  });

  /** A container with the labels that compose gives it. */
  async function started(
    project: string,
    service: string,
    more: { number?: number; mode?: string; oneOff?: true } = {},
  ) {
    const { number = 1, mode, oneOff } = more;
    const name = `${project}-${service}-${number}`;
    names.push(name);
    const container = await docker().createContainer({
      ...{ name, Image: images.one.reference, Env: ["COLOR=blue", `NUMBER=${number}`] },
      Labels: {
        "com.docker.compose.project": project,
        "com.docker.compose.service": service,
        "com.docker.compose.container-number": String(number),
        "com.docker.compose.oneoff": oneOff ? "True" : "False",
      },
      ...(mode && { HostConfig: { NetworkMode: mode } }),
    });
    await container.start();
    return name;
  }

  const to = (project: string, more: Partial<ComposeService> = {}): ComposeService => ({
    ...{ kind: "composeService", service: "web", project, deadline: 60 },
    ...more,
  });
  const strategy = (project: string, after?: AfterStep) =>
    composeStrategy(docker(), to(project), { pauses: [], ...(after && { after }) });
  const asked = (project: string, image: Built, more: Partial<DeployRequest> = {}) =>
    deployRequest(to(project), image.reference, more);
  const inspect = async (name: string) => (await find(docker(), name)) as Inspection;
  const imageOf = async (name: string) =>
    (
      await docker()
        .getImage((await inspect(name)).Image)
        .inspect()
    ).RepoDigests[0];

  it("replaces each of its containers, with their labels, and nothing else of the project", async () => {
    const project = uniqueName("shop");
    const web = [await started(project, "web"), await started(project, "web", { number: 2 })];
    const others = [await started(project, "db"), await started(project, "web", { number: 9, oneOff: true })];
    expect(await strategy(project).plan(asked(project, images.two))).toEqual(
      web.flatMap((name) => [
        expect.stringContaining(`container ${name}: image `),
        expect.stringContaining("kept running"),
      ]),
    );
    const told = sink();
    await strategy(project).deploy(asked(project, images.two, { sink: told }));
    expect(told.lines.at(-1)).toContain(`service web of project ${project} runs `);
    for (const name of web) expect(await imageOf(name)).toBe(images.two.reference);
    for (const name of others) expect(await imageOf(name)).toBe(images.one.reference);
    expect((await inspect(web[1] as string)).Config.Labels).toMatchObject({
      "com.docker.compose.container-number": "2",
    });
    expect(await strategy(project).plan(asked(project, images.two))).toEqual([]);
    expect(await find(docker(), `${project}-web-waybill-lock`)).toBeUndefined();
  }, 60_000);

  it("brings back the containers that were replaced before one failed, just as they were", async () => {
    const project = uniqueName("shop");
    const web = [await started(project, "web"), await started(project, "web", { number: 2 })];
    const before = await inspect(web[0] as string);
    let count = 0;
    const after: AfterStep = (step) => {
      if (step === "created" && ++count === 2) throw new Error("the disk is full");
    };
    const failed = await complaint(strategy(project, after).deploy(asked(project, images.two)));
    expect(failed).toMatchObject({ code: "WB5022" });
    expect(failed.message).toContain("the disk is full");
    expect(failed.remedy).toContain("all of its containers run the previous image");
    for (const name of web) expect(await imageOf(name)).toBe(images.one.reference);
    const now = await inspect(web[0] as string);
    // The new image has this variable of its own: that it was given to the container is not forgotten.
    expect(now.Config.Env).toEqual(before.Config.Env);
    expect(now.Config.Image).toBe(before.Config.Image);
  }, 60_000);

  it("leaves the first as it was when it fails itself", async () => {
    const project = uniqueName("shop");
    const name = await started(project, "web");
    const { Id } = await inspect(name);
    const failed = await complaint(strategy(project).deploy(asked(project, images.unhealthy)));
    expect(failed).toMatchObject({ code: "WB5022" });
    expect(failed.message).toContain("out of order");
    expect((await inspect(name)).Id).toBe(Id);
  }, 60_000);

  it("finds the service again after a deploy that was interrupted", async () => {
    const project = uniqueName("shop");
    const name = await started(project, "web");
    const lost = strategy(project, (step) => {
      if (step === "old renamed") throw new PowerLoss();
    }).deploy(asked(project, images.two));
    await expect(lost).rejects.toThrow(PowerLoss);
    expect(await find(docker(), name)).toBeUndefined();
    await strategy(project).deploy(asked(project, images.two));
    expect(await imageOf(name)).toBe(images.two.reference);
    expect(await find(docker(), previousName(name))).toBeUndefined();
  }, 60_000);

  it("names the services there are when that one has no container", async () => {
    const project = uniqueName("shop");
    await started(project, "db");
    const failed = await complaint(strategy(project).plan(asked(project, images.two)));
    expect(failed).toMatchObject({ code: "WB5056", fault: "infrastructure" });
    expect(failed.message).toBe(
      `the service \`web\` has no container in the compose project \`${project}\` on the engine`,
    );
    expect(failed.remedy).toBe(
      `the services that have containers there are: db; a deploy replaces containers, it does not create the first ones: docker compose --project-name ${project} up --detach web`,
    );
  });

  it("does not take the network away from a container that lives in it", async () => {
    const project = uniqueName("shop");
    const { Id } = await inspect(await started(project, "web"));
    await started(project, "sidecar", { mode: `container:${Id}` });
    const failed = await complaint(strategy(project).deploy(asked(project, images.two)));
    expect(failed).toMatchObject({ code: "WB5057" });
    expect(failed.message).toBe("cannot replace the service `web` while `sidecar` uses its network");
    expect(failed.remedy).toContain("start `sidecar` so that it does not use its network");
  });
});
