/** VS Code's side of a webview, typed: what may be sent, what may come, what is kept over a reload. */

export interface Host<Sent, Received> {
  post(message: Sent): void;
  /** @param listener hears the messages, bytes of JSON, that the guard lets through; how many it did not stands in the root's `data-dropped` */
  listen(listener: (message: Received) => void): void;
  /** What was kept, as whatever it is now. */
  kept(): unknown;
  keep(state: unknown): void;
}

/** Call it once: VS Code hands its side over a single time. */
export function connectHost<Sent, Received>(read: (value: unknown) => Received | undefined): Host<Sent, Received> {
  const api = acquireVsCodeApi();
  let dropped = 0;
  return {
    post: (message) => {
      api.postMessage(message);
    },
    listen: (listener) => {
      window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        const message = read(parsed(data));
        if (message === undefined) document.documentElement.dataset['dropped'] = String(++dropped);
        else listener(message);
      });
    },
    kept: () => api.getState(),
    keep: (state) => {
      api.setState(state);
    },
  };
}

function parsed(data: unknown): unknown {
  if (!(data instanceof ArrayBuffer)) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(data));
  } catch {
    return undefined;
  }
}
