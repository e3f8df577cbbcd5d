import { expectDiagnostics, type Said } from '../document.ts';
import { chain, filesOf, leaf } from './workflows.ts';

const inputs = `inputs:
  city: { type: string }
  count: { type: integer, default: 3, minimum: 1, maximum: 9 }
  unit: { enum: [metric, imperial], default: metric }
  places: { type: array, required: false }
  more: { type: object, required: false }
`;
const inner = leaf.replace('nodes:', `${inputs}nodes:`);

function expect(written: string, expected: readonly Said[], file = inner): void {
  const marked = chain([`{ id: part, type: subworkflow, config: { path: a.yaml${written} } }`]);
  expectDiagnostics(
    marked,
    expected.map((one) => ({ nodes: ['part'], ...one })),
    filesOf({ 'a.yaml': file }),
  );
}

describe('the inputs of a subworkflow', () => {
  it('are fine', () => {
    expect(', inputs: { city: Taipei }', []);
    expect(', inputs: { city: "${{ inputs.city }}", count: "${{ input.n }}", places: ["${{ input.a }}"] }', []);
    expect(', inputs: { city: "in ${{ input.a }}", count: 9, unit: imperial, more: { a: "${{ input.a }}" } }', []);
  });

  it('are none of those that the other file does not have', () => {
    expect(', inputs: { city: Taipei, «cuont»: 3, «colour»: red }', [
      {
        code: 'unknown-key',
        message: '"a.yaml" has no input "cuont". Did you mean "count"?',
        suggestion: 'count',
      },
      {
        code: 'unknown-key',
        message: '"a.yaml" has no input "colour". Known are: city, count, unit, places, more.',
      },
    ]);
    expect(
      ', inputs: { «city»: Taipei }',
      [{ code: 'unknown-key', message: '"a.yaml" has no input "city". It has none.' }],
      leaf.replace('nodes:', 'inputs: {}\nnodes:'),
    );
  });

  it('are all that it needs', () => {
    const missing: Said = { code: 'missing-key', message: '"a.yaml" needs the input "city".' };
    expect(', «inputs»: { count: 3 }', [missing]);
    const marked = chain(['{ id: part, type: subworkflow, config: { «path»: a.yaml } }']);
    expectDiagnostics(marked, [{ ...missing, nodes: ['part'] }], filesOf({ 'a.yaml': inner }));
  });

  it('are of the right type, as far as that is known', () => {
    expect(
      ', inputs: { city: «7», count: «"3"», unit: «old», places: «"at ${{ input.a }}"», more: «["${{ input.a }}"]» }',
      [
        { code: 'invalid-type', message: 'The input "city" must be text.' },
        { code: 'invalid-type', message: 'The input "count" must be a whole number.' },
        { code: 'invalid-value', message: 'The input "unit" must be one of "metric", "imperial".' },
        { code: 'invalid-type', message: 'The input "places" must be a list.' },
        { code: 'invalid-type', message: 'The input "more" must be an object.' },
      ],
    );
    expect(', inputs: { city: a, count: «2.5» }', [
      { code: 'invalid-type', message: 'The input "count" must be a whole number.' },
    ]);
    expect(', inputs: { city: a, count: «0» }', [
      { code: 'invalid-value', message: 'The input "count" must be at least 1.' },
    ]);
    expect(', inputs: { city: a, count: «10» }', [
      { code: 'invalid-value', message: 'The input "count" must be at most 9.' },
    ]);
  });

  it('are what they like where the other file declares none', () => {
    expect(', inputs: { anything: 3 }', [], leaf);
  });
});
