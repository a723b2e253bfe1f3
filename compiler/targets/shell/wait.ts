/**
 * Waits until a port of another container answers, with what the job's image has for it: `nc`, or bash.
 *
 * @param host a name, or a variable such as `$host`
 */
export function waitForPort(host: string, port: number, seconds: number): string {
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
