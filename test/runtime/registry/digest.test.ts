import { expect, it } from "vitest";
import { statedDigest } from "../../../runtime/registry/digest.ts";

it("takes from a registry what is a digest, and nothing else", () => {
  const digest = `sha256:${"a1".repeat(32)}`;
  expect(statedDigest(digest)).toBe(digest);
  for (const text of ["", "latest", "sha256:a1", digest.toUpperCase(), `${digest}\n`]) {
    expect(() => statedDigest(text)).toThrow(`the registry states the digest ${JSON.stringify(text)}, which is none`);
  }
});
