import type { IgnorePattern } from "./ignore-pattern.ts";

/** What is known of a folder when what is in it is looked at: which patterns match it. */
export type Matched = readonly boolean[];

/** Decides what an ignore file leaves out, folder by folder, as BuildKit does (tonistiigi/fsutil). */
export interface Ignored {
  /** @param parent - What the folder above matched; absent: it is the context's root. */
  of(path: string, parent: Matched | undefined): { readonly ignored: boolean; readonly matched: Matched };
  /** Whether something in a folder that is left out may be taken back in. */
  mayHold(folder: string): boolean;
}

export function ignoredBy(patterns: readonly IgnorePattern[]): Ignored {
  const exceptions = patterns.filter(({ exception }) => exception).map(({ text }) => withoutTrailingStars(text));
  const anywhere = exceptions.some((text) => /[*[\]?^\\]/.test(text));
  return {
    of(path, parent) {
      const matched: boolean[] = [];
      let ignored = false;
      for (const [index, pattern] of patterns.entries()) {
        // What matches a folder matches all that is in it; other patterns count only where they change something.
        const matches = parent?.[index] || (pattern.exception === ignored && pattern.matches(path));
        matched.push(matches);
        if (matches) ignored = !pattern.exception;
      }
      return { ignored, matched };
    },
    mayHold: (folder) => anywhere || exceptions.some((text) => `${text}/`.startsWith(`${folder}/`)),
  };
}

const withoutTrailingStars = (text: string) => text.replace(/\/\*\*$/, "").replace(/\/\*$/, "");
