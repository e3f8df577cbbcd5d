/** No longer does anybody wait for what is done besides. */
const idleWithinMs = 200;

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

/** When the page has nothing else to do, or at the latest in that time. */
export function inIdle(due: () => void): void {
  requestIdleCallback(due, { timeout: idleWithinMs });
}

export function after(ms: number): (due: () => void) => void {
  return (due) => {
    setTimeout(due, ms);
  };
}
