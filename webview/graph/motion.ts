/** Whether the reader wants little to move: the system says so, or VS Code's `workbench.reduceMotion`. */
export function prefersStillness(): boolean {
  return (
    document.body.classList.contains('vscode-reduce-motion') || matchMedia('(prefers-reduced-motion: reduce)').matches
  );
}
