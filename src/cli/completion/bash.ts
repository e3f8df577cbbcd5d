import { program } from '../help.ts';
import { type CompletedCommand, type CompletedOption, type Place, quoted } from './words.ts';

/** For bash 3.2 and later. What it does not know it leaves to the shell, which offers files. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  const names = quoted(commands.map(({ name }) => name).join(' '));
  return `# source <(${program} completion bash)
_ipa_workflow() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]} offered=''
  # "--format=json" is three words here.
  if [[ $current == '=' ]]; then current=''; elif [[ $before == '=' ]]; then before=\${COMP_WORDS[COMP_CWORD-2]}; fi
  if ((COMP_CWORD == 1)); then
    offered=${names}
  else
    case "$command $before" in
${commands.flatMap(values).join('')}    *)
      if [[ $current == -* ]]; then
        case $command in
${commands.map((command) => `          ${command.name}) offered=${quoted(optionsOf(command))} ;;\n`).join('')}        esac
      else
        case $command in
${commands.flatMap(argument).join('')}        esac
      fi
      ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$offered" -- "$current"))
}
complete -o default -F _ipa_workflow ${program}
`;
}

function values({ name, options }: CompletedCommand): readonly string[] {
  return options.flatMap(({ value, ...option }) =>
    value === undefined
      ? []
      : [
          `    ${spellings(option)
            .map((word) => quoted(`${name} ${word}`))
            .join(' | ')}) ${offer(value)};;\n`,
        ],
  );
}

function argument({ name, argument }: CompletedCommand): readonly string[] {
  const offered = offer(argument);
  return offered === '' ? [] : [`        ${name}) ${offered};;\n`];
}

function offer(place: Place): string {
  if (typeof place !== 'string') return `offered=${quoted(place.join(' '))} `;
  return place === 'execution' ? `offered=$(${program} list 2>/dev/null | cut -d ' ' -f 1) ` : '';
}

function spellings({ name, short }: Pick<CompletedOption, 'name' | 'short'>): readonly string[] {
  return [`--${name}`, ...(short === undefined ? [] : [`-${short}`])];
}

function optionsOf({ options }: CompletedCommand): string {
  return [...options.flatMap(spellings), '--help'].join(' ');
}
