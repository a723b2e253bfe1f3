import { containerScript } from "./container.ts";
import { REFUSE } from "./container-guests.ts";
import { MEND } from "./deploy-recovery.ts";
import { shellText } from "./quote.ts";

/**
 * Replaces the containers of one service of a compose project, one after the other, each by the script for one container; when
 * one fails, those before it get back the image and the settings that they had. Compose's own labels tell which they are, so that neither its
 * file nor its command is needed.
 */
export function composeScript(): string {
  return `replace=${shellText(`set -eu\n${containerScript()}`)}
${MEND}${REFUSE}# Compose's own runs of a single command are no part of the service; what an interrupted deploy has left goes by other names.
names=$(docker ps --all --format '{{.Names}} {{.Label "com.docker.compose.oneoff"}}' \\
  --filter "label=com.docker.compose.project=$PROJECT" --filter "label=com.docker.compose.service=$SERVICE" |
  sed -n 's/ False$//p' | sed -E 's/-waybill-(next|previous)$//' | sort -u)
if [ -z "$names" ]; then
  echo "there is no container of the service $SERVICE in the compose project $PROJECT" >&2
  exit 1
fi
for one in $names; do mend "$one"; done
# By its name where that still means the same image, else by its id.
image_of() {
  id=$(docker inspect --format '{{.Image}}' "$1")
  name=$(docker inspect --format '{{.Config.Image}}' "$1")
  if [ "$(docker image inspect --format '{{.Id}}' "$name" 2> /dev/null)" = "$id" ]; then echo "$name"; else echo "$id"; fi
}
# What each was before it was replaced.
work=$(mktemp -d)
trap 'rm -rf "$work"; if [ -n "\${REGISTRY:-}" ]; then docker logout "$REGISTRY"; fi' EXIT
for one in $names; do refuse_irreplaceable "$one"; done
updated=
for one in $names; do
  docker container inspect --format '{{json .}}' "$one" > "$work/$one"
  before=$(image_of "$one")
  if ! REGISTRY='' CONTAINER=$one sh -c "$replace"; then
    for pair in $updated; do
      echo "bringing back \${pair#*=} in \${pair%%=*}" >&2
      REGISTRY='' CONTAINER=\${pair%%=*} IMAGE=\${pair#*=} WAYBILL_LIKE=$work/\${pair%%=*} sh -c "$replace" >&2 ||
        echo "\${pair%%=*} could not be brought back: look after it now" >&2
    done
    exit 1
  fi
  updated="$one=$before $updated"
done
`;
}
