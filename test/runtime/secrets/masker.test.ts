import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MASK, maskersFor, maskText } from "../../../runtime/secrets/masker.ts";

const all = (secrets: readonly string[], text: string) => maskText(maskersFor(secrets), text);

describe("the masker", () => {
  const secret = "s3cr/t pass\"w'ord?";
  const shown: Readonly<Record<string, string>> = {
    plain: secret,
    URL: encodeURIComponent(secret),
    "URL with plus": encodeURIComponent(secret).replaceAll("%20", "+"),
    "URL in lower case": encodeURIComponent(secret).replace(/%../g, (hex) => hex.toLowerCase()),
    JSON: JSON.stringify(secret),
    "shell, single quotes": secret.replaceAll("'", `'\\''`),
    "shell, double quotes": secret.replace(/(["\\$`])/g, "\\$1"),
    hex: Buffer.from(secret).toString("hex"),
    "hex in upper case": Buffer.from(secret).toString("hex").toUpperCase(),
    base64: Buffer.from(secret).toString("base64"),
    "base64, one byte before": Buffer.from(`:${secret}`).toString("base64"),
    "base64, two bytes before": Buffer.from(`ci${secret}`).toString("base64"),
    base64url: Buffer.from(secret).toString("base64url"),
  };
  for (const [form, text] of Object.entries(shown)) {
    it(`hides a secret as ${form}`, () => {
      const masked = all([secret], `a ${text} z`);
      expect(masked).toContain(MASK);
      expect(masked.startsWith("a ") && masked.endsWith(" z")).toBe(true);
      // Nothing of it that is longer than what the bytes beside it take part in.
      for (let at = 0; at + 6 <= text.length; at += 1) expect(masked).not.toContain(text.slice(at, at + 6));
    });
  }

  it.each([
    ["Python's quote", "Pa%24%24w0rd%21%28x%29%2A%20%C3%A9%20%C3%BC/%3F%26%3D%2B%25%3C"],
    ["Python's quote_plus", "Pa%24%24w0rd%21%28x%29%2A+%C3%A9+%C3%BC%2F%3F%26%3D%2B%25%3C"],
    ["a form", "Pa%24%24w0rd%21%28x%29*+%C3%A9+%C3%BC%2F%3F%26%3D%2B%25%3C"],
    ["Python's JSON", "Pa$$w0rd!(x)* \\u00e9 \\u00fc/?&=+%<"],
    ["Go's JSON", "Pa$$w0rd!(x)* é ü/?\\u0026=+%\\u003c"],
    ["PHP's JSON", "Pa$$w0rd!(x)* \\u00e9 \\u00fc\\/?&=+%<"],
    ["HTML", "Pa$$w0rd!(x)* é ü/?&amp;=+%&lt;"],
  ])("hides a secret as an encoder writes it: %s", (_, text) => {
    expect(all(["Pa$$w0rd!(x)* é ü/?&=+%<"], `a ${text} z`)).toBe(`a ${MASK} z`);
  });

  it("hides a secret in the base64 of a longer text, but for what bytes beside it take part in", () => {
    const text = Buffer.from(`user:${secret}@host`).toString("base64");
    expect(all([secret], text)).toMatch(/^dXNlcj.\[masked\].{1,2}aG9zdA==$/);
  });

  it("hides the lines of a secret one by one, but none that is too short", () => {
    const key = "-----BEGIN KEY-----\r\nabcdefgh\nxy\n{\n-----END KEY-----";
    expect(all([key], "1 abcdefgh 2 xy { }\n")).toBe(`1 ${MASK} 2 xy { }\n`);
    expect(all(["abc"], "abc")).toBe("abc");
  });

  it("sees through line breaks, and leaves them", () => {
    const wrapped = Buffer.from("a long secret value that is wrapped")
      .toString("base64")
      .replace(/(.{20})/g, "$1\n");
    expect(all(["a long secret value that is wrapped"], wrapped).replaceAll(MASK, "").trim()).toBe("");
    expect(all(["abcdefghijkl"], "1 abcdef\nghijkl 2")).toBe(`1 ${MASK}\n${MASK} 2`);
  });

  it("shows a line at once unless much of a secret stands at its end", () => {
    const masker = maskersFor(["abcdefghijklmnop"])();
    expect(masker.write("is it abc\n")).toBe("is it abc\n");
    expect(masker.write("is it abcdefghijk\n")).toBe("is it ");
    expect(masker.write("no\n")).toBe("abcdefghijk\nno\n");
    expect(masker.end()).toBe("");
  });

  it("hides what overlaps as one", () => {
    expect(all(["abcdef", "defghi", "cdefg"], "_abcdefghi_")).toBe(`_${MASK}_`);
  });

  it("leaks nothing, however the text is cut up", () => {
    const secrets = [
      "hunter2-hunter2",
      "correct horse battery",
      "tok_9f8e7d6c5b4a",
      "p@ss\nword-two",
      "aaaa-aaab",
      `it's "so"`,
    ];
    const filler = fc.constantFrom("x", " ", "\n", "hunt", "tok_", "aaaa", "corr", "é", "-aaab", "2-h");
    const forms = secrets.flatMap((one) => [
      one,
      encodeURIComponent(one),
      JSON.stringify(one).slice(1, -1),
      `'${one.replaceAll("'", `'\\''`)}'`,
      ...inBase64(one),
    ]);
    const wrapped = forms.map((one) => `${one.slice(0, one.length / 2)}\r\n${one.slice(one.length / 2)}`);
    const piece = fc.oneof(filler, fc.constantFrom(...forms), fc.constantFrom(...wrapped));
    const maskers = maskersFor(secrets);
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 30 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 }),
        (pieces, sizes) => {
          const text = pieces.join("");
          const masker = maskers();
          let shownText = "";
          for (let at = 0, turn = 0; at < text.length; turn += 1) {
            const size = sizes[turn % sizes.length] as number;
            shownText += masker.write(text.slice(at, at + size));
            at += size;
          }
          shownText += masker.end();
          for (const one of [...forms, ...wrapped]) expect(shownText).not.toContain(one);
        },
      ),
      { numRuns: 10_000 },
    );
  });

  it("gives the same in one piece and in single characters", () => {
    const secrets = ["hunter2-hunter2", "unter2", "correct"];
    const maskers = maskersFor(secrets);
    const text = "a hunter2-hunter2 b unter2 correcthunter2-hunter2 corr unte";
    const masker = maskers();
    const single = [...text].map((one) => masker.write(one)).join("") + masker.end();
    const collapsed = (masked: string) => masked.replace(/(\[masked\])+/g, MASK);
    expect(collapsed(single)).toBe(collapsed(maskText(maskers, text)));
  });
});

/** What is the secret's own in base64 of a text that has it, behind none, one or two other bytes. */
function inBase64(secret: string): readonly string[] {
  return [0, 1, 2].map((before) => {
    const text = `${"x".repeat(before)}${secret}`;
    const whole = Math.floor((Buffer.byteLength(text) * 8) / 6);
    return Buffer.from(`${text}...`).toString("base64").slice([0, 2, 3][before], whole);
  });
}
