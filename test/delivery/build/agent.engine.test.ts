import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { build } from "../../../runtime/delivery/build/build.ts";
import { describeDocker, docker } from "../../engine/index.ts";
import { buildJob, buildRequest, complaint, folderOf, place, sink } from "../request.ts";

async function saved(reference: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const stream = (await docker().getImage(reference).get()) as AsyncIterable<Buffer>;
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describeDocker("a build with an SSH agent", ({ images }) => {
  it("joins a step to the user's SSH agent, and keeps the key out of every layer", async () => {
    const folder = await folderOf({});
    const key = join(folder, "key");
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "waybill-test", "-f", key]);
    const socket = join(folder, "agent");
    const agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: "ignore" });
    onTestFinished(() => void agent.kill());
    await expect.poll(() => existsSync(socket)).toBe(true);
    execFileSync("ssh-add", ["-q", key], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
    // Asks the agent for its keys (draft-miller-ssh-agent, 4.4), and keeps how many there are and what they are called.
    const ask = `const s = require("net").connect(process.env.SSH_AUTH_SOCK, () => s.write(Buffer.from([0, 0, 0, 1, 11])));
      s.on("data", (d) => { require("fs").writeFileSync("/keys", d.readUInt32BE(5) + " " + d.includes("waybill-test")); s.end(); });`;
    const root = await folderOf({
      Dockerfile: `FROM ${images.node}\nCOPY ask.cjs /ask.cjs\nRUN --mount=type=ssh node /ask.cjs && cat /keys && echo ${Math.random()} > /new\n`,
      "ask.cjs": ask,
    });
    const job = buildJob({ ssh: { kind: "secret", name: "DEPLOY_KEY" } });
    const told = sink();
    const built = await build(docker(), buildRequest(root, job, { agent: socket, sink: told }), []);
    expect(told.lines.join("\n")).toMatch(/^#\d+ 1 true$/m);
    const tar = await saved(built.reference);
    const body = readFileSync(key, "utf8").split("\n")[1] as string;
    expect(tar.includes("1 true")).toBe(true);
    expect(tar.includes(body)).toBe(false);

    const absent = await complaint(build(docker(), buildRequest(root, job), []));
    expect(absent).toMatchObject({ code: "WB5061", fault: "infrastructure", at: place });
    expect(absent.message).toBe("the build of `app` needs your SSH agent: SSH_AUTH_SOCK is not set");
    expect(absent.remedy).toBe('start an agent and add the key: eval "$(ssh-agent)" && ssh-add');
    const gone = buildRequest(root, job, { agent: join(folder, "nobody") });
    expect((await complaint(build(docker(), gone, []))).message).toContain("ENOENT");
  });
});
