import { createRequire } from "node:module";
import type Docker from "dockerode";

const require = createRequire(import.meta.url);

/**
 * The client library without two thirds of its loading time: it loads gRPC for build sessions of its own, which are not
 * used here, and an SSH client, which is not used either. The former is loaded when it is needed.
 */
export function loadDockerode(): typeof Docker {
  const library = createRequire(require.resolve("dockerode"));
  const modem = createRequire(library.resolve("docker-modem"));
  const put = [
    // It looks into these when a session begins.
    ...["@grpc/grpc-js", "@grpc/proto-loader"].map((name) =>
      putOff(library, name, new Proxy({}, { get: (_, property: string) => library(name)[property] })),
    ),
    // It takes this class at once. The system's `ssh` is what makes connections here, so nothing ever asks for it.
    putOff(modem, "ssh2", { Client: class {} }),
  ];
  try {
    return library("dockerode") as typeof Docker;
  } finally {
    for (const back of put) back();
  }
}

/** Puts a stand-in for a module where the next `require` finds it, unless the module is there already. */
function putOff(from: NodeJS.Require, name: string, standIn: object): () => void {
  const file = from.resolve(name);
  if (require.cache[file]) return () => {};
  require.cache[file] = { id: file, filename: file, exports: standIn, loaded: true, children: [], paths: [] } as never;
  return () => delete require.cache[file];
}
