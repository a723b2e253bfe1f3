import type { Command, CommandDestination } from "../../graph/model/index.ts";
import { shellWord } from "./quote.ts";
import { stepProcess, stepScript } from "./step.ts";

/**
 * Runs the commands of a destination: asks what runs, ships, asks until the image that shipped is told, and brings back what
 * ran before when that fails. Reads `WAYBILL_IMAGE` and what the commands themselves read. Takes a shell and the tools of any
 * system: date, sed, sleep, tail and timeout.
 */
export function commandScript(to: CommandDestination): string {
  return [head(to), to.readBack ? watched(to, to.readBack) : `ship\necho "$target was given $WAYBILL_IMAGE"\n`].join(
    "",
  );
}

const head = (to: CommandDestination) => `target=${shellWord(to.name)}
if ! printf '%s\\n' "$WAYBILL_IMAGE" | grep -Eqx '[^@ ]+@sha256:[0-9a-f]{64}'; then
  echo "not an image by its digest: $WAYBILL_IMAGE" >&2
  exit 1
fi
${process("ship", to.run, to)}`;

/** A process of its own, with the deadline for its time limit. */
function process(name: string, { run, workingDirectory }: Command, { shell, deadline }: CommandDestination): string {
  const enter = workingDirectory ? `cd ${shellWord(`./${workingDirectory}`)}\n` : "";
  const text = stepProcess(`${enter}${stepScript(run, shell)}`, { shell });
  return `${name}() {\n  timeout ${deadline} ${text}\n}\n`;
}

function watched(to: CommandDestination, readBack: Command): string {
  return [
    process("read_back", readBack, to),
    RUNNING,
    `in_time() {
  ends=$(($(date +%s) + ${to.deadline}))
  "$1" || return 1
  until running && [ "\${found##*@}" = "\${2##*@}" ]; do
    if [ "$(date +%s)" -ge "$ends" ]; then
      echo "$target runs \${found:-nothing that is known} after ${to.deadline} s" >&2
      return 1
    fi
    sleep 1
  done
}
`,
    ...(to.rollback ? [process("roll_back", to.rollback, to), UNDO] : [NO_UNDO]),
    SHIP,
  ].join("");
}

/** Repositories, registries with their ports, and digests are of these characters. */
const RUNNING = `# Leaves in $found the last image by digest that read_back prints.
running() {
  found=
  said=$(read_back) || return 1
  found=$(printf '%s\\n' "$said" |
    sed -n 's/^\\(.*[^A-Za-z0-9._:/@-]\\)\\{0,1\\}\\([A-Za-z0-9._:/@-]*sha256:[0-9a-f]\\{64\\}\\).*$/\\2/p' | tail -n 1)
  case $found in
    "" | *@*) ;;
    *) found=\${WAYBILL_IMAGE%@*}@$found ;;
  esac
}
`;

const UNDO = `finish() {
  code=$?
  trap - EXIT
  if [ -n "$undo" ] && [ -n "$WAYBILL_PREVIOUS" ]; then
    echo "$target: bringing back $WAYBILL_PREVIOUS" >&2
    if in_time roll_back "$WAYBILL_PREVIOUS"; then
      echo "$target runs $WAYBILL_PREVIOUS again" >&2
    else
      echo "$target could not be brought back: look after it now" >&2
    fi
  fi
  exit "$code"
}
`;

const NO_UNDO = `finish() {
  code=$?
  if [ -n "$undo" ]; then echo "$target: the deploy has no rollback, look after it now" >&2; fi
  exit "$code"
}
`;

const SHIP = `if ! running; then
  echo "what runs at $target cannot be read, so nothing is changed" >&2
  exit 1
fi
export WAYBILL_PREVIOUS="$found"
echo "$target: \${WAYBILL_PREVIOUS:-nothing} -> $WAYBILL_IMAGE"
undo=yes
trap finish EXIT
trap 'exit 143' TERM INT
if ! in_time ship "$WAYBILL_IMAGE"; then
  echo "$target could not be brought to $WAYBILL_IMAGE" >&2
  exit 1
fi
undo=
echo "$target runs $WAYBILL_IMAGE"
`;
