/**
 * However often it is asked for before it is due, it is done once.
 *
 * @param schedule calls back when it is due, e.g. in the next frame
 */
export function onceDue(schedule: (due: () => void) => void, work: () => void): () => void {
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    schedule(() => {
      isWaiting = false;
      work();
    });
  };
}

export function inNextFrame(due: () => void): void {
  requestAnimationFrame(due);
}

export function after(ms: number): (due: () => void) => void {
  return (due) => {
    setTimeout(due, ms);
  };
}
