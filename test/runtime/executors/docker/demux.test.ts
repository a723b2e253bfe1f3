import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frameReader } from "../../../../runtime/executors/docker/demux.ts";
import { markPrefix, markReader } from "../../../../runtime/executors/docker/step-marks.ts";

function frame(stream: number, text: string): Buffer {
  const payload = Buffer.from(text);
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] as number;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 10 });

describe("frames", () => {
  it("are told apart however they are cut up", () => {
    const part = fc.record({ stream: fc.constantFrom(1, 2), text: fc.string({ maxLength: 30 }) });
    fc.assert(
      fc.property(fc.array(part), sizes, (parts, steps) => {
        const seen: Record<string, Buffer[]> = { stdout: [], stderr: [] };
        const read = frameReader((stream, payload) => seen[stream]?.push(Buffer.from(payload)));
        for (const chunk of cut(Buffer.concat(parts.map(({ stream, text }) => frame(stream, text))), steps))
          read(chunk);
        const whole = (stream: number) => parts.flatMap((one) => (one.stream === stream ? [one.text] : [])).join("");
        expect(Buffer.concat(seen.stdout ?? []).toString()).toBe(Buffer.from(whole(1)).toString());
        expect(Buffer.concat(seen.stderr ?? []).toString()).toBe(Buffer.from(whole(2)).toString());
      }),
    );
  });

  it("of an unknown kind are refused", () => {
    expect(() => frameReader(() => {})(Buffer.from("HTTP/1.1 500"))).toThrow(/unknown kind/);
  });
});

describe("marks", () => {
  it("are found however they are cut up, and nothing else is taken away", () => {
    const nonce = "0123456789abcdef";
    const mark = (code: number) => `${markPrefix(nonce)}${code}\n`;
    const piece = fc.oneof(
      fc.constantFrom("text", "\0", "\0way", "\0waybill-0123", "\n", "ä"),
      fc.integer({ min: 0, max: 255 }).map(mark),
    );
    fc.assert(
      fc.property(fc.array(piece), sizes, (pieces, steps) => {
        const text: Buffer[] = [];
        const codes: number[] = [];
        const reader = markReader(nonce, {
          bytes: (bytes) => text.push(Buffer.from(bytes)),
          mark: (code) => codes.push(code),
        });
        for (const chunk of cut(Buffer.from(pieces.join("")), steps)) reader.write(chunk);
        reader.end();
        const marks = pieces.filter((one) => one.startsWith(markPrefix(nonce)));
        expect(codes).toEqual(marks.map((one) => Number(one.slice(markPrefix(nonce).length))));
        expect(Buffer.concat(text).toString()).toBe(pieces.filter((one) => !marks.includes(one)).join(""));
      }),
    );
  });
});
