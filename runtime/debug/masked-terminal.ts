import type { ShellTerminal } from "../executors/hold.ts";
import type { Masker } from "../secrets/masker.ts";

/** Milliseconds after which text is shown that may be the beginning of a secret: a person who types waits for the echo. */
const PATIENCE = 40;

/** A terminal on which secrets are masked. */
export function maskedTerminal(terminal: ShellTerminal, masker: Masker): ShellTerminal {
  let timer: NodeJS.Timeout | undefined;
  const show = (text: string) => {
    if (text !== "") terminal.write(text);
  };
  return {
    ...terminal,
    write(text) {
      clearTimeout(timer);
      show(masker.write(text));
      timer = setTimeout(() => show(masker.end()), PATIENCE);
    },
  };
}
