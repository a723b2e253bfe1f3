import type { BuildJob } from "../../compiler/graph/model/index.ts";
import type { BuildRequest } from "../../runtime/delivery/contract.ts";
import { runningEngine, uniqueName } from "../engine/index.ts";
import { jobBase, sink } from "./fixtures.ts";

export * from "./fixtures.ts";

export function buildJob(job: Partial<BuildJob> = {}): BuildJob {
  const { registry } = runningEngine();
  return {
    ...jobBase,
    id: "app",
    kind: "build",
    repository: `${registry.host}/${uniqueName("app")}`,
    context: ".",
    dockerfile: "Dockerfile",
    args: {},
    secrets: {},
    tags: [],
    platforms: [],
    layerCache: "local",
    login: {
      username: { kind: "literal", value: registry.username },
      password: { kind: "secret", name: "REGISTRY_PASSWORD" },
    },
    ...job,
  };
}

const literals = (values: BuildJob["args"] = {}) =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value.kind === "literal" ? [[name, value.value]] : [])),
  );

export function buildRequest(root: string, job: BuildJob, request: Partial<BuildRequest> = {}): BuildRequest {
  const { username, password } = runningEngine().registry;
  return {
    job,
    run: uniqueName("run"),
    root,
    commit: "0123456789abcdef0123456789abcdef01234567",
    commitTime: 1_700_000_000,
    secrets: {},
    ...{ args: literals(job.args), labels: literals(job.labels), templateTags: [] },
    login: { username, password },
    sink: sink(),
    signal: new AbortController().signal,
    ...request,
  };
}
