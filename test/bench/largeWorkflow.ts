/** What is typed in: the tutorial's shape, forks of three branches one behind the other, in the block style, about seven lines a node. */
export function largeText(nodes: number): string {
  const groups = Math.floor(nodes / 5);
  const lines = [
    'name: large',
    'agents:',
    '  worker:',
    '    name: Worker',
    '    uses: mock',
    'nodes:',
    '  - id: start',
    '    type: start',
  ];
  const edges: string[] = [];
  const edge = (source: string, target: string): number => edges.push(`  - source: ${source}`, `    target: ${target}`);
  let last = 'start';
  for (let group = 0; group < groups; group++) {
    lines.push(
      `  - id: fork_${group}`,
      '    type: parallel_gateway',
      '    gateway_type: fork',
      '    config:',
      '      error_handling:',
    );
    lines.push('        on_failure: continue', '        max_retries: 3');
    edge(last, `fork_${group}`);
    for (const branch of ['db', 'api', 'cache']) {
      lines.push(
        `  - id: fetch_${branch}_${group}`,
        '    type: agent_task',
        `    name: Fetch ${branch} ${group}`,
        '    agent_id: worker',
      );
      edge(`fork_${group}`, `fetch_${branch}_${group}`);
      edge(`fetch_${branch}_${group}`, `join_${group}`);
    }
    lines.push(
      `  - id: join_${group}`,
      '    type: parallel_gateway',
      '    gateway_type: join',
      '    config:',
      '      mode: all',
    );
    last = `join_${group}`;
  }
  edge(last, 'end');
  return [...lines, '  - id: end', '    type: end', 'edges:', ...edges, ''].join('\n');
}

/**
 * @returns the text after an edit of its middle, another for each round; every fifth adds a line. In one piece, as an editor hands it
 *   over: of texts that are only put beside each other whoever reads them first pays for the copy
 */
export function typist(text: string): (round: number) => string {
  const at = text.indexOf('name: Fetch', text.length / 4) + 'name: Fetch'.length;
  const [before, after] = [text.slice(0, at), text.slice(at)];
  return (round) => [before, round, round % 5 === 0 ? '\n    description: y' : '', after].join('');
}

/** Where a `target` in the text's middle begins, as an offset: completion is asked there. */
export function targetIn(text: string): number {
  return text.indexOf('target: ', text.length / 2) + 'target: '.length;
}
