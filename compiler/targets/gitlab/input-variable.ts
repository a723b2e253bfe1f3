/** The variable that holds an input of a pipeline started by hand. */
export function inputVariable(name: string): string {
  return `INPUT_${name.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`;
}
