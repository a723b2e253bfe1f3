import { request as http } from "node:http";
import { request as https, type RequestOptions } from "node:https";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { KubeConfig } from "@kubernetes/client-node";
import type { Ask, Entry } from "./recording.ts";
import { slim } from "./slim.ts";
import type { Reply, Source } from "./source.ts";

/** A source that asks the API server of a kubeconfig, and keeps what it said. */
export interface Recorder extends Source {
  readonly entries: readonly Entry[];
}

/** @param kubeconfig Path of a file; absent: the current kubeconfig, as kubectl finds it. */
export function recorder(kubeconfig: string | undefined): Recorder {
  const config = new KubeConfig();
  if (kubeconfig) config.loadFromFile(kubeconfig);
  else config.loadFromDefault();
  const server = config.getCurrentCluster()?.server ?? "";
  const entries: Entry[] = [];
  let expired = 0;
  let number = 0;

  async function forward(ask: Ask, authorization: string | undefined, id: number, reply: Reply, signal: AbortSignal) {
    const watches = /[?&]watch=true/.test(ask.path);
    const old = watches && ask.by === "deploy" && expired > 0 && expired--;
    const path = old ? ask.path.replace(/resourceVersion=\d+/, "resourceVersion=1") : ask.path;
    const options: RequestOptions = { method: ask.method, signal };
    await config.applyToHTTPSOptions(options);
    const headers: Record<string, string> = {
      ...(options.headers as Record<string, string>),
      Accept: "application/json",
    };
    if (authorization) headers.Authorization = authorization;
    if (ask.as) headers["Impersonate-User"] = ask.as;
    if (ask.type) headers["Content-Type"] = ask.type;
    const send = server.startsWith("https:") ? https : http;
    const request = send(new URL(server + path), { ...options, headers }, (answer) => {
      if (watches && answer.statusCode === 200) {
        entries.push({ open: id });
        reply.open();
        const lines = createInterface(answer);
        lines.on("line", (line) => {
          const object = slim(JSON.parse(line));
          entries.push({ event: id, object });
          void reply.event(object);
        });
        lines.on("close", () => {
          if (signal.aborted) return;
          entries.push({ end: id });
          reply.end();
        });
        lines.on("error", () => lines.close());
        return;
      }
      text(answer).then(
        (said) => {
          const body = slim(parsed(said));
          entries.push({ answer: id, status: answer.statusCode ?? 0, body });
          reply.answer(answer.statusCode ?? 0, body);
        },
        () => {},
      );
    });
    request.on("error", (error) => {
      if (!signal.aborted) reply.answer(502, { kind: "Status", message: error.message });
    });
    request.end(ask.body === undefined ? undefined : JSON.stringify(ask.body));
  }

  return {
    entries,
    ask(request, authorization, reply) {
      const id = ++number;
      const given = new AbortController();
      entries.push({ ask: id, request });
      void forward(request, authorization, id, reply, given.signal);
      return () => given.abort();
    },
    mark: (mark) => void entries.push({ mark }),
    expire: () => {
      expired = 2;
    },
    close: async () => {},
  };
}

function parsed(said: string): unknown {
  try {
    return JSON.parse(said);
  } catch {
    return said;
  }
}
