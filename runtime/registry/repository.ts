/** The registry of a repository, by the engine's rule: the first part, when it can be a host name. */
export function registryOf(repository: string): string {
  const first = repository.split("/", 1)[0] as string;
  const host = repository.includes("/") && (/[.:]/.test(first) || first === "localhost");
  return host ? first : "docker.io";
}

/** `repository@sha256:...` taken apart. */
export function splitReference(reference: string): { readonly repository: string; readonly digest: string } {
  const at = reference.lastIndexOf("@");
  return { repository: reference.slice(0, at), digest: reference.slice(at + 1) };
}

/** A reference as people want to read it: the digest shortened. */
export function shortReference(reference: string): string {
  return reference.replace(/(@sha256:[0-9a-f]{12})[0-9a-f]+/, "$1");
}
