import { IMAGE_NAME, IMAGE_TAG, isImageReference } from "../../graph/image-reference.ts";
import type { Rule } from "../scope.ts";

const REPOSITORY = new RegExp(`^${IMAGE_NAME}$`);
const TAG_ALONE = new RegExp(`^${IMAGE_TAG}$`);

const form = "registry/path:tag, in lower case but for the tag";

export const imageReference: Rule = (value) => {
  if (isImageReference(value)) return undefined;
  if (value === "") return { problem: "is empty", expected: form };
  return { problem: value.includes("$") ? "has a variable in it" : "is not a valid image reference", expected: form };
};

export const repository: Rule = (value) => {
  if (REPOSITORY.test(value) && !/:[0-9]+$/.test(value)) return undefined;
  const tagged = isImageReference(value);
  return {
    problem: value === "" ? "is empty" : tagged ? "has a tag or a digest" : "is not a valid image repository",
    expected: "registry/path in lower case, without tag: the commit becomes the tag",
  };
};

export const imageTag: Rule = (value) =>
  TAG_ALONE.test(value)
    ? undefined
    : {
        problem: "is not a valid tag",
        expected: "a letter, digit or _, then letters, digits, and _ . -, 128 characters at most",
      };

/** Labels that a build sets itself. */
const TAKEN = /^(org\.opencontainers\.image\.(revision|created|source)|dev\.waybill\..*)$/;

/** https://docs.docker.com/engine/manage-resources/labels, "Key format recommendations". */
export const imageLabel: Rule = (value) => {
  if (TAKEN.test(value)) return { problem: "is set by every build", expected: "another name" };
  if (/^[a-z0-9]+([._/-]+[a-z0-9]+)*$/.test(value)) return undefined;
  return { problem: "is not a valid name of a label", expected: "lower-case words, joined by . - _ or /" };
};

export const platform: Rule = (value) =>
  /^[a-z0-9]+\/[a-z0-9_]+(\/[a-z0-9]+)?$/.test(value)
    ? undefined
    : { problem: "is not a platform", expected: "system/architecture, for example linux/arm64" };
