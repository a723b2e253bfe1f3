import { Agent, get } from "node:http";

/** What clients met while a deploy went on. */
export interface Traffic {
  readonly answered: number;
  readonly lost: readonly string[];
  /** Versions that answered, in the order they were first seen. */
  readonly versions: readonly string[];
}

/**
 * Keeps requests flowing to loopback ports while the work goes on: four clients, each asking again as soon as it has its
 * answer, each time on a connection of its own and at the next of the ports there are then.
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
  const client = async () => {
    while (open) {
      try {
        const served = await ports();
        const port = served[turn++ % served.length];
        if (port === undefined) throw new Error("nobody serves");
        versions.add(await ask(port, agent));
        answered++;
      } catch (error) {
        lost.push(`${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`);
      }
    }
  };
  const clients = Promise.all([client(), client(), client(), client()]);
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
