import type Docker from "dockerode";
import type { Identity } from "../executor.ts";

/** One list tells what all the images are that the engine has, however many jobs ask. */
export async function identify(engine: Docker, names: readonly string[]): Promise<Identity> {
  const [version, images] = await Promise.all([engine.version(), names.length > 0 ? engine.listImages() : []]);
  const ids = new Map(images.flatMap(({ Id, RepoTags }) => (RepoTags ?? []).map((tag) => [tag, Id] as const)));
  const known = names.flatMap((name) => {
    const id = ids.get(familiar(name)) ?? (images.some(({ Id }) => Id === name) ? name : undefined);
    return id === undefined ? [] : [[name, id] as const];
  });
  const system = `${version.Os}/${version.Arch}`;
  return { platform: `docker ${system}`, system, images: new Map(known) };
}

/** As the engine's list has it: with a tag, and without the parts that stand for Docker Hub. */
function familiar(name: string): string {
  const short = name.replace(/^(?:index\.)?docker\.io\//, "").replace(/^library\//, "");
  return short.lastIndexOf(":") > short.lastIndexOf("/") ? short : `${short}:latest`;
}
