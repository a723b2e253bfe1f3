import { MEND } from "./deploy-recovery.ts";

/**
 * Replaces one container and keeps all its settings, through the engine's API: the `docker` command has no way to make a
 * container like another. Takes curl and jq, and ssh for an engine that is reached by it. What it does, in the order of
 * `waybill run`: mend what an interrupted deploy has left, pull, read the old container, make the new one, start it beside the
 * old one or, where both cannot run at once, in its place, wait for its health; and back on failure. Cut off between any two of
 * these, it leaves either of them running.
 */
export function containerScript(): string {
  return [CONNECT, MEND, 'mend "$CONTAINER"\n', SETTINGS, AWAIT, REPLACE].join("");
}

const CONNECT = `work=$(mktemp -d)
tunnel= undo=
finish() {
  code=$?
  if [ -n "$undo" ]; then
    echo "bringing back $before in $name" >&2
    bring_back "$name"
  fi
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

/** What the container was given (or the one that `$WAYBILL_LIKE` describes), without what it took from its old image and from its own id. */
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
like=\${WAYBILL_LIKE:-$work/old.json}
api GET "/images/$(jq -r .Image "$like")/json" > "$work/image.json"
jq --arg image "$IMAGE" --slurpfile images "$work/image.json" '
  . as $old | ($images[0].Config // {}) as $from
  | def given(key): if .[key] == $from[key] then del(.[key]) else . end;
    def added(key): .[key] = ((.[key] // {}) | with_entries(select(.value != ($from[key] // {})[.key])));
  [($old.HostConfig.Mounts // [])[].Target, (($old.HostConfig.Binds // [])[] | split(":")[1])] as $named
  | ($old.Mounts | map(select(.Type == "volume") | {key: .Destination, value: .Name}) | from_entries) as $volumes
  | ($old.HostConfig.NetworkMode | . == "host" or startswith("container:")) as $shared
  | ($old.NetworkSettings.Networks // {} | map_values({IPAMConfig, Links, DriverOpts,
      Aliases: ((.Aliases // []) - [$old.Id[0:12]])})) as $networks
  | $old.Config
  | .Image = $image
  | .Env = ((.Env // []) - ($from.Env // []))
  | if .Entrypoint == $from.Entrypoint then given("Cmd") else . end
  | given("Entrypoint") | given("WorkingDir") | given("User") | given("Healthcheck") | given("StopSignal") | given("Shell")
  | added("Labels") | added("ExposedPorts") | added("Volumes")
  | .ExposedPorts += ($old.HostConfig.PortBindings // {} | map_values({}))
  | if .Hostname == $old.Id[0:12] or $shared then del(.Hostname) else . end
  | .HostConfig = ($old.HostConfig
    | .Mounts = ((.Mounts // []) | map(if .Type == "volume" and (.Source // "") == "" then .Source = $volumes[.Target] else . end))
    | if .Links then .Links |= map(split(":") | (.[0] | ltrimstr("/")) + ":" + (.[1] | split("/") | last)) else . end
    | .VolumesFrom = []
    | .Binds = ((.Binds // []) + [$old.Mounts[]
      | select(.Type == "volume" or .Type == "bind") | select(.Destination | IN($named[]) | not)
      | (if .Type == "bind" then .Source else .Name end) + ":" + .Destination + (if .RW then "" else ":ro" end)]))
  | ($old.HostConfig.NetworkMode | if . == "default" then "bridge" else . end) as $first
  | .NetworkingConfig.EndpointsConfig = ($networks | with_entries(select(.key == $first)))
  | .further = ($networks | with_entries(select(.key != $first)))
' "$like" > "$work/new.json"
`;

/** Without a health check, a container is taken to be healthy when it has run for five seconds without a restart. */
const AWAIT = `prove_healthy() {
  waited=0 steady=0 state=late
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
      return 0
    fi
    sleep 1
    waited=$((waited + 1))
  done
  echo "$name did not become healthy with $IMAGE ($state)" >&2
  docker logs --tail 50 "$new" >&2 || true
  exit 1
}
`;

const REPLACE = `undo=yes
new=$(jq 'del(.further)' "$work/new.json" |
  api POST "/containers/create?name=$name-waybill-next" --header "Content-Type: application/json" --data @- | jq -r .Id)
jq -c --arg id "$new" '.further | to_entries[] | {key, body: {Container: $id, EndpointConfig: .value}}' "$work/new.json" |
  while IFS= read -r network; do
    printf '%s' "$network" | jq -c .body |
      api POST "/networks/$(printf '%s' "$network" | jq -r '.key | @uri')/connect" --header "Content-Type: application/json" --data @-
  done
swap_names() {
  docker rename "$old" "$name-waybill-previous"
  docker rename "$new" "$name"
}
if excludes_itself "$old"; then
  # If the machine fails between stopping the one and starting the other, the engine starts the old one again.
  if [ "$(docker inspect --format '{{.State.Running}}' "$old")" = true ]; then docker update --restart always "$old" > /dev/null; fi
  swap_names
  docker stop "$old" > /dev/null
  docker start "$new" > /dev/null
  prove_healthy
else
  docker start "$new" > /dev/null
  prove_healthy
  swap_names
  docker stop "$old" > /dev/null
fi
undo=
docker rm --force "$old" > /dev/null
echo "$name runs $IMAGE"
`;
