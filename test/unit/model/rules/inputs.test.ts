import { expectDiagnostics, type Said } from '../document.ts';
import { chain } from '../subworkflows/workflows.ts';

function expect(input: string, said: readonly Said[] = []): void {
  expectDiagnostics(chain([], `inputs:\n  q: ${input}\n`), said, { severity: { 'unused-input': 'off' } });
}

const type = (message: string): Said => ({ code: 'invalid-type', message: `The input "q" must be ${message}.` });
const value = (message: string): Said => ({ code: 'invalid-value', message });

describe('an input', () => {
  it('has a default of its type', () => {
    for (const right of ['default: a', 'type: number, default: 1.5', 'type: array, default: []', 'default: "12"'])
      expect(`{ ${right} }`);
    expect('{ type: string, default: «12» }', [type('text')]);
    expect('{ default: «12» }', [type('text')]);
    expect('{ default: «null» }', [type('text')]);
    expect('{ type: integer, default: «1.5» }', [type('a whole number')]);
    expect('{ type: object, default: «[]» }', [type('an object')]);
  });

  it('has a default out of its enum, whose values are of its type', () => {
    expect('{ enum: [a, b], default: b }');
    expect('{ enum: [a, b], default: «c» }', [value('The input "q" must be one of "a", "b".')]);
    expect('{ enum: [a, «2»] }', [type('text')]);
  });

  it('has a default within its bounds, which leave something', () => {
    expect('{ type: number, minimum: 1, maximum: 1, default: 1 }');
    expect('{ type: number, minimum: 1, default: «0» }', [value('The input "q" must be at least 1.')]);
    expect('{ type: number, maximum: 1, default: «2» }', [value('The input "q" must be at most 1.')]);
    expect('{ type: number, minimum: 5, maximum: «3» }', [
      value('The maximum is below the minimum, 5, so no number is allowed.'),
    ]);
  });

  it('has a pattern that is one', () => {
    expect('{ pattern: "^[a-z]+$" }');
    expect('{ pattern: «"("» }', [value('"(" is not a regular expression.')]);
  });

  it('whose type is not known is told of once', () => {
    expect('{ type: «text», default: 12 }', [
      value('"text" is not a value of "type". Allowed: string, number, integer, boolean, object, array.'),
    ]);
  });

  it('has a name that differs from the others in more than case', () => {
    expectDiagnostics(
      chain([], 'inputs: { ‹q›: {}, «Q»: {} }\n'),
      [
        {
          code: 'duplicate-key',
          message: 'Expressions cannot tell this input from "q": they ignore case. Give it another name.',
          related: ['The first one is here.'],
        },
      ],
      { severity: { 'unused-input': 'off' } },
    );
  });
});
