/**
 * Takes away what a log could do to a terminal: escape sequences are dropped, other control characters become visible
 * pictures. Line breaks and tabs stay. It works on a stream: a sequence may be split anywhere.
 */
export interface Neutralizer {
  write(text: string): string;
  end(): string;
}

/** An escape sequence that goes on for longer is no sequence. */
const LONGEST = 4096;

const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
const CONTROLS = new RegExp(CONTROL, "g");

// ECMA-48: CSI with parameters and a final byte; OSC, DCS, SOS, PM and APC up to BEL or ST; other escapes with
// intermediate bytes and a final one.
const SEQUENCES =
  /(?:\u001b\[|\u009b)[\u0030-\u003f]*[\u0020-\u002f]*[\u0040-\u007e]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)|\u001b[\u0020-\u002f]*[\u0030-\u004f\u0051-\u0057\u0059\u005a\u005c\u0060-\u007e]/g;
/** What may still become a sequence with more text. */
const UNFINISHED =
  /(?:(?:\u001b\[|\u009b)[\u0030-\u003f]*[\u0020-\u002f]*|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c\n]*\u001b?|\u001b[\u0020-\u002f]*)$/;

export function neutralizer(): Neutralizer {
  let held = "";
  return {
    write(chunk) {
      if (held === "" && !CONTROL.test(chunk)) return chunk;
      const text = held + chunk;
      const rest = UNFINISHED.exec(text.slice(-LONGEST))?.[0] ?? "";
      held = rest;
      return neutral(text.slice(0, text.length - rest.length));
    },
    end() {
      const rest = neutral(held);
      held = "";
      return rest;
    },
  };
}

function neutral(text: string): string {
  return text.replace(SEQUENCES, "").replace(CONTROLS, picture);
}

/** Unicode has a picture of each ASCII control character; the others, and those that turn the text's direction, get one sign. */
function picture(control: string): string {
  const code = control.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "\u2421" : "\ufffd";
}
