const WORDS: Readonly<Record<string, string>> = { string: "text", undefined: "undefined", null: "null" };

/** A kind of value with its article: "a text", "an object", "a deployment". */
export function kindInWords(kind: string): string {
  const word = Object.hasOwn(WORDS, kind) ? WORDS[kind]! : kind;
  if (word === "undefined" || word === "null") return word;
  return /^[aeiou]/.test(word) ? `an ${word}` : `a ${word}`;
}
