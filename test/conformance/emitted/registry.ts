import { gunzipSync } from "node:zlib";
import { runningEngine } from "../../engine/index.ts";

interface Manifest {
  readonly config?: { readonly digest: string };
  readonly layers?: readonly { readonly digest: string }[];
  readonly manifests?: readonly { readonly digest: string }[];
}

const TYPES = ["vnd.oci.image.index.v1", "vnd.oci.image.manifest.v1", "vnd.docker.distribution.manifest.v2"]
  .map((name) => `application/${name}+json`)
  .join(", ");

/** All that a registry holds for a tag, or a digest, unpacked. */
export async function contentOf(repository: string, reference: string): Promise<readonly Buffer[]> {
  const text = await fetched(repository, `manifests/${reference}`);
  const { config, layers = [], manifests = [] } = JSON.parse(text.toString()) as Manifest;
  // The index of a layer cache names its layers as if they were manifests.
  const digests = [...(config ? [config] : []), ...layers, ...manifests].map(({ digest }) => digest);
  const blobs = await Promise.all(digests.map((digest) => fetched(repository, `blobs/${digest}`)));
  return [text, ...blobs.map((blob) => (blob.readUInt16BE(0) === 0x1f8b ? gunzipSync(blob) : blob))];
}

async function fetched(repository: string, path: string): Promise<Buffer> {
  const { host, username, password } = runningEngine().registry;
  const authorization = `Basic ${btoa(`${username}:${password}`)}`;
  const url = `http://${host}/v2/${repository.slice(host.length + 1)}/${path}`;
  const answer = await fetch(url, { headers: { authorization, accept: TYPES } });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}
