/** An image by digest, as far as it is named: repositories, registries with their ports, and digests are of these characters. */
const BY_DIGEST = /[\w.:/@-]*sha256:[0-9a-f]{64}/g;

/**
 * The last image by digest in what a command printed, as `repository@sha256:...`; undefined where there is none. A bare digest
 * is taken to be of the repository that ships.
 */
export function imageIn(printed: string, shipped: string): string | undefined {
  const last = printed.match(BY_DIGEST)?.at(-1);
  if (last === undefined || last.includes("@")) return last;
  return `${shipped.slice(0, shipped.indexOf("@"))}@${last}`;
}

/** Whether two images are the same, whatever registry they are named by. */
export function sameDigest(one: string | undefined, other: string): boolean {
  const digest = (image: string) => image.slice(image.indexOf("@"));
  return one !== undefined && digest(one) === digest(other);
}
