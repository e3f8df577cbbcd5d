import { program } from '../help.ts';
import { type CompletedCommand, type CompletedOption, type Place, quoted } from './words.ts';

/** To be sourced, or put as `_ipa-workflow` into a folder of `fpath`. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  const described = commands.map(({ name, summary }) => quoted(`${name}:${summary}`)).join(' ');
  return `#compdef ${program}
# source <(${program} completion zsh)
_ipa_workflow_executions() {
  compadd -- $(${program} list 2>/dev/null | cut -d ' ' -f 1)
}
_ipa_workflow() {
  local -a commands
  commands=(${described})
  if ((CURRENT == 2)); then
    _describe -t commands command commands
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
${commands.map(one).join('')}  esac
}
if [[ $funcstack[1] == _ipa-workflow ]]; then _ipa_workflow "$@"; else compdef _ipa_workflow ${program}; fi
`;
}

function one({ name, argument, options }: CompletedCommand): string {
  const specs = [...options.flatMap(specsOf), '--help[ ]', ...(argument === 'text' ? [] : [`*:${act(argument)}`])];
  return `    ${name}) _arguments ${specs.map(quoted).join(' ')} ;;\n`;
}

function specsOf({ name, short, value, isRepeated, help }: CompletedOption): readonly string[] {
  // The message stands between brackets, what belongs to a value behind colons.
  const message = `[${help.replace(/[\\\]:[]/g, String.raw`\$&`)}]${value === undefined ? '' : `:${act(value)}`}`;
  return [value === undefined ? `--${name}` : `--${name}=`, ...(short === undefined ? [] : [`-${short}`])].map(
    (word) => `${isRepeated ? '*' : ''}${word}${message}`,
  );
}

function act(place: Place): string {
  if (typeof place !== 'string') return ` :(${place.join(' ')})`;
  return { file: ' :_files', folder: ' :_files -/', execution: ' :_ipa_workflow_executions', text: ' : ' }[place];
}
