/** Threat T5 on the command line: `--allow-commands`, or a question at the terminal. */
import type { Consent, ConsentRequest } from '../agents/consent.ts';
import { consentOf, type PersonsAnswer } from '../agents/consentOfPerson.ts';
import { t } from '../base/l10n.ts';
import { err, ok, type Result } from '../base/result.ts';
import { consentText } from '../presentation/consentText.ts';
import type { Arguments, OptionSpec } from './arguments.ts';
import type { Cli } from './cli.ts';
import { safeLine } from './safeText.ts';
import type { Questions } from './view/questions.ts';

export const allowCommandsOption = {
  'allow-commands': {
    kind: 'flag',
    help: () => t('lets the runners command, script and mcp start what the workflow names, without asking'),
  },
} satisfies Record<string, OptionSpec>;

export class TerminalConsent implements Consent {
  readonly #isAllowed: boolean;
  readonly #asking: Consent;
  readonly #cli: Cli;
  #questions: Questions | undefined;

  constructor(args: Arguments, cli: Cli) {
    this.#isAllowed = args.has('allow-commands');
    this.#cli = cli;
    this.#asking = consentOf({
      ask: (request, signal) => this.#ask(request, signal),
      // What is kept for a folder would be found by whoever writes into it.
      isKept: () => false,
      keep: () => undefined,
    });
  }

  /** From now on the terminal may be asked. */
  askWith(questions: Questions): void {
    this.#questions = questions;
  }

  async ask(request: ConsentRequest, signal: AbortSignal): Promise<Result<undefined, string>> {
    if (this.#isAllowed) return ok(undefined);
    if (this.#questions === undefined || this.#cli.ask === undefined)
      return err(t('Nobody can be asked whether {0} may start. Add --allow-commands.', request.lines[0] ?? ''));
    return await this.#asking.ask(request, signal);
  }

  async #ask({ kind, lines }: ConsentRequest, signal: AbortSignal): Promise<PersonsAnswer> {
    return await this.#questions?.inTurn(async () => {
      if (signal.aborted) return undefined;
      const shown = lines.flatMap((line) => line.split('\n')).map((line) => `  ${safeLine(line)}\n`);
      this.#cli.err.write(`\n${consentText(kind)}\n${shown.join('')}`);
      const answer = await this.#cli.ask?.(`${t('Start it? (y/N)')} `, signal);
      return /^(y|yes)$/i.test(answer?.trim() ?? '') ? 'once' : undefined;
    });
  }
}
