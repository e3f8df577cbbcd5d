import * as vscode from 'vscode';

/** A tree as a person sees it with everything open: `[icon] label  description`, indented. */
export async function renderTree<T>(tree: vscode.TreeDataProvider<T>, element?: T, indent = ''): Promise<string> {
  const lines: string[] = [];
  for (const child of (await tree.getChildren(element)) ?? []) {
    const item = await tree.getTreeItem(child);
    const icon = item.iconPath instanceof vscode.ThemeIcon ? `[${item.iconPath.id}] ` : '';
    const label = typeof item.label === 'string' ? item.label : (item.label?.label ?? '');
    const description = typeof item.description === 'string' ? item.description : '';
    lines.push(`${indent}${icon}${label}${description === '' ? '' : `  ${description}`}`);
    if (item.collapsibleState !== vscode.TreeItemCollapsibleState.None)
      lines.push(await renderTree(tree, child, `${indent}  `));
  }
  return lines.join('\n');
}
