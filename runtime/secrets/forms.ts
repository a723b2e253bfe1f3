/** No shorter text is ever masked: hiding each `{` ruins a log and protects nothing. */
export const SHORTEST = 4;

/**
 * Every text by which a secret could show up: itself, its lines one by one, and both as URL, JSON, shell and base64 write
 * them. Line breaks are left out, for the masker looks through them.
 */
export function formsOf(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n/).filter((line) => line.trim().length >= SHORTEST);
  const forms = [secret, ...lines].flatMap((value) => [value, value.trim(), ...encoded(value)]);
  const bare = forms.map((form) => form.replace(/[\r\n]/g, ""));
  return [...new Set(bare)].filter((form) => form.length >= SHORTEST);
}

function encoded(value: string): string[] {
  // A lone surrogate has no form in a URL.
  const whole = value.replace(/\p{Surrogate}/gu, "\ufffd");
  const url = encodeURIComponent(whole);
  return [
    url,
    url.replaceAll("%20", "+"),
    url.replace(/%../g, (hex) => hex.toLowerCase()),
    encodeURI(whole),
    JSON.stringify(value).slice(1, -1),
    value.replaceAll("'", `'\\''`),
    value.replaceAll("'", `'"'"'`),
    value.replace(/(["\\$`])/g, "\\$1"),
    value.replace(/([^\w@%+=:,./-])/g, "\\$1"),
    Buffer.from(value).toString("hex"),
    ...base64Forms(Buffer.from(value)),
  ];
}

/**
 * Base64 of the secret inside a longer text: it begins at one of three places in a group of three bytes. Characters that
 * the bytes around it take part in are left out.
 */
function base64Forms(bytes: Buffer): string[] {
  const forms: string[] = [];
  for (const alignment of ["base64", "base64url"] as const) {
    for (let before = 0; before < 3; before += 1) {
      const text = Buffer.concat([Buffer.alloc(before), bytes])
        .toString(alignment)
        .replace(/=+$/, "");
      const first = [0, 2, 3][before] ?? 0;
      const partial = (before + bytes.length) % 3;
      forms.push(text.slice(first, partial === 0 ? undefined : -1));
      // Alone, or at the end of a text, the last group stands as it is here, with what fills it up.
      const last = Buffer.concat([Buffer.alloc(before), bytes]).toString(alignment);
      forms.push(last.slice(first));
    }
  }
  return forms;
}
