import type { Location } from "../diagnostics/index.ts";
import { defined } from "../graph/model/defined.ts";
import type { Readiness, Service } from "../graph/model/index.ts";
import { fieldOf, nodeOf, placeOf } from "./nodes.ts";
import { checkOptionNames } from "./option-names.ts";
import { type Element, type Reader, reader } from "./reader.ts";
import { hostName } from "./rules/names.ts";
import { logText, requestPath } from "./rules/readiness.ts";
import { checkText, readEnv, readImage } from "./values.ts";

const READY = 60;
const PORTS = [1, 65_535] as const;

/** The containers beside a job's. */
export function readServices(job: Reader): readonly Service[] {
  const first = new Map<string, Location>();
  return job.list("services").flatMap((element) => {
    const service = readService(job, element);
    if (!service) return [];
    const { name, location } = service;
    const known = first.get(name);
    if (known) {
      const related = [{ message: "the first is here", at: known }];
      job.scope.report.add("WB2013", { owner: job.scope.owner, service: name }, { at: location, related });
    }
    first.set(name, location);
    return [service];
  });
}

function readService(job: Reader, { value, field }: Element): Service | undefined {
  const node = nodeOf(job.scope.walk.nodes, value, "service");
  if (!node) {
    job.misuse(field, "a service", value);
    return undefined;
  }
  const at = placeOf(fieldOf(node, "at")) ?? job.scope.at;
  const name = fieldOf(node, "name");
  const scope = { ...job.scope, at, owner: `service ${typeof name === "string" ? name : ""}` };
  const from = reader(scope, fieldOf(node, "options"));
  checkOptionNames(from, "service");
  return {
    name: reader(scope, node).text("name", hostName, "the name"),
    image: readImage(from, "image"),
    env: readEnv(from, "env"),
    ...defined({ command: from.optionalTexts("command")?.map((word) => checkText(scope, "an argument", word)) }),
    ports: from.wholes("ports", PORTS, "a port"),
    ...defined({ ready: from.has("ready") ? readReadiness(from.inner("ready")) : undefined }),
    location: at,
  };
}

function readReadiness(from: Reader): Readiness {
  const { scope } = from;
  const timeout = from.duration("timeout", READY);
  if (from.has("tcp")) return { kind: "tcp", port: from.whole("tcp", PORTS) ?? PORTS[0], timeout };
  if (from.has("http")) {
    const http = from.inner("http");
    const path = http.optionalText("path", requestPath) ?? "/";
    return { kind: "http", port: readPort(http), path, timeout };
  }
  if (from.has("log")) return { kind: "log", text: from.text("log", logText), timeout };
  const argv = from.texts("command").map((word) => checkText(scope, "an argument", word));
  if (!argv[0]) scope.report.add("WB2009", { owner: scope.owner }, { at: scope.at });
  return { kind: "command", argv, timeout };
}

function readPort(http: Reader): number {
  const port = http.whole("port", PORTS);
  if (port === undefined) http.misuse(http.field("port"), "a number", http.get("port"));
  return port ?? PORTS[0];
}
