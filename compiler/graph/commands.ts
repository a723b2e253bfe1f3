import type { Command, CommandDestination } from "./model/index.ts";

/** The commands of a destination, each with its part, in the order in which they may run first. */
export function commandsOf({
  readBack,
  run,
  rollback,
}: Pick<CommandDestination, "run" | "readBack" | "rollback">): readonly {
  readonly role: "readBack" | "run" | "rollback";
  readonly command: Command;
}[] {
  return [
    ...(readBack ? [{ role: "readBack", command: readBack } as const] : []),
    { role: "run", command: run },
    ...(rollback ? [{ role: "rollback", command: rollback } as const] : []),
  ];
}
