import type { SwarmService } from "../../graph/model/index.ts";

/**
 * Updates a service and waits for Swarm's own verdict; Swarm rolls back by itself when the new tasks fail. A new version supersedes
 * an update that hangs, and goes back to what was there before that one. In the end as many tasks run as should, and go on
 * running for as long as the service is monitored.
 */
export function swarmScript(to: SwarmService): string {
  return `look() { docker service inspect --format "$1" "$SERVICE"; }
verdict() { look '{{with .UpdateStatus}}{{.StartedAt}} {{.State}}{{end}}'; }
image() { look '{{.Spec.TaskTemplate.ContainerSpec.Image}}'; }
reasons() { docker service ps --no-trunc --format '{{.Name}} {{.CurrentState}} {{.Error}}' "$SERVICE" >&2 || true; }
# Tasks that run, a slash, and tasks that should.
tasks() {
  counts=$(docker service ls --filter "id=$id" --format '{{.Replicas}}')
  echo "\${counts%% *}"
}
id=$(look '{{.ID}}')
case $(look '{{with .Spec.Mode}}{{if .ReplicatedJob}}job{{else if .GlobalJob}}job{{end}}{{end}}') in
  job)
    echo "cannot deploy to $SERVICE: it is a job, whose tasks run once" >&2
    exit 1 ;;
esac
monitor=$(look '{{with .Spec.UpdateConfig}}{{json .Monitor}}{{end}}')
monitor=$(((\${monitor:-0} + 999999999) / 1000000000))
if [ "$monitor" -lt 5 ]; then monitor=5; fi
waited=0
# All tasks run, the same ones for as long as the service is monitored.
settle() {
  calm=0 last=
  limit=$((waited + 2 * monitor + 1))
  if [ "$limit" -lt "$DEADLINE" ]; then limit=$DEADLINE; fi
  while [ "$calm" -lt "$monitor" ]; do
    counts=$(tasks)
    now=$(docker service ps --format '{{.ID}} {{.CurrentState}}' "$SERVICE" | cut -d ' ' -f 1,2)
    if [ "\${counts%/*}" = "\${counts#*/}" ] && [ "$now" = "$last" ]; then calm=$((calm + 1)); else calm=0; fi
    last=$now
    if [ "$counts" = 0/0 ]; then return 0; fi
    if [ "$waited" -ge "$limit" ]; then return 1; fi
    sleep 1
    waited=$((waited + 1))
  done
}
succeed() {
  test "$(image)" = "$IMAGE"
  counts=$(tasks)
  case $counts in
    */0) echo "$SERVICE has $IMAGE and no tasks: nothing runs, and nothing was proved" ;;
    *) echo "$SERVICE runs $IMAGE in \${counts%/*} tasks" ;;
  esac
  exit 0
}
before=$(image)
if [ "$before" = "$IMAGE" ]; then
  echo "$SERVICE already runs $IMAGE"
  if settle; then succeed; fi
  echo "$SERVICE has $IMAGE, and $(tasks) tasks run" >&2
  reasons
  exit 1
fi
# While an update is under way or has stopped in its middle, what was before it is what to go back to.
good=$before
case $(look '{{with .UpdateStatus}}{{.State}}{{end}}') in
  updating | paused)
    good=$(look '{{with .PreviousSpec}}{{.TaskTemplate.ContainerSpec.Image}}{{end}}')
    good=\${good:-$before}
    echo "an earlier update of $SERVICE has not ended: this one supersedes it" ;;
esac
bring_back() {
  echo "bringing back $good" >&2
  if [ "$(look '{{with .PreviousSpec}}{{.TaskTemplate.ContainerSpec.Image}}{{end}}')" = "$good" ]; then
    docker service rollback "$SERVICE" >&2
  else
    docker service update --detach=false --quiet --with-registry-auth --no-resolve-image --image "$good" "$SERVICE" >&2
  fi
}
order=${to.order}
# A port of the nodes themselves is free for the new task when the old one has stopped.
case $(look '{{with .Spec.EndpointSpec}}{{range .Ports}}{{.PublishMode}} {{end}}{{end}}') in *host*) order=stop-first ;; esac
last=$(verdict)
docker service update --detach --quiet --with-registry-auth --no-resolve-image \\
  --update-order "$order" --update-parallelism ${to.parallelism} --update-delay ${to.delay}s \\
  --update-failure-action rollback --update-max-failure-ratio 0 --image "$IMAGE" "$SERVICE"
case $(tasks) in */0) succeed ;; esac
while [ "$waited" -lt "$DEADLINE" ]; do
  now=$(verdict)
  if [ "$now" != "$last" ]; then
    case $now in
      *" completed")
        if settle; then succeed; fi
        echo "$SERVICE did not stay healthy: $(tasks) tasks run" >&2
        reasons
        bring_back
        exit 1 ;;
      *" rollback_completed" | *" rollback_paused" | *" paused")
        reasons
        echo "$SERVICE did not become healthy ($now)" >&2
        if [ "$(image)" != "$good" ]; then bring_back; fi
        echo "$SERVICE runs $(image)" >&2
        exit 1 ;;
    esac
  fi
  sleep 1
  waited=$((waited + 1))
done
echo "$SERVICE is not healthy after $DEADLINE s" >&2
reasons
bring_back
exit 1
`;
}
