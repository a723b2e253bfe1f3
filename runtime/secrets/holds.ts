import { createReadStream } from "node:fs";
import { type Masker, maskText } from "./masker.ts";

/** Whether a text has a secret in it, in any form that is masked. */
export const textHolds = (maskers: () => Masker, text: string): boolean => maskText(maskers, text) !== text;

/** The same of a file, which is never in memory as a whole. What is compressed or encrypted in it is not seen through. */
export async function fileHolds(maskers: () => Masker, path: string): Promise<boolean> {
  const masker = maskers();
  let given = "";
  const isMasked = (shown: string) => {
    const masked = !given.startsWith(shown);
    given = given.slice(shown.length);
    return masked;
  };
  for await (const chunk of createReadStream(path, { encoding: "utf8" })) {
    given += chunk as string;
    if (isMasked(masker.write(chunk as string))) return true;
  }
  return isMasked(masker.end());
}
