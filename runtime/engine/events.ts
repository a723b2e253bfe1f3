/** One line of the JSON that the engine streams while it builds, pulls or pushes. */
export interface EngineEvent {
  readonly id?: string;
  readonly stream?: string;
  readonly status?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
  readonly errorDetail?: { readonly message: string; readonly code?: number };
  readonly error?: string;
  readonly aux?: unknown;
}

/** Takes the engine's stream apart. Failures arrive as events: the answer's status is 200 by then. */
export async function* engineEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<EngineEvent> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim()) yield JSON.parse(line) as EngineEvent;
  }
  if (rest.trim()) yield JSON.parse(rest) as EngineEvent;
}

/** The failure that an event tells of. */
export function failureIn(event: EngineEvent): string | undefined {
  return event.errorDetail?.message ?? event.error;
}
