// The grammar of references: github.com/distribution/reference, reference.go.
const DOMAIN =
  "(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*(?::[0-9]+)?";
const COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const DIGEST = "[A-Za-z][A-Za-z0-9]*:[0-9a-fA-F]{32,}";

/** Registry and path of an image. */
export const IMAGE_NAME = `(?:${DOMAIN}/)?${COMPONENT}(?:/${COMPONENT})*`;
export const IMAGE_TAG = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}";

const REFERENCE = new RegExp(`^${IMAGE_NAME}(?::${IMAGE_TAG})?(?:@${DIGEST})?$`);

/** Whether a text names an image, as `docker pull` takes it. */
export function isImageReference(text: string): boolean {
  return REFERENCE.test(text);
}
