import fc from "fast-check";

/** Patterns of every construct that conditions may use, nested. */
export const randomPattern: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, depthIdentifier: "pattern" },
    fc.constantFrom(
      "a",
      "b",
      "A",
      "1",
      ".",
      "\\d",
      "\\W",
      "\\s",
      "[ab]",
      "[^a-b]",
      "[\\]^-]",
      "[^\\]^]",
      "[-^]",
      "\\^",
      "\\.",
      "\\\\",
      "ü",
      "^",
      "$",
      "[A-Z]",
      "[^]",
      "\\[",
      "\\n",
    ),
    fc.tuple(tie("node"), tie("node")).map(([a, b]) => a + b),
    fc.tuple(tie("node"), tie("node")).map(([a, b]) => `(?:${a}|${b})`),
    fc
      .tuple(tie("node"), fc.constantFrom("*", "+", "?", "{2}", "{1,2}", "{0,}", "*?"))
      .map(([a, sign]) => `(${a})${sign}`),
  ),
})).node;
