import type { ImageReference, Job, StageGraph } from "../graph/model/index.ts";
import type { Lock } from "./model.ts";

/** References of images that a graph names by tag, each once, in order. */
export function imagesToPin(graph: StageGraph): readonly string[] {
  const all = graph.jobs.flatMap((job): readonly ImageReference[] => {
    if (job.kind === "script") return [job.image, ...job.services.map(({ image }) => image)];
    return job.kind === "deploy" && job.to.kind === "command" ? [job.to.image] : [];
  });
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
  const pinJob = (job: Job): Job => {
    if (job.kind === "script") {
      const services = job.services.map((service) => ({ ...service, image: pin(service.image) }));
      return { ...job, image: pin(job.image), services };
    }
    if (job.kind !== "deploy" || job.to.kind !== "command") return job;
    return { ...job, to: { ...job.to, image: pin(job.to.image) } };
  };
  return { ...graph, jobs: graph.jobs.map(pinJob) };
}
