/** An instruction of a Dockerfile. */
export interface Instruction {
  /** Of its first line, from 1. */
  readonly line: number;
  /** In capitals. */
  readonly keyword: string;
  /** The whole instruction on one line. */
  readonly text: string;
}

export interface Stage {
  /** Given by `AS`, in small letters. */
  readonly name?: string;
  readonly instructions: readonly Instruction[];
}

/** Takes a Dockerfile apart as far as is needed to find the line of a step: stages and instructions, continued lines joined. */
export function readStages(source: string): readonly Stage[] {
  const stages: { name?: string; instructions: Instruction[] }[] = [];
  for (const instruction of instructions(source)) {
    if (instruction.keyword === "FROM") {
      const name = /\sAS\s+(\S+)$/i.exec(instruction.text)?.[1]?.toLowerCase();
      stages.push({ ...(name && { name }), instructions: [] });
    }
    stages.at(-1)?.instructions.push(instruction);
  }
  return stages;
}

function instructions(source: string): readonly Instruction[] {
  const lines = source.split(/\r?\n/);
  const directive = /^#\s*escape\s*=\s*(.)/im.exec(lines.slice(0, 3).join("\n"))?.[1];
  const continued = directive === "`" ? /`\s*$/ : /\\\s*$/;
  const found: Instruction[] = [];
  for (let index = 0; index < lines.length; index++) {
    const first = index;
    if (/^\s*(#|$)/.test(lines[index] as string)) continue;
    const parts: string[] = [];
    for (; index < lines.length; index++) {
      const line = lines[index] as string;
      if (/^\s*#/.test(line) || (parts.length && !line.trim())) continue;
      parts.push(line.replace(continued, "").trim());
      if (!continued.test(line)) break;
    }
    index = Math.max(index, first);
    const text = parts.join(" ").replace(/\s+/g, " ").trim();
    found.push({ line: first + 1, keyword: (text.split(" ", 1)[0] as string).toUpperCase(), text });
    // The lines of a here-document belong to its instruction.
    const ends = [...text.matchAll(/<<-?["']?(\w+)["']?/g)].map(([, word]) => word);
    for (const end of /^(RUN|COPY|ADD)$/i.test(found.at(-1)?.keyword ?? "") ? ends : []) {
      while (++index < lines.length && lines[index]?.trim() !== end);
    }
  }
  return found;
}

/** Instructions that the builder numbers as steps. */
const NUMBERED = new Set(["ADD", "COPY", "RUN", "WORKDIR"]);

/**
 * The line of a step by the builder's name for it, such as `[build 3/5] RUN npm ci`.
 * Where the text was changed by variables, the step's number finds it.
 */
export function lineOfStep(source: string, step: string): number | undefined {
  const stages = readStages(source);
  const parts = /^\[(?:(?:[^\s\]]+ )*?(\S+) )?(\d+)\/\d+\] (.*)$/s.exec(step);
  if (!parts) return lineOfImage(stages, step);
  const [, name, number, text = ""] = parts;
  const index = /^stage-(\d+)$/.exec(name ?? "")?.[1];
  const named = stages.filter((stage, place) => stage.name === name?.toLowerCase() || String(place) === index);
  const candidates = named.length ? named : stages.slice(-1);
  const wanted = text.replace(/\s+/g, " ").trim();
  for (const stage of named.length ? named : stages) {
    const same = stage.instructions.find((one) => one.text.replace(/^\S+/, (word) => word.toUpperCase()) === wanted);
    if (same) return same.line;
  }
  const [stage] = candidates;
  if (!stage) return undefined;
  const steps = stage.instructions.filter((one) => NUMBERED.has(one.keyword));
  const ownBase = !stages.some((other) => other.name && other.name === baseOf(stage)) && baseOf(stage) !== "scratch";
  const place = Number(number) - (ownBase ? 2 : 1);
  return (place < 0 ? stage.instructions[0] : steps[place])?.line;
}

function baseOf(stage: Stage): string | undefined {
  return /^FROM\s+(?:--\S+\s+)*(\S+)/i.exec(stage.instructions[0]?.text ?? "")?.[1]?.toLowerCase();
}

/** `[internal] load metadata for docker.io/library/node:20`: the `FROM` that names the image. */
function lineOfImage(stages: readonly Stage[], step: string): number | undefined {
  const image = /load metadata for (\S+)/.exec(step)?.[1];
  if (!image) return undefined;
  const same = (base = "") => base !== "" && (image === base || image.startsWith(`${base}:`) || ends(image, base));
  return stages.find((stage) => same(baseOf(stage)))?.instructions[0]?.line;
}

function ends(image: string, base: string): boolean {
  return image.endsWith(`/${base}`) || image.endsWith(`/${base}:latest`);
}
