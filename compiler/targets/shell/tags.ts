import type { BuildJob } from "../../graph/model/index.ts";

/**
 * Puts tags of the run into the positional parameters, as options of the build: the same that `tagsFrom` gives. Reads
 * `GIT_BRANCH` and `GIT_TAG`.
 */
export function tagScript(sources: BuildJob["tagFrom"]): string | undefined {
  if (!sources) return undefined;
  return [
    "set --",
    ...(sources.includes("version") ? [versionScript(sources.includes("latest"))] : []),
    ...(sources.includes("branch") ? [BRANCH] : []),
  ].join("\n");
}

/** Refuses a tag that was put together when the job runs: for the same reasons as `tagProblem`. */
export function tagTemplateScript(variables: readonly string[]): string | undefined {
  if (variables.length === 0) return undefined;
  return `for tag in ${variables.map((name) => `"$${name}"`).join(" ")}; do
  problem=
  case $tag in
    "") problem="is empty" ;;
    [!A-Za-z0-9_]* | *[!A-Za-z0-9_.-]*) problem="has characters that no tag has" ;;
    buildcache) problem="holds the layers of earlier builds" ;;
    *)
      if [ "\${#tag}" -gt 128 ]; then problem="is longer than 128 characters"; fi
      if printf '%s\\n' "$tag" | grep -Eqx '[0-9a-f]{40}'; then problem="would be taken for a commit"; fi ;;
  esac
  if [ -n "$problem" ]; then
    echo "$tag cannot be a tag of the image: it $problem" >&2
    exit 1
  fi
done`;
}

const versionScript = (latest: boolean) => `number='(0|[1-9][0-9]*)'
if printf '%s\\n' "$GIT_TAG" | grep -Eqx "v?$number\\.$number\\.$number(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?"; then
  version=$(printf '%s' "\${GIT_TAG#v}" | tr + - | cut -c 1-128)
  set -- --tag "$REPOSITORY:$version"
  case $GIT_TAG in
    *[-+]*) ;; # moves nothing but its own tag
    *)
      minor=\${version%.*}
      set -- "$@" --tag "$REPOSITORY:$minor"
      if [ "\${minor%.*}" != 0 ]; then set -- "$@" --tag "$REPOSITORY:\${minor%.*}"; fi${
        latest ? '\n      set -- "$@" --tag "$REPOSITORY:latest"' : ""
      } ;;
  esac
fi`;

/** What a tag cannot have becomes `-`. What would be taken for something else is refused. */
const BRANCH = `if [ -n "$GIT_BRANCH" ]; then
  tag=$(printf '%s' "$GIT_BRANCH" | LC_ALL=C tr -c 'A-Za-z0-9_.-' '-' | sed 's/^[.-]*//' | cut -c 1-128)
  if [ -z "$tag" ] || printf '%s\\n' "$tag" | grep -Eqx 'latest|buildcache|[0-9]+(\\.[0-9]+)*(-.*)?|[0-9a-f]{40}'; then
    echo "the branch $GIT_BRANCH cannot be a tag: $tag means something else" >&2
    exit 1
  fi
  set -- "$@" --tag "$REPOSITORY:$tag"
fi`;
