import type Docker from "dockerode";
import { hasBuildKit } from "./buildkit.ts";

/** What an engine is, for people. */
export interface EngineDescription {
  readonly name: string;
  readonly version: string;
  readonly platform: string;
  readonly cpus: number;
  /** Bytes. */
  readonly memory: number;
  readonly rootless: boolean;
  /** Whether it builds with BuildKit, which build secrets and SSH mounts need. */
  readonly buildkit: boolean;
  readonly storage: string;
}

/** Asks an engine what it is. */
export async function describeEngine(engine: Docker): Promise<EngineDescription> {
  const [version, info, buildkit] = await Promise.all([engine.version(), engine.info(), hasBuildKit(engine)]);
  const options: readonly string[] = info.SecurityOptions ?? [];
  return {
    name: (version.Platform as { Name?: string } | undefined)?.Name || "Docker Engine",
    version: version.Version,
    platform: `${version.Os}/${version.Arch}`,
    ...{ cpus: info.NCPU, memory: info.MemTotal, storage: info.Driver },
    rootless: options.some((option) => /name=rootless/.test(option)),
    buildkit,
  };
}
