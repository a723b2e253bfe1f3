import { expect, it } from "vitest";
import { sizeText } from "../../runtime/size.ts";

it.each([
  [0, "0 bytes"],
  [1023, "1023 bytes"],
  [1024, "1 KiB"],
  [1536, "1.5 KiB"],
  [10.4 * 1024 ** 2, "10 MiB"],
  [8 * 2 ** 30, "8 GiB"],
  [5000 * 2 ** 40, "5000 TiB"],
])("says %d bytes as %s", (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});
