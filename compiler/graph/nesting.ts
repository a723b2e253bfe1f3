/** Levels of a saved graph. What is nested more deeply was made to end the stack of those that read it. */
export const MOST_LEVELS = 1000;

/** How deeply the lists and objects of a JSON text are nested. */
export function nestingOf(text: string): number {
  let [level, most, isText] = [0, 0, false];
  for (let index = 0; index < text.length; index += 1) {
    const letter = text[index];
    if (isText) {
      if (letter === "\\") index += 1;
      else if (letter === '"') isText = false;
    } else if (letter === '"') isText = true;
    else if (letter === "[" || letter === "{") most = Math.max(most, ++level);
    else if (letter === "]" || letter === "}") level -= 1;
  }
  return most;
}
