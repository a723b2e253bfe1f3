/** No shorter text is ever masked: hiding each `{` ruins a log and protects nothing. */
export const SHORTEST = 4;

/** Whether a secret is one that no mask hides. */
export const isTooShort = (secret: string | undefined): boolean =>
  secret !== undefined && secret !== "" && formsOf(secret).length === 0;

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
  const hex = Buffer.from(value).toString("hex");
  return [
    ...urlForms(whole),
    ...jsonForms(value),
    ...htmlForms(value),
    value.replaceAll("'", `'\\''`),
    value.replaceAll("'", `'"'"'`),
    value.replace(/(["\\$`])/g, "\\$1"),
    value.replace(/([^\w@%+=:,./-])/g, "\\$1"),
    hex,
    hex.toUpperCase(),
    ...base64Forms(Buffer.from(value)),
  ];
}

/** JavaScript leaves more letters as they are than RFC 3986 does, and each encoder its own: Python's `quote` also the slash. */
function urlForms(value: string): string[] {
  const script = encodeURIComponent(value);
  const strict = percent(script, /[!'()*]/g);
  const whole = encodeURI(value);
  const forms = [
    script,
    strict,
    strict.replaceAll("%2F", "/"),
    strict.replaceAll("%2A", "*"),
    whole,
    percent(whole, /[!'()*]/g),
  ];
  const withPlus = forms.flatMap((form) => [form, form.replaceAll("%20", "+")]);
  return withPlus.flatMap((form) => [form, form.replace(/%../g, (code) => code.toLowerCase())]);
}

const percent = (text: string, letters: RegExp): string =>
  text.replace(letters, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

/** As JavaScript writes JSON; as Python does, in ASCII alone; and as Go does, with what HTML could take for a tag escaped. */
function jsonForms(value: string): string[] {
  const plain = JSON.stringify(value).slice(1, -1);
  const escaped = (text: string, letters: RegExp) =>
    text.replace(letters, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const ascii = escaped(plain, /[\x7f-\uffff]/g);
  const forms = [plain, ascii, escaped(plain, /[<>&\u2028\u2029]/g), escaped(ascii, /[<>&]/g)];
  return [...forms, ...forms.map((form) => form.replaceAll("/", "\\/")), ascii.replace(/u[0-9a-f]{4}/g, upper)];
}

const upper = (code: string) => `u${code.slice(1).toUpperCase()}`;

/** Encoders of HTML agree on all but the two quotes. */
function htmlForms(value: string): string[] {
  const plain = value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const quotes = ['"', "&quot;", "&#34;"].flatMap((double) =>
    ["'", "&#39;", "&#x27;", "&apos;"].map((single) => plain.replaceAll('"', double).replaceAll("'", single)),
  );
  return quotes;
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
