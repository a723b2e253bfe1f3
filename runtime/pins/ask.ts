/** Asks a server; `fetch`, but for tests of what the network answers. */
export type Ask = (url: string, init?: RequestInit) => Promise<Response>;

/** Why something could not be looked up. */
export class PinError extends Error {
  override readonly name = "PinError";
}

/** Milliseconds a server has for an answer. */
const PATIENCE = 30_000;

/**
 * An answer, whatever its status.
 *
 * @throws {PinError} when there is none
 */
export async function answer(ask: Ask, url: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await ask(url, { ...init, signal: AbortSignal.timeout(PATIENCE) });
  } catch (error) {
    const { cause, message } = error as Error;
    throw new PinError(`${new URL(url).host} does not answer: ${cause instanceof Error ? cause.message : message}`);
  }
}

/** An answer that is what was asked for. */
export async function get(ask: Ask, url: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  return expected(await answer(ask, url, { headers }), url);
}

export function expected(response: Response, url: string): Response {
  if (response.ok) return response;
  const { host } = new URL(url);
  if (response.status === 404 || response.status === 422) throw new PinError(`${host} knows no such thing`);
  if (response.status === 401) throw new PinError(`${host} requires a login`);
  if (response.status === 403 || response.status === 429)
    throw new PinError(`${host} refuses to answer now or to this login (${response.status})`);
  throw new PinError(`${host} answers ${response.status} ${response.statusText}`.trimEnd());
}
