import { expectDiagnostics, type Said } from '../document.ts';

function expect(edges: string, said: readonly Said[], id = 'choose'): void {
  expectDiagnostics(
    `name: a
nodes:
  - { id: start, type: start }
  - { id: ${id}, type: exclusive_gateway }
  - { id: one, type: end }
  - { id: two, type: end }
edges:
  - { source: start, target: choose }
${edges}`,
    said,
  );
}

describe('exclusive-without-default', () => {
  it('is on the gateway, and leads to its edges', () => {
    expect(
      `  - ‹{ source: choose, target: one, condition: inputs.a == 1 }›
  - ‹{ source: choose, target: two, condition: inputs.a == 2 }›
`,
      [
        {
          code: 'exclusive-without-default',
          severity: 'warning',
          message: 'If no condition is true, "choose" fails. Mark one of its edges with "default: true".',
          nodes: ['choose'],
          related: ['It may lead to "one".', 'It may lead to "two".'],
        },
      ],
      '«choose»',
    );
  });

  it('is not said where one edge is always taken', () => {
    const second = ['default: true', 'label: else', 'condition: inputs.a != 1', 'condition: "!(inputs.a == 1)"'];
    for (const more of second)
      expect(
        `  - { source: choose, target: one, condition: inputs.a == 1 }\n  - { source: choose, target: two, ${more} }\n`,
        [],
      );
  });
});

describe('condition-always-true', () => {
  it('is on the condition of an exclusive gateway, whatever way it is written', () => {
    for (const condition of ['true', '"${{ true }}"', 'always()', '1 < 2'])
      expect(
        `  - { source: choose, target: one, condition: inputs.a }\n  - { source: choose, target: two, condition: «${condition}» }\n`,
        [
          {
            code: 'condition-always-true',
            severity: 'warning',
            message:
              'This condition is always true, so no edge behind it is taken. Mark the edge as the default instead.',
            nodes: ['choose'],
          },
        ],
      );
  });

  it('is on an edge without a condition that hides another', () => {
    expect('  - «{ source: choose, target: one }»\n  - { source: choose, target: two, condition: inputs.a }\n', [
      {
        code: 'condition-always-true',
        severity: 'warning',
        message: 'This edge is always taken, and none behind it. Mark it as the default, or give it a condition.',
        nodes: ['choose'],
      },
    ]);
  });

  it('is on a condition elsewhere, which says nothing', () => {
    expectDiagnostics(
      `name: a
nodes:
  - { id: start, type: start }
  - { id: end, type: end }
edges:
  - { source: start, target: end, condition: «true» }
`,
      [
        {
          code: 'condition-always-true',
          severity: 'warning',
          message: 'This condition is always true. Remove it.',
          nodes: ['start'],
        },
      ],
    );
  });

  it('is on what is a text for something outside of the braces', () => {
    const message = 'This condition is a text, which is always true. Put the whole of it inside one "${{ }}".';
    const said = { code: 'condition-always-true', severity: 'warning', message, nodes: ['choose'] } as const;
    for (const condition of [
      "${{ inputs.q }} == 'a'",
      '${{ inputs.a }} && ${{ inputs.b }}',
      '!${{ inputs.q }}',
      '${{ inputs.q }} ',
    ])
      expect(
        `  - { source: choose, target: one, condition: «"${condition}"» }\n  - { source: choose, target: two, default: true }\n`,
        [said],
      );
    for (const condition of ["${{ inputs.q == 'a' }}", '${{ inputs.a }}${{ inputs.b }}'])
      expect(
        `  - { source: choose, target: one, condition: "${condition}" }\n  - { source: choose, target: two, default: true }\n`,
        [],
      );
  });

  it('is not said of what depends on something', () => {
    for (const condition of ['success()', 'inputs.a', '!inputs.a', 'inputs.a || false'])
      expect(
        `  - { source: choose, target: one, condition: "${condition}" }\n  - { source: choose, target: two, default: true }\n`,
        [],
      );
  });
});

describe('a gateway with one edge in and one out', () => {
  const table = [
    [
      'single-branch-fork',
      'parallel_gateway, gateway_type: fork',
      'The fork "it" has one branch. Add another, or remove the fork.',
    ],
    [
      'single-branch-join',
      'parallel_gateway, gateway_type: join',
      'The join "it" has one branch. Add another, or remove the join.',
    ],
    [
      'single-branch-gateway',
      'exclusive_gateway',
      'The gateway "it" has one way to take. Add another, or remove the gateway.',
    ],
  ] as const;
  for (const [code, type, message] of table)
    it(`is ${code}`, () => {
      expectDiagnostics(
        `name: a
nodes:
  - { id: start, type: start }
  - { id: «it», type: ${type} }
  - { id: end, type: end }
edges:
  - { source: start, target: it }
  - { source: it, target: end }
`,
        [{ code, severity: 'warning', message, nodes: ['it'] }],
      );
    });
});
