/**
 * The registry of a repository, as `docker login` takes it: its first part, when that looks like a host, else Docker Hub's.
 */
export function registryOf(repository: string): string {
  const first = repository.split("/")[0] as string;
  return repository.includes("/") && (/[.:]/.test(first) || first === "localhost") ? first : "docker.io";
}

/**
 * Logs in to `$REGISTRY` until the script ends. The password goes through standard input, never onto a command line. A login that
 * succeeds prints nothing: the command's warning about credentials on disk does not apply, as they are removed at the end.
 */
export const loginScript = `if ! answer=$(printf '%s' "$REGISTRY_PASSWORD" |
  docker login --username "$REGISTRY_USERNAME" --password-stdin "$REGISTRY" 2>&1); then
  printf '%s\\n' "$answer" >&2
  exit 1
fi
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
