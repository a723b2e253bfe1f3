import type { SwarmService } from "../../graph/model/index.ts";

/** Updates a service and waits for Swarm's own verdict; Swarm rolls back by itself when the new tasks fail. */
export function swarmScript(to: SwarmService): string {
  return `look() { docker service inspect --format "$1" "$SERVICE"; }
verdict() { look '{{with .UpdateStatus}}{{.StartedAt}} {{.State}}{{end}}'; }
before=$(look '{{.Spec.TaskTemplate.ContainerSpec.Image}}')
if [ "$before" = "$IMAGE" ]; then echo "$SERVICE already runs $IMAGE"; exit 0; fi
last=$(verdict)
docker service update --detach --quiet --with-registry-auth --no-resolve-image \\
  --update-order ${to.order} --update-parallelism ${to.parallelism} --update-delay ${to.delay}s \\
  --update-failure-action rollback --image "$IMAGE" "$SERVICE"
waited=0
while [ "$waited" -lt "$DEADLINE" ]; do
  now=$(verdict)
  if [ "$now" != "$last" ]; then
    case $now in
      *" completed")
        test "$(look '{{.Spec.TaskTemplate.ContainerSpec.Image}}')" = "$IMAGE"
        echo "$SERVICE runs $IMAGE"
        exit 0 ;;
      *" rollback_completed" | *" rollback_paused" | *" paused")
        docker service ps --no-trunc --format '{{.Name}} {{.CurrentState}} {{.Error}}' "$SERVICE" || true
        echo "$SERVICE did not become healthy ($now); it runs $(look '{{.Spec.TaskTemplate.ContainerSpec.Image}}')" >&2
        exit 1 ;;
    esac
  fi
  sleep 1
  waited=$((waited + 1))
done
echo "$SERVICE is not healthy after $DEADLINE s: bringing back $before" >&2
docker service rollback "$SERVICE" >&2
exit 1
`;
}
