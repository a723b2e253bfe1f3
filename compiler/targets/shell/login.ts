/**
 * The registry of a repository, as `docker login` takes it: its first part, when that looks like a host, else Docker Hub's.
 */
export function registryOf(repository: string): string {
  const first = repository.split("/")[0] as string;
  return repository.includes("/") && (/[.:]/.test(first) || first === "localhost") ? first : "docker.io";
}

/** Logs in to `$REGISTRY` until the script ends. The password goes through standard input, never onto a command line. */
export const loginScript = `printf '%s' "$REGISTRY_PASSWORD" | docker login --username "$REGISTRY_USERNAME" --password-stdin "$REGISTRY"
trap 'docker logout "$REGISTRY"' EXIT
`;

/** Waits for the engine beside the job, which makes its certificates first. */
export const waitForEngine = `# Waits 60 s at most for the engine beside this job.
tries=0
until docker info > /dev/null 2>&1; do
  tries=$((tries + 1))
  if [ "$tries" -ge 60 ]; then docker info; exit 1; fi
  sleep 1
done
`;
