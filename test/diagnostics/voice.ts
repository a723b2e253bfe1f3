/** Phrases that a reader stumbles over, and what to write instead. */
const BANNED: readonly (readonly [phrase: RegExp, instead: string])[] = [
  [
    /\b(?:is|are|was|were) no(?= [a-z])(?! (?:longer|more|such|other|different|need|way))(?<!\bthere (?:is|are|was|were) no)/i,
    "is not a",
  ],
  [/\b(?:is|are|was|were|be) told\b|\btells? (?:of|so)\b|\btold of\b/i, "reports, shows"],
  [/\bpass(?:es|ed)? over\b/i, "skip"],
  [/\bmend(?:s|ed)?\b/i, "fix"],
  [/\banew\b/i, "again, start over"],
  [/\bgone on with\b|\bgo(?:es)? on with\b/i, "resume"],
  [/\b(?:can|cannot|could|may) be had\b/i, "is available, cannot get"],
  [/\bwants (?:a|an|the)\b/i, "expects, requires"],
  [/\bhas? put out\b|\bhave put out\b/i, "produced"],
  [/\bleads? nowhere\b/i, "cannot resolve"],
  [/\bEach once\b/i, "without duplicates"],
  [/\bunless said otherwise\b|\bsays? otherwise\b/i, "by default"],
  [/\ba meaning of its own\b/i, "is reserved"],
  [/\bin place of\b|\bin its place\b/i, "instead of, instead"],
  [/(?<!not )\bby (?:itself|themselves)\b|\bof itself\b/i, "automatically, alone"],
  [/\ba text\b(?! file)|\btexts\b/i, "a string"],
  [/\bin silence\b/i, "silently"],
  [/\ball the same\b|\bin any case\b/i, "still, always"],
  [/\bhowever (?:it|they|he|she)\b/i, "whatever the result"],
  [/\b(?:which|that|this|what) tells\b/i, "shows, explains"],
  [/\bput(?:s|ting)? out\b/i, "produce, set an output"],
];

/** The banned phrases of a text, with what surrounds them. Code in fences and backticks is not prose. */
export function banned(text: string): readonly string[] {
  const prose = text.replaceAll(/```.*?```/gs, "").replaceAll(/`[^`\n]*`/g, "`x`");
  return BANNED.flatMap(([phrase, instead]) =>
    [...prose.matchAll(new RegExp(phrase, `${phrase.flags}g`))].map(
      ({ 0: found, index }) =>
        `"${prose.slice(Math.max(0, index - 30), index + found.length + 20).replaceAll("\n", " ")}": write ${instead}`,
    ),
  );
}
