import { NETWORKS } from "./container-networks.ts";

/**
 * Functions that bring a container back from wherever its replacement has stopped. The new one and the old one go by the names
 * that `waybill run` gives them, so that either mends what the other has left.
 */
export const MEND = `${NETWORKS}# One that is being removed is waited for.
there() {
  while state=$(docker container inspect --format '{{.State.Status}}' "$1" 2> /dev/null); do
    if [ "$state" != removing ]; then return 0; fi
    sleep 1
  done
  return 1
}
is_healthy() {
  format='{{.State.Running}} {{.State.Restarting}} {{.RestartCount}} {{with .State.Health}}{{.Status}}{{end}}'
  case $(docker container inspect --format "$format" "$1" 2> /dev/null || true) in
    "true false 0 " | "true false "*" healthy") ;;
    *) return 1 ;;
  esac
}
# Two of its settings cannot run at the same time: of a fixed port, address or network.
excludes_itself() {
  docker container inspect "$1" | jq -e "$networks"'.[0]
    | (.HostConfig.NetworkMode | . == "host" or startswith("container:"))
      or (.Config.MacAddress // "") != ""
      or any(.HostConfig.PortBindings // {} | .[] // [] | .[]; (.HostPort // "") | . != "" and . != "0")
      or any(.NetworkSettings.Networks // {} | .[]; (.IPAMConfig.IPv4Address // "") + (.IPAMConfig.IPv6Address // "") != "" or chosen_mac)
  ' > /dev/null
}
# Gives the old container its name, its restart policy and its work back.
bring_back() (
  old=$1 new=$1-waybill-next
  if there "$1-waybill-previous"; then
    old=$1-waybill-previous
    if there "$1"; then new=$1; fi
  fi
  if there "$old" && there "$new"; then
    runs='{{.State.Running}} {{.HostConfig.RestartPolicy.Name}}'
    states=$(docker container inspect --format "$runs" "$old" "$new")
    # The new one has the restart policy that the old one had before it was protected.
    policy=$(docker container inspect --format '{{with .HostConfig.RestartPolicy}}{{.Name}}{{if .MaximumRetryCount}}:{{.MaximumRetryCount}}{{end}}{{end}}' "$new")
    if excludes_itself "$old"; then docker stop "$new" > /dev/null; fi
    lend_aliases "$new" "$old" "$1"
    case $states in *true* | "false always"*) docker start "$old" > /dev/null ;; esac
    docker update --restart "\${policy:-no}" "$old" > /dev/null
  fi
  for one in "$new" "$1-waybill-next"; do docker rm --force "$one" > /dev/null 2>&1 || true; done
  if [ "$old" != "$1" ]; then reconnect "$old" .aliases "$1"; fi
)
# Undoes or ends a deploy that was cut off: the new container stays where it has the name and is healthy.
mend() {
  if there "$1-waybill-previous" && is_healthy "$1"; then
    echo "a deploy of $1 that was interrupted had finished but for the old container, which is removed"
    docker rm --force "$1-waybill-previous" > /dev/null
  elif there "$1-waybill-previous" || there "$1-waybill-next"; then
    echo "a deploy of $1 that was interrupted is undone: what ran before it runs again"
    bring_back "$1"
  fi
}
`;
