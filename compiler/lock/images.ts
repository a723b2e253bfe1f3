import type { ImageReference, StageGraph } from "../graph/model/index.ts";
import { imagesOf, mapImages } from "../graph/walk.ts";
import type { Lock } from "./model.ts";

/** References of images that a graph names by tag, each once, in order. */
export function imagesToPin(graph: StageGraph): readonly string[] {
  const all = graph.jobs.flatMap(imagesOf);
  const tags = all.flatMap((image) => (image.kind === "registry" && !image.reference.includes("@") ? [image] : []));
  return [...new Set(tags.map(({ reference }) => reference))];
}

/** The graph with `tag@digest` for each image that the lock knows: on every provider and on this machine the same image. */
export function pinImages(graph: StageGraph, { images }: Lock): StageGraph {
  if (Object.keys(images).length === 0) return graph;
  const pin = <I extends ImageReference>(image: I): I => {
    const digest = image.kind === "registry" ? images[image.reference] : undefined;
    return image.kind === "registry" && digest ? { ...image, reference: `${image.reference}@${digest}` } : image;
  };
  return { ...graph, jobs: graph.jobs.map((job) => mapImages(job, pin)) };
}
