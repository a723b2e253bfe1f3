import { expect, it } from "vitest";
import type { Value } from "../../compiler/graph/model/index.ts";
import { imagesOf, mapImages, valuesOf } from "../../compiler/graph/walk.ts";
import { build, script, ship, step } from "./sample.ts";

const secret = (name: string): Value => ({ kind: "secret", name });
const namesOf = (values: readonly Value[]) => values.map((value) => ("name" in value ? value.name : value.kind));

const unit = script("unit", {
  env: { A: secret("JOB") },
  image: { kind: "template", parts: [secret("TAG")] },
  steps: [step("true", { env: { B: secret("STEP") } })],
});

it("finds every value that a job is given", () => {
  expect(namesOf(valuesOf(unit))).toEqual(["JOB", "STEP", "TAG"]);
  const login = { registry: "r.example.com", username: secret("USER"), password: secret("PASSWORD") };
  expect(namesOf(valuesOf(build("app", { login, secrets: { npm: secret("NPM") } })))).toEqual([
    "USER",
    "PASSWORD",
    "NPM",
  ]);
});

it("finds and replaces every image that a job names", () => {
  expect(imagesOf(unit)).toEqual([unit.image]);
  expect(imagesOf(build("app"))).toEqual([]);
  expect(imagesOf(ship("live", "app", ["smoke"]))).toEqual([]);
  const pinned = mapImages(script("lint"), (image) =>
    image.kind === "registry" ? { ...image, reference: `${image.reference}@sha256:1` } : image,
  );
  expect(imagesOf(pinned)).toMatchObject([{ reference: expect.stringMatching(/@sha256:1$/) }]);
});
