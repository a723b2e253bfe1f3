/** Scripts for the shells. Each asks `waybill complete-words` for what the last word can become. */
export const COMPLETIONS = {
  // GNU Bash manual, "Programmable Completion". Bash cuts words at colons and equals signs, which no name here has.
  bash: `_waybill() {
  local line candidates=()
  while IFS= read -r line; do candidates+=("\${line%%$'\\t'*}"); done \\
    < <("\${COMP_WORDS[0]}" complete-words -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  COMPREPLY=("\${candidates[@]}")
  if [ \${#candidates[@]} -eq 0 ]; then compopt -o default 2>/dev/null; fi
}
complete -F _waybill waybill
`,
  // zsh manual, "Completion System": _describe takes NAME:DESCRIPTION.
  zsh: `#compdef waybill
_waybill() {
  local line name
  local -a candidates
  while IFS= read -r line; do
    name="\${line%%$'\\t'*}"
    if [[ "$line" == *$'\\t'* ]]; then candidates+=("\${name//:/\\\\:}:\${line#*$'\\t'}"); else candidates+=("\${name//:/\\\\:}"); fi
  done < <("\${words[1]}" complete-words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#candidates} )); then _describe -V waybill candidates; else _files; fi
}
compdef _waybill waybill
`,
  // fishshell.com/docs/current/completions.html: NAME<tab>DESCRIPTION, a line each.
  fish: `function __waybill_complete
    set -l words (commandline -opc) (commandline -ct)
    $words[1] complete-words -- $words[2..-1] 2>/dev/null
end
complete -c waybill -f -a '(__waybill_complete)'
complete -c waybill -n 'test (count (__waybill_complete)) -eq 0' -F
`,
} as const;

export type Shell = keyof typeof COMPLETIONS;
