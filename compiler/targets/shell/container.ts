/**
 * Replaces one container and keeps all its settings, through the engine's API: the `docker` command has no way to make a
 * container like another. Takes curl and jq, and ssh for an engine that is reached by it. What it does, in this order: mend what
 * an interrupted deploy has left, pull, read the old container, rename it, make the new one, stop the old, start the new, wait for its health; and back on failure.
 */
export function containerScript(): string {
  return [CONNECT, MEND, 'mend "$CONTAINER"\n', SETTINGS, UNDO, REPLACE, AWAIT].join("");
}

const CONNECT = `work=$(mktemp -d)
tunnel= undo=
finish() {
  code=$?
  if [ -n "$undo" ]; then bring_back; fi
  if [ -n "$tunnel" ]; then kill "$tunnel" || true; fi
  if [ -n "\${REGISTRY:-}" ]; then docker logout "$REGISTRY" || true; fi
  rm -rf "$work"
  exit "$code"
}
trap finish EXIT
trap 'exit 143' TERM INT
engine=\${DOCKER_HOST:-unix:///var/run/docker.sock}
base=http://engine
case $engine in
  unix://*)
    echo "unix-socket = \\"\${engine#unix://}\\"" > "$work/curl" ;;
  ssh://*)
    ssh -nNT -o ExitOnForwardFailure=yes -L "$work/engine:/var/run/docker.sock" "$engine" &
    tunnel=$!
    until [ -S "$work/engine" ]; do kill -0 "$tunnel"; sleep 1; done
    echo "unix-socket = \\"$work/engine\\"" > "$work/curl" ;;
  tcp://*)
    : > "$work/curl"
    base=http://\${engine#tcp://}
    if [ -n "\${DOCKER_TLS_VERIFY:-}" ]; then
      base=https://\${engine#tcp://}
      certificates=\${DOCKER_CERT_PATH:-$HOME/.docker}
      printf '%s = "%s"\\n' cacert "$certificates/ca.pem" cert "$certificates/cert.pem" key "$certificates/key.pem" > "$work/curl"
    fi ;;
esac
api() {
  method=$1 path=$2
  shift 2
  curl --config "$work/curl" --silent --show-error --fail-with-body --request "$method" "$base$path" "$@"
}
`;

/** Undoes or ends a deploy that was cut off: the new container stays where it is healthy, else the old one comes back. */
export const MEND = `mend() {
  kept=$(docker ps --all --format '{{.Names}}' | grep -Ex "$(echo "$1" | sed 's/[.]/[.]/g')-before-[0-9a-f]{8}" | head -n 1 || true)
  if [ -z "$kept" ]; then return 0; fi
  format='{{.State.Running}} {{.State.Restarting}} {{.RestartCount}} {{with .State.Health}}{{.Status}}{{end}}'
  case $(docker inspect --format "$format" "$1" 2> /dev/null || true) in
    "true false 0 " | "true false "*" healthy")
      echo "a deploy of $1 that was interrupted had finished but for the old container, which is removed"
      docker rm --force "$kept" > /dev/null ;;
    *)
      echo "a deploy of $1 that was interrupted is undone: what ran before it runs again"
      docker rm --force "$1" > /dev/null 2>&1 || true
      docker rename "$kept" "$1"
      docker start "$1" > /dev/null ;;
  esac
}
`;

/** What the container was given, without what it took from its old image and from its own id. */
const SETTINGS = `docker image inspect "$IMAGE" > /dev/null 2>&1 || docker pull --quiet "$IMAGE"
api GET "/containers/$CONTAINER/json" > "$work/old.json"
old=$(jq -r .Id "$work/old.json")
name=$(jq -r '.Name | ltrimstr("/")' "$work/old.json")
before=$(jq -r .Config.Image "$work/old.json")
if jq -e '.HostConfig.AutoRemove' "$work/old.json" > /dev/null; then
  echo "$name was started with --rm: it would be gone as soon as it stops" >&2
  exit 1
fi
# A container that is gone before it is looked at is none of them.
guests=$({ docker ps --all --quiet | xargs docker inspect --format '{{.HostConfig.NetworkMode}} {{.Name}}' || true; } | sed -n "s|^container:$old /||p")
if [ -n "$guests" ]; then
  echo "$name cannot be replaced while another container lives in its network: "$guests >&2
  exit 1
fi
api GET "/images/$(jq -r .Image "$work/old.json")/json" > "$work/image.json"
jq --arg image "$IMAGE" --slurpfile images "$work/image.json" '
  . as $old | ($images[0].Config // {}) as $from
  | def given(key): if .[key] == $from[key] then del(.[key]) else . end;
    def added(key): .[key] = ((.[key] // {}) | with_entries(select(.value != ($from[key] // {})[.key])));
  ($old.HostConfig.Mounts // [] | map(.Target)) as $mounted
  | ($old.HostConfig.Binds // [] | map(split(":")[1])) as $bound
  | ($old.NetworkSettings.Networks // {} | map_values({IPAMConfig, Links, DriverOpts,
      Aliases: ((.Aliases // []) - [$old.Id[0:12]])})) as $networks
  | $old.Config
  | .Image = $image
  | .Env = ((.Env // []) - ($from.Env // []))
  | if .Entrypoint == $from.Entrypoint then given("Cmd") else . end
  | given("Entrypoint") | given("WorkingDir") | given("User") | given("Healthcheck") | given("StopSignal") | given("Shell")
  | added("Labels") | added("ExposedPorts") | added("Volumes")
  | if .Hostname == $old.Id[0:12] then del(.Hostname) else . end
  | .HostConfig = ($old.HostConfig | .Binds = ((.Binds // []) + [$old.Mounts[]
      | select(.Type == "volume") | select([.Destination] | inside($mounted + $bound) | not)
      | .Name + ":" + .Destination + (if .RW then "" else ":ro" end)]))
  | ($old.HostConfig.NetworkMode | if . == "default" then "bridge" else . end) as $first
  | .NetworkingConfig.EndpointsConfig = ($networks | with_entries(select(.key == $first)))
  | .further = ($networks | with_entries(select(.key != $first)))
' "$work/old.json" > "$work/new.json"
`;

const UNDO = `bring_back() {
  echo "bringing back $before in $name" >&2
  if [ -n "\${new:-}" ]; then api DELETE "/containers/$new?force=true" || true; fi
  api POST "/containers/$old/rename?name=$name" || true
  api POST "/containers/$old/start"
}
`;

const REPLACE = `undo=yes
api POST "/containers/$old/rename?name=$name-before-\${old%"\${old#????????}"}"
new=$(jq 'del(.further)' "$work/new.json" |
  api POST "/containers/create?name=$name" --header "Content-Type: application/json" --data @- | jq -r .Id)
jq -c --arg id "$new" '.further | to_entries[] | {key, body: {Container: $id, EndpointConfig: .value}}' "$work/new.json" |
  while IFS= read -r network; do
    printf '%s' "$network" | jq -c .body |
      api POST "/networks/$(printf '%s' "$network" | jq -r '.key | @uri')/connect" --header "Content-Type: application/json" --data @-
  done
api POST "/containers/$old/stop"
api POST "/containers/$new/start"
`;

/** Without a health check, a container is taken to be healthy when it has run for five seconds without a restart. */
const AWAIT = `waited=0 steady=0
while [ "$waited" -lt "$DEADLINE" ]; do
  state=$(api GET "/containers/$new/json" | jq -r '
    if .RestartCount > 0 or .State.Restarting or (.State.Running | not) then "down"
    else .State.Health.Status // "running" end')
  case $state in
    running) steady=$((steady + 1)) ;;
    down | unhealthy) break ;;
  esac
  if [ "$state" = healthy ] || [ "$steady" -ge 5 ]; then
    # What runs is what was tested.
    test "$(docker inspect --format '{{.Image}}' "$new")" = "$(docker image inspect --format '{{.Id}}' "$IMAGE")"
    undo=
    api DELETE "/containers/$old"
    echo "$name runs $IMAGE"
    exit 0
  fi
  sleep 1
  waited=$((waited + 1))
done
echo "$name did not become healthy with $IMAGE ($state)" >&2
docker logs --tail 50 "$new" >&2 || true
exit 1
`;
