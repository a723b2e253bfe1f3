/** Refuses, before anything is changed, what cannot be replaced: a container that others use something of, or that was started with `--rm`. */
export const REFUSE = `refuse_irreplaceable() {
  if docker container inspect "$1" | jq -e '.[0].HostConfig.AutoRemove' > /dev/null; then
    echo "$1 was started with --rm: it would be gone as soon as it stops" >&2
    return 1
  fi
  docker container inspect "$1" > "$work/host.json"
  # A container that is gone before it is looked at is none of them.
  guests=$({ docker ps --all --quiet --no-trunc | xargs docker container inspect 2> /dev/null || true; } | jq -r --slurpfile hosts "$work/host.json" '
    $hosts[0][0] as $host
    | def settled: ltrimstr("/") | sub("-waybill-(next|previous)$"; "");
      def is_host: . as $ref | $ref == ($host.Name | ltrimstr("/")) or (($ref | length) >= 12 and ($host.Id | startswith($ref)));
      def joins: (. // "") | startswith("container:") and (ltrimstr("container:") | is_host);
    .[] | select((.Name | settled) != ($host.Name | settled))
    | (.HostConfig | if .NetworkMode | joins then "its network"
        elif .PidMode | joins then "its processes (--pid)"
        elif .IpcMode | joins then "its shared memory (--ipc)"
        elif any(.Links // [] | .[]; split(":")[0] | ltrimstr("/") | is_host) then "its address (--link)"
        elif any(.VolumesFrom // [] | .[]; sub(":(ro|rw|z|Z|,)*$"; "") | is_host) then "its volumes (--volumes-from)"
        else empty end) as $uses
    | "\\(.Name | ltrimstr("/")) uses \\($uses)"')
  if [ -n "$guests" ]; then
    echo "$1 cannot be replaced while another container uses something of it: $guests" >&2
    return 1
  fi
}
`;
