/** The most that the outputs of a job may take in their file, in bytes: GitHub's limit for those of a job. */
export const OUTPUT_LIMIT = 1 << 20;

export interface OutputReader {
  /** The outputs that are declared: one at least. */
  readonly names: readonly string[];
  /** The file that the steps have written, as a word. */
  readonly file: string;
  /** Stores `$value`, which has several lines where `$end` is not empty, under `$name`. */
  readonly keep: string;
  /** Says that an output, whose name follows, is not set. Absent: nothing says so. */
  readonly warning?: string;
}

/** The two ends of a loop over the `$name` and `$value` of a file, which has several lines where `$end` is not empty. */
export const PAIRS = {
  before: (what: string): string => `while IFS= read -r line || [ -n "$line" ]; do
  end=
  case \${line%%=*} in
    *"<<"*)
      name=\${line%%"<<"*} end=\${line#*"<<"}
      value=$(until
        IFS= read -r line || [ -n "$line" ] || { echo "The ${what} $name has no line '$end' at its end." >&2; exit 1; }
        [ -n "$end" ] && [ "$line" = "$end" ]
      do
        printf '%s\\n' "$line"
      done) || exit 1
      ;;
    "$line") continue ;;
    *) name=\${line%%=*} value=\${line#*=} ;;
  esac`,
  after: (file: string): string => `done < ${file}\n`,
} as const;

/**
 * Reads `name=value` lines and values of many lines (`name<<END`, the lines, `END`), as GitHub reads its own files of outputs,
 * and keeps each value of an output that is declared. Line breaks at the end of a value do not count. It takes nothing but
 * a shell and `wc`, for any image has to run it.
 */
export function readOutputs({ names, file, keep, warning }: OutputReader): string {
  return `if [ ! -e ${file} ]; then : > ${file}; fi
if [ "$(wc -c < ${file})" -gt ${OUTPUT_LIMIT} ]; then
  echo "The outputs take more than ${OUTPUT_LIMIT} bytes." >&2
  exit 1
fi
set_outputs=
${PAIRS.before("output")}
  case $name in ${names.join(" | ")}) set_outputs="$set_outputs $name " ;; *) continue ;; esac
  ${keep}
${PAIRS.after(file)}${warning === undefined ? "" : warnings(names, warning)}`;
}

const warnings = (names: readonly string[], warning: string): string => `for name in ${names.join(" ")}; do
  case $set_outputs in *" $name "*) ;; *) echo "${warning}$name is not set." ;; esac
done
`;
