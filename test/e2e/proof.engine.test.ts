import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import { folderWith } from "../cli/folder.ts";
import { waybill } from "../cli/waybill.ts";
import { describeDocker, uniqueName } from "../engine/index.ts";

const PIPELINE = `import { buildImage, command, deploy, job, pipeline, push, secret, sh, step } from "waybill";

const app = buildImage("app", {
  repository: "REPOSITORY",
  layerCache: "local",
  login: { username: "USER", password: secret("PASSWORD") },
});
const smoke = job("smoke", {
  image: app,
  steps: [sh\`echo shallow\`, step("deep", sh\`echo deep\`, { when: (run) => run.branch === "main" })],
});
const lint = job("lint", { image: "BUSYBOX", steps: [sh\`echo lint\`] });
const edge = deploy("edge", {
  image: app.testedBy(smoke, lint),
  when: (run) => run.branch === "main",
  to: command("edge", sh\`echo "shipped $WAYBILL_IMAGE"\`, { image: "BUSYBOX" }),
});
export default pipeline("shop", { on: [push()], jobs: [edge] });
`;

describeDocker("what a proof rests on", ({ socketPath, registry, images }) => {
  async function shop() {
    const repository = `${registry.host}/${uniqueName("proof")}`;
    const pipeline = PIPELINE.replace("REPOSITORY", repository)
      .replace("USER", registry.username)
      .replaceAll("BUSYBOX", images.busybox);
    const [folder, state] = [await folderWith(pipeline), await folderWith("")];
    const git = (...args: string[]) =>
      execa("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: folder });
    await writeFile(join(folder, "Dockerfile"), `FROM ${images.busybox}\nRUN echo ${uniqueName("layer")} > /layer\n`);
    await git("init", "-q", "-b", "main");
    const commit = async () => {
      await git("add", ".");
      await git("commit", "-q", "-m", "Change it");
    };
    await commit();
    const env = {
      ...{ DOCKER_HOST: `unix://${socketPath}`, XDG_STATE_HOME: state, WAYBILL_CACHE: join(state, "cache") },
      ...{ NO_COLOR: "1", PASSWORD: registry.password },
    };
    const run = async (...args: string[]) => {
      const { exitCode, stdout, stderr } = await waybill(args, { cwd: folder, env });
      return { exitCode, text: `${stdout}\n${stderr}`.replaceAll(/\s+/g, " ") };
    };
    const edit = async (from: string, to: string) => writeFile(join(folder, "pipeline.ts"), pipeline.replace(from, to));
    return { repository, run, edit, commit };
  }
  const digestIn = (text: string) => /(?<=the image is \S+@)sha256:[0-9a-f]{64}/.exec(text)?.[0] ?? "";

  it("is no run of another branch, no edited test, and no result that this pipeline did not produce", async () => {
    const { repository, run, edit, commit } = await shop();
    const dev = await run("run", "pipeline.ts", "--branch", "dev");
    expect(dev.exitCode).toBe(0);
    expect(dev.text).not.toContain("shipped");
    const image = `${repository}@${digestIn(dev.text)}`;

    const begun = await run("run", "pipeline.ts", "--from", "edge", "--deploy", "edge", "--branch", "main");
    expect(begun.text).toContain("error WB4056: cannot start from `edge`");
    expect(begun.text).toContain("its branch was dev, and is main now");
    const deployed = await run("deploy", "pipeline.ts", "--image", image, "--to", "edge");
    expect(deployed.text).toContain(`error WB5040: no record of an earlier run shows that ${image} was tested`);
    expect(deployed.text).toContain('smoke does not count: it skipped its step "deep"');
    expect([begun.exitCode, deployed.exitCode]).toEqual([2, 1]);

    const main = await run("run", "pipeline.ts", "--deploy", "edge");
    expect(main.text).toContain(`shipped ${image}`);
    expect((await run("verify", "pipeline.ts", image)).exitCode).toBe(0);
    expect((await run("deploy", "pipeline.ts", "--image", image, "--to", "edge")).exitCode).toBe(0);

    await edit("echo shallow", "exit 1");
    await commit();
    const edited = await run("run", "pipeline.ts", "--from", "edge", "--deploy", "edge");
    expect(edited.text).toContain("smoke was another job: its definition has changed");
    const weaker = await run("deploy", "pipeline.ts", "--image", image, "--to", "edge");
    expect(weaker.text).toContain("smoke does not count: it was another test, because its definition has changed");
    expect([edited.exitCode, weaker.exitCode]).toEqual([2, 1]);

    await edit('echo "shipped', 'echo "sent');
    await commit();
    const other = await run("run", "pipeline.ts", "--from", "edge", "--deploy", "edge");
    expect(other.text).toContain(`sent ${image}`);
    expect(other.text).toContain("warning WB5048: there is no statement about the image of `app`");
    expect(other.exitCode).toBe(0);
    expect((await run("verify", "pipeline.ts", image)).text).toContain("error WB5046");
  }, 240_000);

  it("is the commit alone: edits are pushed under a tag of their own, and recorded as such", async () => {
    const { repository, run, edit } = await shop();
    await edit("echo shallow", "echo edited");
    const plain = await run("run", "pipeline.ts");
    expect(plain.exitCode).toBe(0);
    expect(plain.text).toMatch(/the image is tagged [0-9a-f]{40}-dirty-[0-9a-f]{12}, and not [0-9a-f]{40} /);
    expect(plain.text).toContain("not deployed: edge; to deploy, name it: --deploy edge");
    expect(plain.text).not.toContain("shipped");
    const image = `${repository}@${digestIn(plain.text)}`;
    expect((await run("verify", "pipeline.ts", image)).text).toContain("warning WB5049");
    const pushed = await run("run", "pipeline.ts", "--allow-dirty");
    expect(pushed.text).toMatch(/pushing \S+:[0-9a-f]{40} /);
  }, 240_000);
});
