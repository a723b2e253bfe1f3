import type { ScriptJob, Service, StageGraph } from "../../graph/model/index.ts";
import { shellWord, shellWords } from "../shell/quote.ts";
import type { YamlMap } from "../yaml.ts";
import { waitFromOutside } from "./services.ts";
import { imageText, valueText } from "./values.ts";

/**
 * The services of a job that is repeated. GitHub starts those of its own once a job, and a second attempt would find what the
 * first has left in them, so each attempt starts them anew, on a network that it shares with them.
 */
const NETWORK = "waybill";

const container = (index: number) => `waybill-service-${index + 1}`;
const imageOf = (index: number) => `SERVICE_${index + 1}`;
const prefixed = (index: number, name: string) => `${imageOf(index)}_${name}`;

/** How the job's own containers reach them. */
export function networkWords({ services }: ScriptJob): readonly string[] {
  return services.length ? [`--network ${NETWORK}`] : [];
}

/** For the environment of the step that makes the attempts. */
export function servicesGiven({ services }: ScriptJob, graph: StageGraph): YamlMap {
  return Object.fromEntries(
    services.flatMap(({ image, env }, index) => [
      [imageOf(index), imageText(image, graph)],
      ...Object.entries(env).map(([name, value]) => [prefixed(index, name), valueText(value, graph)]),
    ]),
  );
}

/** The part of an attempt that starts them and waits for them. */
export function servicesStart({ services }: ScriptJob): string {
  if (services.length === 0) return "";
  const starts = services.map((service, index) => start(service, index));
  const waits = services.map((service, index) => wait(service, container(index)));
  return `docker network create ${NETWORK} > /dev/null\n${[...starts, ...waits].join("")}`;
}

function start({ name, env, command = [] }: Service, index: number): string {
  const names = Object.keys(env);
  const words = [
    `docker run --detach --init --name ${container(index)} --network ${NETWORK} --network-alias ${shellWord(name)}`,
    ...names.map((one) => `--env ${one}`),
    `"$${imageOf(index)}"`,
    ...command.map(shellWord),
  ];
  const run = `${words.join(" ")} > /dev/null`;
  const values = names.map((one) => `${one}="$${prefixed(index, one)}"`);
  return values.length ? `(export ${values.join(" ")}\n${run})\n` : `${run}\n`;
}

function wait(service: Service, name: string): string {
  const { ready } = service;
  if (ready?.kind !== "command") {
    const outside = waitFromOutside(service);
    return outside ? `SERVICE=${name}\n${outside}` : "";
  }
  return `# Waits ${ready.timeout} s at most until ${service.name} says that it is ready.
tries=0
until docker exec ${name} ${shellWords(ready.argv)} > /dev/null 2>&1; do
  tries=$((tries + 1))
  if [ "$tries" -ge ${ready.timeout} ]; then docker logs --tail 50 ${name}; exit 1; fi
  sleep 1
done
`;
}

/** Removes what an attempt has left beside the files: the containers, as far as it came, and their network. */
export function removal({ services }: ScriptJob): string {
  if (services.length === 0) return "docker rm --force waybill > /dev/null";
  const names = ["waybill", ...services.map((_, index) => container(index))];
  return `docker rm --force --volumes ${names.join(" ")} > /dev/null || true\ndocker network rm ${NETWORK} > /dev/null || true`;
}
