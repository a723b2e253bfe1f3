/** A line that is longer is shown as several: no log can fill the memory with one line. In UTF-16 code units. */
export const LONGEST_LINE = 64 * 1024;

/** Cuts a stream of text into lines. */
export interface Lines {
  write(text: string): void;
  /** Gives what stands after the last line break, when there is any. */
  end(): void;
}

/** `\n`, `\r\n` and a lone `\r`, with which programs redraw a line, all end a line. */
export function lines(emit: (line: string) => void): Lines {
  let rest = "";
  /** The text ended in `\r`: a `\n` that comes next belongs to it. */
  let returned = false;

  const give = (line: string) => {
    let from = 0;
    while (line.length - from > LONGEST_LINE) {
      const cut = from + LONGEST_LINE - (isHighSurrogate(line.charCodeAt(from + LONGEST_LINE - 1)) ? 1 : 0);
      emit(line.slice(from, cut));
      from = cut;
    }
    emit(from === 0 ? line : line.slice(from));
  };
  const write = (chunk: string) => {
    let text = returned && chunk.startsWith("\n") ? chunk.slice(1) : chunk;
    if (chunk !== "") returned = chunk.endsWith("\r");
    if (text.includes("\r")) text = text.replace(/\r\n?/g, "\n");
    let from = 0;
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", from)) {
      give(rest === "" ? text.slice(from, at) : rest + text.slice(from, at));
      rest = "";
      from = at + 1;
    }
    rest += from === 0 ? text : text.slice(from);
    while (rest.length > LONGEST_LINE) {
      const cut = LONGEST_LINE - (isHighSurrogate(rest.charCodeAt(LONGEST_LINE - 1)) ? 1 : 0);
      emit(rest.slice(0, cut));
      rest = rest.slice(cut);
    }
  };
  const end = () => {
    if (rest !== "") give(rest);
    rest = "";
    returned = false;
  };
  return { write, end };
}

const isHighSurrogate = (code: number) => (code & 0xfc00) === 0xd800;
