import type { ImageReference, ScriptJob, Service, StageGraph } from "../../graph/model/index.ts";
import { shellWord, shellWords } from "../shell/quote.ts";
import { waitFor } from "../shell/wait-for-service.ts";
import type { YamlMap } from "../yaml.ts";
import { buildOf, environment, imageText, literal, valueText } from "./values.ts";

/** Containers beside the job; the entry's name is the host name. */
export function services(job: ScriptJob, graph: StageGraph): YamlMap | undefined {
  if (job.services.length === 0) return undefined;
  return Object.fromEntries(job.services.map((service) => [service.name, serviceEntry(service, graph)]));
}

function serviceEntry(service: Service, graph: StageGraph): YamlMap {
  return {
    ...imageKeys(service.image, graph),
    env: environment(service.env, graph),
    options: health(service),
    command: service.command && literal(service.command.map(dockerWord).join(" ")),
  };
}

/** An image, and the login that it is pulled with. */
export function imageKeys(image: ImageReference, graph: StageGraph): YamlMap {
  if (image.kind !== "build") return { image: imageText(image, graph) };
  const login = buildOf(image.job, graph)?.login;
  return {
    image: imageText(image, graph),
    credentials: login && { username: valueText(login.username, graph), password: valueText(login.password, graph) },
  };
}

const INTERVAL = 2;

/** The runner waits for services that have a health check until they are healthy. */
function health({ ready }: Service): string | undefined {
  if (ready?.kind !== "command") return undefined;
  const retries = Math.max(1, Math.ceil(ready.timeout / INTERVAL));
  return literal(
    `--health-cmd ${dockerWord(shellWords(ready.argv))} --health-interval ${INTERVAL}s --health-timeout 10s --health-retries ${retries}`,
  );
}

/** A word for the runner, which splits a docker command's arguments as .NET does: only double quotes and backslashes count. */
function dockerWord(text: string): string {
  if (/^[\w@%+:,./=-]+$/.test(text)) return text;
  return `"${text.replace(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, "$&$&")}"`;
}

/** Waits, from the machine, for the service whose container is `$SERVICE`: there it has no name, but an address and a log. */
export function waitFromOutside(service: Service): string | undefined {
  const { ready } = service;
  if (ready?.kind === "log") return waitForLine(ready.text, ready.timeout);
  const wait = waitFor(service, "$host");
  return (
    wait &&
    `host=$(docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$SERVICE")\n${wait}`
  );
}

function waitForLine(text: string, seconds: number): string {
  return `# Waits ${seconds} s at most for a line of the service's log.
tries=0
until docker logs "$SERVICE" 2>&1 | grep -F -e ${shellWord(text)} > /dev/null; do
  tries=$((tries + 1))
  if [ "$tries" -ge ${seconds} ]; then docker logs --tail 50 "$SERVICE"; exit 1; fi
  sleep 1
done
`;
}
