import { renameSync } from "node:fs";
import { join } from "node:path";
import { buildWithGo, type Tool } from "../judges/tool.ts";

/** The docker command's plug-in that the emitted jobs build with. */
export const BUILDX: Tool = {
  name: "buildx",
  version: "0.30.1",
  probe: ["version"],
  install(folder) {
    buildWithGo(`github.com/docker/buildx@v${this.version}`, ["./cmd/buildx"], join(folder, "bin"));
  },
};

/** The builder that the plug-in starts in a container; `buildctl`, with which the plug-in talks to it, comes along. */
export const BUILDKIT: Tool = {
  name: "buildkitd",
  version: "0.26.3",
  install(folder) {
    const programs = ["./cmd/buildkitd", "./cmd/buildctl"];
    buildWithGo(`github.com/moby/buildkit@v${this.version}`, programs, join(folder, "bin"));
  },
};

/** The docker command's plug-in that makes the containers which a deploy to a compose service replaces. */
export const COMPOSE: Tool = {
  name: "compose",
  version: "2.40.3",
  probe: ["version"],
  install(folder) {
    const bin = join(folder, "bin");
    buildWithGo(`github.com/docker/compose/v2@v${this.version}`, ["./cmd"], bin);
    renameSync(join(bin, "cmd"), join(bin, "compose"));
  },
};
