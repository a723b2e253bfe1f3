import type Docker from "dockerode";

/** What an engine is, for people. */
export interface EngineDescription {
  readonly name: string;
  readonly version: string;
  readonly platform: string;
  readonly cpus: number;
  /** Bytes. */
  readonly memory: number;
  readonly rootless: boolean;
  /** Whether it builds with BuildKit, which builds of images need. */
  readonly buildkit: boolean;
  readonly storage: string;
}

/** Asks an engine what it is. */
export async function describeEngine(engine: Docker): Promise<EngineDescription> {
  const [version, info, ping] = await Promise.all([engine.version(), engine.info(), builderOf(engine)]);
  const options: readonly string[] = info.SecurityOptions ?? [];
  return {
    name: (version.Platform as { Name?: string } | undefined)?.Name || "Docker Engine",
    version: version.Version,
    platform: `${version.Os}/${version.Arch}`,
    ...{ cpus: info.NCPU, memory: info.MemTotal, storage: info.Driver },
    rootless: options.some((option) => /name=rootless/.test(option)),
    buildkit: ping,
  };
}

/** Engines since 18.09 have BuildKit: docs.docker.com/reference/api/engine, `/session` since API 1.39. */
async function builderOf(engine: Docker): Promise<boolean> {
  const { ApiVersion = "0" } = await engine.version();
  const [major = 0, minor = 0] = ApiVersion.split(".").map(Number);
  return major > 1 || minor >= 39;
}
