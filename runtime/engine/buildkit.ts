import type Docker from "dockerode";

/**
 * Whether an engine builds with BuildKit. Docker does since 18.09, of Linux images (docs.docker.com/reference/api/engine: `/session`
 * since API 1.39). Podman states that version of the API, and builds with Buildah, which serves the requests of the classic builder.
 */
export async function hasBuildKit(engine: Docker): Promise<boolean> {
  const { ApiVersion = "0", Os, Components } = await engine.version();
  const [major = 0, minor = 0] = ApiVersion.split(".").map(Number);
  if (Os === "windows" || Components?.some(({ Name }) => Name === "Podman Engine")) return false;
  return major > 1 || minor >= 39;
}
