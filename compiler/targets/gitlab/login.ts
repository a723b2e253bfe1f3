import type { BuildJob, Login, StageGraph } from "../../graph/model/index.ts";
import { registryOf } from "../shell/login.ts";
import { shellWord } from "../shell/quote.ts";
import { assignments, repositoryOf } from "./values.ts";

/** What the login script reads, as `NAME=value` words; undefined when the image's registry takes no login. */
export function loginWords(build: string, graph: StageGraph): readonly string[] | undefined {
  const login = loginOf(build, graph);
  return (
    login && [
      `REGISTRY=${shellWord(registryOf(repositoryOf(build, graph)))}`,
      ...assignments({ REGISTRY_USERNAME: login.username, REGISTRY_PASSWORD: login.password }, graph),
    ]
  );
}

function loginOf(build: string, graph: StageGraph): Login | undefined {
  return graph.jobs.find((one): one is BuildJob => one.id === build && one.kind === "build")?.login;
}
