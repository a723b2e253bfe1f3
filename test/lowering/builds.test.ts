import { expect, it } from "vitest";
import { type BuildOptions, buildImage, imageTag, job, runFacts, secret, sh } from "../../compiler/authoring/index.ts";
import { checkStructure } from "../../compiler/graph/structure.ts";
import { graphOf, lowerJobs, told } from "./declare.ts";

const image = (options: Partial<BuildOptions>) =>
  buildImage("app", { repository: "registry.example.com/shop", ...options });

it("takes arguments, labels and tags from the run and from other jobs", () => {
  const version = job("version", { image: "x:1", steps: [sh`true`], outputs: ["number"] });
  const app = image({
    args: { NODE: 22, NUMBER: version.outputs.number },
    labels: { "com.example.actor": runFacts.actor },
    tags: ["edge", imageTag`v${version.outputs.number}-${runFacts.branch}`],
  });
  expect(graphOf([version, app]).jobs[1]).toMatchObject({
    needs: [{ job: "version" }],
    args: { NODE: { kind: "literal", value: "22" }, NUMBER: { kind: "output", job: "version", name: "number" } },
    labels: { "com.example.actor": { kind: "run", name: "actor" } },
    tags: ["edge"],
    tagTemplates: [
      {
        parts: [
          { kind: "literal", value: "v" },
          { kind: "output", job: "version", name: "number" },
          { kind: "literal", value: "-" },
          { kind: "run", name: "branch" },
        ],
      },
    ],
  });
});

it("keeps secrets out of what an image shows", () => {
  const token = secret("TOKEN") as never;
  const shown = { args: { TOKEN: token }, labels: { token }, tags: [imageTag`v${token}`, token] };
  const wanted = "must be a string, a number, an output, a fact of the run, an input or a built image, but it is";
  const found = "the secret TOKEN, which is known only when a job runs";
  expect(told(lowerJobs([image(shown)]).diagnostics)).toEqual([
    `WB2004 tags[0] ${wanted} ${found}`,
    `WB2004 tags[1] must be a string or an imageTag\`...\`, but it is ${found}`,
    `WB2004 args.TOKEN ${wanted} ${found}`,
    `WB2004 labels.token ${wanted} ${found}`,
  ]);
});

it("refuses labels of its own, names that are none, and what cannot be a part of a tag", () => {
  const labels = { "org.opencontainers.image.revision": "x", "Has Space": "y" };
  expect(told(lowerJobs([image({ labels, tags: [imageTag`a b${runFacts.branch}`] })]).diagnostics)).toEqual([
    'WB2003 job app: a tag "a bx" is not a valid tag',
    'WB2003 job app: a name in labels "org.opencontainers.image.revision" is set by every build',
    'WB2003 job app: a name in labels "Has Space" is not a valid name of a label',
  ]);
});

it("does not hand on an image that is not pushed", () => {
  const app = image({ push: false });
  const { graph } = lowerJobs([app, job("unit", { image: app, steps: [sh`true`] })]);
  const [problem] = graph ? checkStructure(graph) : [];
  expect([problem?.code, problem?.message, problem?.remedy]).toEqual([
    "WB5069",
    "`unit` uses the image of `app`, which is not pushed",
    "remove `push: false` from `app`, or use the image of a build that is pushed",
  ]);
  expect(graphOf([image({ push: true })]).jobs[0]).not.toHaveProperty("push");
});
