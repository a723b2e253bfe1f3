// npm run demo: compiles examples/hello for both providers, shows the files, and runs it: in containers when a Docker
// Engine answers, otherwise as local processes.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import Docker from "dockerode";
import { makeLocalImage } from "./local-image.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const pipeline = "examples/hello/pipeline.ts";
const image = "busybox:1.36";

say(`The pipeline, ${pipeline}:`);
spawnSync("cat", [pipeline], { stdio: "inherit" });
for (const [target, provider] of [
  ["gitlab", "GitLab CI"],
  ["github", "GitHub Actions"],
]) {
  say(`The same, for ${provider}:`);
  waybill("compile", pipeline, "--root", "examples/hello", "--target", target, "--out", "-");
}

const executor = (await engineWithImage()) ? "docker" : "host";
say(executor === "docker" ? "And run here, each job in a container:" : "And run here, as local processes:");
waybill("run", pipeline, "--root", "examples/hello", "--executor", executor);

function say(text) {
  console.log(`\n── ${text}\n`);
}

function waybill(...args) {
  console.log(`$ waybill ${args.join(" ")}\n`);
  const { status } = spawnSync(process.execPath, ["dist/cli.js", ...args], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

/** True when an engine answers and has the example's image: pulled, or made from this machine's programs where it can't be. */
async function engineWithImage() {
  const docker = new Docker();
  try {
    await docker.ping();
  } catch {
    console.log("\nNo Docker Engine answers here, so the jobs will run as local processes.");
    return false;
  }
  try {
    await docker.getImage(image).inspect();
    return true;
  } catch {
    // Not here yet.
  }
  try {
    await new Promise((resolve, reject) => {
      docker.pull(image, {}, (error, stream) => {
        if (error) reject(error);
        else docker.modem.followProgress(stream, (failure) => (failure ? reject(failure) : resolve(undefined)));
      });
    });
  } catch (error) {
    console.log(`\n${image} can't be pulled (${error.message}); a stand-in is made from this machine's own programs.`);
    await makeLocalImage(docker, { tag: image, kind: "busybox" });
  }
  return true;
}
