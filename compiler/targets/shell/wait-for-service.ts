import type { Service } from "../../graph/model/index.ts";
import { shellWord } from "./quote.ts";

/**
 * Waits for a service as one sees it from outside; undefined where that is no matter of asking it.
 *
 * @param host a name, or a variable such as `$host`
 */
export function waitFor({ ready }: Service, host: string): string | undefined {
  if (ready?.kind === "tcp") return waitForPort(host, ready.port, ready.timeout);
  if (ready?.kind === "http") return waitForAnswer(host, ready, ready.timeout);
  return undefined;
}

/** Waits until a port of another container answers, with what the job's image has for it: `nc`, or bash. */
function waitForPort(host: string, port: number, seconds: number): string {
  return `# Waits ${seconds} s at most for ${host}:${port}.
command -v nc > /dev/null || command -v bash > /dev/null || { echo "waiting for a port takes nc or bash" >&2; exit 1; }
tries=0
until nc -z "${host}" ${port} 2> /dev/null || bash -c ': < "/dev/tcp/$0/$1"' "${host}" ${port} 2> /dev/null; do
  tries=$((tries + 1))
  if [ "$tries" -ge ${seconds} ]; then echo "${host}:${port} has not answered in ${seconds} s" >&2; exit 1; fi
  sleep 1
done
`;
}

/** Waits until a request is answered with a status from 200 to 399, with what the image has: `curl`, bash or `nc`. */
function waitForAnswer(host: string, to: { readonly port: number; readonly path: string }, seconds: number): string {
  const words = `"${host}" ${to.port} ${shellWord(to.path)}`;
  return `# Waits ${seconds} s at most for an answer of ${host}:${to.port} to GET ${to.path}.
${ANSWERS}tries=0
until answers ${words}; do
  tries=$((tries + 1))
  if [ "$tries" -ge ${seconds} ]; then echo "${host}:${to.port} has not answered well in ${seconds} s (\${status:-no answer})" >&2; exit 1; fi
  sleep 1
done
`;
}

const ANSWERS = `command -v curl > /dev/null || command -v bash > /dev/null || command -v nc > /dev/null ||
  { echo "waiting for an answer takes curl, bash or nc" >&2; exit 1; }
request() { printf 'GET %s HTTP/1.0\\r\\nHost: %s\\r\\nConnection: close\\r\\n\\r\\n' "$3" "$1"; }
ask() {
  if command -v curl > /dev/null; then curl -s -o /dev/null --max-time 5 -w 'HTTP %{http_code}' "http://$1:$2$3"
  elif command -v bash > /dev/null; then
    request "$@" | timeout 5 bash -c 'exec 3<> "/dev/tcp/$0/$1" && cat >&3 && head -n 1 <&3' "$1" "$2"
  else request "$@" | timeout 5 nc "$1" "$2" | head -n 1; fi
}
answers() {
  status=$(ask "$@" 2> /dev/null | tr -d '\\r') || true
  case $status in HTTP*" "[23][0-9][0-9]*) ;; *) return 1 ;; esac
}
`;
