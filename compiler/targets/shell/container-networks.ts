/**
 * How a container's networks are read and changed; after it a script has `$networks`, definitions for jq, and `set_aliases`. As
 * `runtime/delivery/container/networks.ts` has it.
 */
export const NETWORKS = `networks='
  def hex: . as $n | "0123456789abcdef" | .[($n / 16 | floor):($n / 16 | floor) + 1] + .[$n % 16:$n % 16 + 1];
  # The engine makes a MAC address of 02:42 and the IP address, or (28.0) at random with the local bit.
  def chosen_mac: (.MacAddress // "") as $mac | (.IPAddress // "") as $ip
    | ($mac[1:2] | IN("0", "1", "4", "5", "8", "9", "c", "d")) as $global
    | $mac != "" and ($global or ($ip != "" and ($mac | startswith("02:42:"))
        and $mac != "02:42:" + ($ip | split(".") | map(tonumber | hex) | join(":"))));
  def memberships: . as $c | $c.HostConfig.NetworkMode as $mode
    | if $mode | startswith("container:") then [] else [$c.NetworkSettings.Networks // {} | to_entries[]
        | select(.key as $name | ["host", "none"] + (if $mode | IN("default", "bridge") then ["bridge"] else [] end)
            | index($name) | not)
        | {name: .key, network: (if (.value.NetworkID // "") == "" then .key else .value.NetworkID end),
           primary: (.key == $mode or (($mode | test("^[0-9a-f]{12,}$")) and (.value.NetworkID // "" | startswith($mode)))),
           aliases: ((.value.Aliases // []) - [$c.Id[0:12]]),
           named: (.key != "bridge"),
           endpoint: (if .key == "bridge" then {} else .value | (if chosen_mac then {MacAddress} else {} end) as $mac
             | del(.NetworkID, .EndpointID, .Gateway, .IPAddress, .IPPrefixLen, .IPv6Gateway, .GlobalIPv6Address,
                 .GlobalIPv6PrefixLen, .MacAddress, .DNSNames, .Aliases)
             | with_entries(select(.value != null)) + $mac end)}] end;
  # Commands that connect it again, with other aliases: an engine has no other way to change them. The first free address of
  # a network is the one that was left a moment ago, so connections survive.
  def connecting(id; aliases): (["docker network connect"]
    + [(aliases // .aliases // [])[] | @sh "--alias \\(.)"]
    + [.endpoint.DriverOpts // {} | to_entries[] | @sh "--driver-opt \\(.key + "=" + .value)"]
    + [.endpoint.IPAMConfig // {} | (.IPv4Address // empty | @sh "--ip \\(.)"), (.IPv6Address // empty | @sh "--ip6 \\(.)")]
    + [.endpoint.Links // [] | .[] | @sh "--link \\(.)"]
    + (if .endpoint.GwPriority then ["--gw-priority \\(.endpoint.GwPriority)"] else [] end)
    + [@sh "\\(.network) \\(id)"]) | join(" ");
'
# A container between two starts of a restart loop has no network that could be renamed: it is stopped for that.
rename() { docker rename "$1" "$2" 2> /dev/null || { docker stop "$1" > /dev/null && docker rename "$1" "$2"; }; }
# Connects a container to its networks again, with the aliases that a filter gives for each, and under another name. An engine
# that manages a Swarm goes on resolving the name that a container had when it was connected.
reconnect() {
  commands=$(docker container inspect "$1" | jq -r --arg name "\${3:-}" --argjson joins "\${4:-null}" "$networks"'.[0] as $c
    | (if $name != "" and ($c.State.Running and ($c.State.Restarting | not) | not) then [] else [$c | memberships[] | select(.named)] end) as $all
    | ($all[] | @sh "docker network disconnect \\(.network) \\($c.Id)"),
      (select($name != "") | @sh "rename \\($c.Id) \\($name)"),
      ($all[] | connecting($c.Id; '"$2"'))')
  eval "$commands"
}
# Gives the second container the aliases of the first one, in each network where it lacks them.
lend_aliases() {
  commands=$(docker container inspect "$1" "$2" | jq -r --arg except "$3" "$networks"'.[0] as $from | .[1] as $to
    | ($to | memberships) as $has | $from | memberships[] | . as $m
    | ([$has[] | select(.name == $m.name)] | first) as $mine
    | ($m.aliases - [$except] - ($mine.aliases // [])) as $missing
    | select($mine == null or $missing != [])
    | (select($mine != null) | @sh "docker network disconnect \\(.network) \\($to.Id)"),
      ($mine // $m | connecting($to.Id; ($mine.aliases // []) + $missing))')
  eval "$commands"
}
`;
