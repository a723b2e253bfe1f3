import { Agent, get } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

/** What clients met while a deploy went on. */
export interface Traffic {
  readonly answered: number;
  readonly lost: readonly string[];
  /** Versions that answered, in the order they were first seen. */
  readonly versions: readonly string[];
}

/** Milliseconds that a client, and the balancer's look at who serves, leave to the engine in between. */
const PACE = 10;

/**
 * Keeps requests flowing to loopback ports while the work goes on: four clients, each asking again when it has its answer,
 * each time on a connection of its own and at the next of the ports there are then. One balancer looks for these, for all of
 * them: a look for each request would measure how busy the engine is.
 */
export async function underTraffic(
  ports: () => Promise<readonly number[]>,
  work: () => Promise<unknown>,
): Promise<Traffic> {
  const lost: string[] = [];
  const versions = new Set<string>();
  let answered = 0;
  let open = true;
  let turn = 0;
  const agent = new Agent({ keepAlive: false });
  let served = await ports();
  const untilClosed = async (act: () => Promise<void>) => {
    for (; open; await pause(PACE)) {
      await act().catch((error: NodeJS.ErrnoException) => void lost.push(error.code ?? error.message));
    }
  };
  const balancer = async () => {
    served = await ports();
  };
  const client = async () => {
    const port = served[turn++ % served.length];
    if (port === undefined) throw new Error("nobody serves");
    versions.add(await ask(port, agent));
    answered++;
  };
  const clients = Promise.all([balancer, client, client, client, client].map(untilClosed));
  try {
    await work();
  } finally {
    open = false;
    await clients;
  }
  return { answered, lost, versions: [...versions] };
}

/** The version that answers on a loopback port. */
function ask(port: number, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get({ host: "127.0.0.1", port, agent, timeout: 5000 }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      answer.on("error", reject);
      answer.on("end", () => resolve(text.trim()));
    });
    request.on("timeout", () => request.destroy(new Error("no answer in 5 seconds")));
    request.on("error", reject);
  });
}
