import type { KubernetesRollout } from "../../graph/model/index.ts";
import { shellWord } from "./quote.ts";

/** Sets the image of one container and watches the rollout; undoes it when the deadline passes. */
export function kubernetesScript(to: KubernetesRollout): string {
  const context = to.context ? ` --context ${shellWord(to.context)}` : "";
  return `# KUBECONFIG may be the configuration itself, as a secret holds it.
case \${KUBECONFIG:-} in
  *apiVersion*)
    config=$(mktemp)
    trap 'rm -f "$config"' EXIT
    printf '%s\\n' "$KUBECONFIG" > "$config"
    export KUBECONFIG="$config" ;;
esac
k() { kubectl${context} --namespace "$NAMESPACE" "$@"; }
${to.workload === "cronjob" ? CRON_JOB : ROLLOUT}`;
}

/** A cron job has no rollout: the next run takes the image. */
const CRON_JOB = `k set image "$WORKLOAD" "$CONTAINER=$IMAGE"
echo "the next run of $WORKLOAD takes $IMAGE"
`;

const ROLLOUT = `k set image "$WORKLOAD" "$CONTAINER=$IMAGE"
if k rollout status "$WORKLOAD" --timeout "\${DEADLINE}s"; then
  # Somebody else may have set another one meanwhile: that one is not ours to undo.
  running=$(k get "$WORKLOAD" -o "jsonpath={.spec.template.spec.containers[?(@.name=='$CONTAINER')].image}")
  if [ "$running" != "$IMAGE" ]; then
    echo "$WORKLOAD runs $running, which is not the tested $IMAGE" >&2
    exit 1
  fi
  echo "$WORKLOAD runs $IMAGE"
  exit 0
fi
echo "$WORKLOAD is not healthy after $DEADLINE s: undoing the rollout" >&2
k rollout undo "$WORKLOAD" >&2
k rollout status "$WORKLOAD" --timeout "\${DEADLINE}s" >&2
exit 1
`;
