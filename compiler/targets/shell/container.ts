import { REFUSE } from "./container-guests.ts";
import { MEND } from "./deploy-recovery.ts";

/**
 * Replaces one container and keeps all its settings, through the engine's API: the `docker` command has no way to make a
 * container like another. Takes curl and jq, and ssh for an engine that is reached by it. What it does, in the order of
 * `waybill run`: mend what an interrupted deploy has left, pull, read the old container, make the new one, start it beside the
 * old one or, where both cannot run at once, in its place, wait for its health; and back on failure. Cut off between any two of
 * these, it leaves either of them running.
 */
export function containerScript(): string {
  return [CONNECT, MEND, REFUSE, 'mend "$CONTAINER"\n', SETTINGS, AWAIT, REPLACE].join("");
}

const CONNECT = `work=$(mktemp -d)
tunnel= undo=
finish() {
  code=$?
  if [ -n "$undo" ]; then
    echo "bringing back $before in $name" >&2
    bring_back "$name"
    tell_state || true
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
refuse_irreplaceable "$name"
running=$(jq -r .State.Running "$work/old.json")
restarting=$(jq -r .State.Restarting "$work/old.json")
if [ "$running" = false ]; then echo "$name is stopped: it is started with $IMAGE"; fi
# What has a port or an address to itself is alone, and has its aliases from the beginning; others get them when they are healthy.
alone=false
if excludes_itself "$old"; then alone=true; fi
like=\${WAYBILL_LIKE:-$work/old.json}
api GET "/images/$(jq -r .Image "$like")/json" > "$work/image.json"
jq --arg image "$IMAGE" --arg name "$name" --arg holder "$old" --argjson alone "$alone" --slurpfile images "$work/image.json" "$networks"'
  . as $old | ($images[0].Config // {}) as $from
  | def given(key): if .[key] == $from[key] then del(.[key]) else . end;
    def added(key): .[key] = ((.[key] // {}) | with_entries(select(.value != ($from[key] // {})[.key])));
  (($old.HostConfig.Mounts // []) | map(select(.Type != "volume" or (.Source // "") != ""))) as $mounts
  | [$mounts[].Target, (($old.HostConfig.Binds // [])[] | split(":")[1]), (($old.HostConfig.Tmpfs // {}) | keys[])] as $named
  | ($old.HostConfig.NetworkMode | . == "host" or startswith("container:")) as $shared
  | ($old | memberships) as $memberships
  | $old.Config
  | .Image = $image
  | .Env = ((.Env // []) - ($from.Env // []))
  | if .Entrypoint == $from.Entrypoint then given("Cmd") else . end
  | given("Entrypoint") | given("WorkingDir") | given("User") | given("StopSignal") | given("Shell")
  | added("Labels") | added("ExposedPorts") | added("Volumes")
  | added("Healthcheck") | if .Healthcheck == {} then del(.Healthcheck) else . end
  | .ExposedPorts += ($old.HostConfig.PortBindings // {} | map_values({}))
  | if .Hostname == $old.Id[0:12] or $shared then del(.Hostname) else . end
  | .HostConfig = ($old.HostConfig
    | .Mounts = $mounts
    | if .Links then .Links |= map(split(":") | (.[0] | ltrimstr("/")) + ":" + (.[1] | split("/") | last)) else . end
    # Volumes without a name stay without one, and what another container has lent stays as well.
    | .VolumesFrom = (if any($old.Mounts[] | select(.Type == "volume" or .Type == "bind"); .Destination | IN($named[]) | not)
        then [$holder] else [] end))
  | def settings: .endpoint + {Aliases: (if $alone then .aliases else [] end)};
  .NetworkingConfig.EndpointsConfig = ([$memberships[] | select(.primary) | {key: .name, value: settings}] | from_entries)
  | .further = [$memberships[] | select(.primary | not) | {network, endpoint: settings}]
  | .joins = ([$memberships[] | select(.named) | {key: .name, value: ((.aliases + [$name]) | unique)}] | from_entries)
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

const REPLACE = `tell_state() {
  state=$(docker container inspect --format '{{if .State.Restarting}}restarts in a loop{{else if .State.Running}}runs{{else}}does not run{{end}}' "$name")
  echo "$name $state with $before" >&2
}
undo=yes
new=$(jq 'del(.further, .joins)' "$work/new.json" |
  api POST "/containers/create?name=$name-waybill-next" --header "Content-Type: application/json" --data @- | jq -r .Id)
jq -c --arg id "$new" '.further[] | {network, body: {Container: $id, EndpointConfig: .endpoint}}' "$work/new.json" |
  while IFS= read -r network; do
    printf '%s' "$network" | jq -c .body |
      api POST "/networks/$(printf '%s' "$network" | jq -r '.network | @uri')/connect" --header "Content-Type: application/json" --data @-
  done
swap_names() {
  reconnect "$old" "$1" "$name-waybill-previous"
  docker rename "$new" "$name"
}
join() { reconnect "$new" '$joins[.name]' "" "$(jq -c .joins "$work/new.json")"; }
if [ "$alone" = true ] || [ "$restarting" = true ] || [ "\${ORDER:-}" = stop-first ]; then
  # If the machine fails between stopping the one and starting the other, the engine starts the old one again.
  if [ "$restarting" = true ]; then
    docker stop "$old" > /dev/null
  elif [ "$running" = true ]; then
    docker update --restart always "$old" > /dev/null
  fi
  swap_names .aliases
  docker stop "$old" > /dev/null
  docker start "$new" > /dev/null
  prove_healthy
  if [ "$alone" = false ]; then join; fi
else
  docker start "$new" > /dev/null
  prove_healthy
  join
  swap_names '[]'
  # Nobody is sent to the old one any more; who asked for its address just before is still served.
  if [ "$(jq '.joins | length' "$work/new.json")" -gt 0 ]; then sleep 1; fi
  is_healthy "$new"
  docker stop "$old" > /dev/null
fi
undo=
docker rm --force "$old" > /dev/null
echo "$name runs $IMAGE"
`;
