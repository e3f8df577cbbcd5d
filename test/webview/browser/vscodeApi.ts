/**
 * Stands in for VS Code in a page: hands over the API of a webview, tells the test what is sent and what the page's policy
 * forbade, and brings messages. Runs before the page's own scripts.
 */
declare global {
  /** What the test gives. */
  function told(event: 'sent' | 'forbidden', value: unknown): void;
  function acquireVsCodeApi(): unknown;
  /** For the test: a message of the host; its JSON's bytes are sent, as the host does; a text's own bytes, and bytes as they are. */
  function receive(message: unknown): void;
}

/** The session's storage outlives a reload, as what VS Code keeps does. */
const kept = 'kept';

let isAcquired = false;
globalThis.acquireVsCodeApi = () => {
  if (isAcquired) throw new Error('An instance of the VS Code API has already been acquired');
  isAcquired = true;
  return {
    postMessage: (message: unknown) => {
      told('sent', message);
    },
    getState: (): unknown => JSON.parse(sessionStorage.getItem(kept) ?? 'null') ?? undefined,
    setState: (state: unknown) => {
      sessionStorage.setItem(kept, JSON.stringify(state));
    },
  };
};

globalThis.receive = (message) => {
  dispatchEvent(new MessageEvent('message', { data: message instanceof ArrayBuffer ? message : bytesOf(message) }));
};

function bytesOf(message: unknown): ArrayBuffer {
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  return new TextEncoder().encode(text).buffer;
}

document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
  told('forbidden', `${violatedDirective} ${blockedURI} ${sample}`);
});

export {};
