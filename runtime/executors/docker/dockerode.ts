import { createRequire } from "node:module";
import type Docker from "dockerode";

const require = createRequire(import.meta.url);

/**
 * The client library without two thirds of its loading time: it loads gRPC for build sessions of its own, which are not
 * used here, and SSH, which is loaded once an address asks for it.
 */
export function loadDockerode(): typeof Docker {
  const library = createRequire(require.resolve("dockerode"));
  const modem = createRequire(library.resolve("docker-modem"));
  const put = [putOff(library, "@grpc/grpc-js"), putOff(library, "@grpc/proto-loader"), putOff(modem, "ssh2")];
  try {
    return library("dockerode") as typeof Docker;
  } finally {
    for (const back of put) back();
  }
}

type Callable = { new (...args: unknown[]): object; (...args: unknown[]): unknown };

/** Puts a stand-in for a module where the next `require` finds it; its functions load the module when they are called. */
function putOff(from: NodeJS.Require, name: string): () => void {
  const file = from.resolve(name);
  if (require.cache[file]) return () => {};
  const standIn = new Proxy(
    {},
    {
      get: (_, property: string) =>
        function (this: unknown, ...args: unknown[]) {
          const real = (from(name) as Readonly<Record<string, Callable>>)[property] as Callable;
          return new.target ? new real(...args) : real.apply(this, args);
        },
    },
  );
  require.cache[file] = { id: file, filename: file, exports: standIn, loaded: true, children: [], paths: [] } as never;
  return () => delete require.cache[file];
}
