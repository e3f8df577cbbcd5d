import { program } from '../help.ts';
import { type CompletedCommand, type CompletedOption, type Place } from './words.ts';

export function fishCompletion(commands: readonly CompletedCommand[]): string {
  return [
    `# ${program} completion fish | source`,
    `complete -c ${program} -f`,
    ...commands.flatMap((command) => [
      `complete -c ${program} -n __fish_use_subcommand -a ${command.name} -d ${quoted(command.summary)}`,
      ...(command.argument === 'text' ? [] : [line(command, offer(command.argument))]),
      ...command.options.map((option) => line(command, optionText(option))),
    ]),
    '',
  ].join('\n');
}

function line({ name }: CompletedCommand, text: string): string {
  return `complete -c ${program} -n '__fish_seen_subcommand_from ${name}' ${text}`;
}

function optionText({ name, short, value, help }: CompletedOption): string {
  const names = `-l ${name}${short === undefined ? '' : ` -s ${short}`} -d ${quoted(help)}`;
  if (value === undefined) return names;
  return `${names} ${value === 'text' ? '-x' : `-r ${offer(value)}`}`;
}

function offer(place: Place): string {
  if (typeof place !== 'string') return `-f -a ${quoted(place.join(' '))}`;
  if (place === 'execution') return `-f -a ${quoted(`(${program} list 2>/dev/null | cut -d " " -f 1)`)}`;
  return place === 'folder' ? `-f -a '(__fish_complete_directories)'` : '-F';
}

/** Fish knows these two escapes between single quotes. */
function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, String.raw`\$&`)}'`;
}
