import type { DeliverySink } from "../../values/image.ts";
import type { Status, Timestamp, Vertex } from "./status.ts";

/** How a build went, step by step. */
export interface Account {
  /** Steps that failed, with the builder's reason and the last line that they wrote. */
  readonly failed: readonly { readonly name: string; readonly error: string; readonly last: string }[];
  /** Steps that were taken from the cache. */
  readonly cached: number;
  /** Steps that were carried out. */
  readonly executed: number;
}

type Decoder = InstanceType<typeof TextDecoder>;

interface Shown {
  readonly number: number;
  readonly name: string;
  done: boolean;
  last: string;
  /** The unfinished last line of output, for each stream. */
  readonly rest: [string, string];
  readonly decoders: [Decoder, Decoder];
}

/** Steps of the Dockerfile are named `[2/4] RUN ...` or `[stage 2/4] RUN ...`; the builder's own begin otherwise. */
const STEP = /^\[(?:.* )?(\d+)\/(\d+)\] (?!FROM )/;

/** The builder's name for looking at the layers that an earlier build has kept in the registry. */
const IMPORT = /^importing cache manifest from /;

/** No layers are no failure, and those that cannot be had cost time only. */
function withoutLayers(error: string): string {
  return error.endsWith(": not found") ? "there are no layers yet" : `no layers can be taken from there: ${error}`;
}

/**
 * Shows BuildKit's account of a build as lines, numbered as the docker command's plain progress does:
 * `#3 [2/4] RUN npm ci`, `#3 added 211 packages`, `#3 DONE 4.1s` or `#3 CACHED`.
 */
export function stepLines(sink: DeliverySink): { show(status: Status): void; account(): Account } {
  const shown = new Map<string, Shown>();
  const failed: { name: string; error: string; last: string }[] = [];
  let cached = 0;
  let executed = 0;

  const begin = (vertex: Vertex): Shown => {
    const step: Shown = {
      number: shown.size + 1,
      name: vertex.name,
      done: false,
      last: "",
      rest: ["", ""],
      decoders: [new TextDecoder(), new TextDecoder()],
    };
    shown.set(vertex.digest, step);
    sink.line("stdout", `#${step.number} ${vertex.name}`);
    const place = STEP.exec(vertex.name);
    if (place) sink.progress(vertex.name, (Number(place[1]) - 1) / Number(place[2]));
    else sink.progress(vertex.name);
    return step;
  };

  const end = (step: Shown, vertex: Vertex) => {
    step.done = true;
    for (const stream of [0, 1] as const) {
      if (step.rest[stream]) sink.line(stream ? "stderr" : "stdout", `#${step.number} ${step.rest[stream]}`);
    }
    if (STEP.test(vertex.name) && !vertex.error) vertex.cached ? cached++ : executed++;
    if (vertex.error && IMPORT.test(vertex.name)) {
      sink.line("stdout", `#${step.number} ${withoutLayers(vertex.error)}`);
    } else if (vertex.error) {
      failed.push({ name: vertex.name, error: vertex.error, last: step.last });
      sink.line("stderr", `#${step.number} ERROR: ${vertex.error}`);
    } else {
      sink.line("stdout", `#${step.number} ${vertex.cached ? "CACHED" : `DONE ${seconds(vertex)}s`}`);
    }
  };

  return {
    show({ vertexes, logs }) {
      const steps = vertexes
        .filter((vertex) => vertex.started || vertex.completed || vertex.cached)
        .map((vertex) => [vertex, shown.get(vertex.digest) ?? begin(vertex)] as const);
      // A step's output comes before the news of its end, also where both are in one message.
      for (const { vertex, stream, msg } of logs) {
        const step = shown.get(vertex);
        if (!step) continue;
        const which = stream === 2 ? 1 : 0;
        const lines = (step.rest[which] + step.decoders[which].decode(msg, { stream: true })).split("\n");
        step.rest[which] = lines.pop() ?? "";
        for (const line of lines) {
          step.last = line;
          sink.line(which ? "stderr" : "stdout", `#${step.number} ${line.replace(/^.*\r(?=.)|\r$/g, "")}`);
        }
      }
      for (const [vertex, step] of steps) if (vertex.completed && !step.done) end(step, vertex);
    },
    account: () => ({ failed, cached, executed }),
  };
}

function seconds({ started, completed }: Vertex): string {
  const value = (time: Timestamp | undefined) => (time ? time.seconds + time.nanos / 1e9 : 0);
  return Math.max(0, value(completed) - value(started)).toFixed(1);
}
