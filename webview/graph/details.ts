/** When the details are there, and of which node: they follow a person through the picture until they are closed. */
import type { GraphViewMessage } from '../../src/protocol/graph.ts';
import type { GraphEdit, GraphNodeType } from '../../src/protocol/graphEdits.ts';
import { Inspector } from './inspector.ts';
import type { Stage } from './stage.ts';
import type { GraphStore } from './store.ts';

export interface DetailsActions {
  readonly store: GraphStore;
  readonly stage: Stage;
  readonly post: (message: GraphViewMessage) => void;
  readonly changed: () => void;
  /** The keyboard goes back to the picture. */
  readonly leave: () => void;
}

export class Details {
  readonly inspector: Inspector;
  readonly #store: GraphStore;
  readonly #stage: Stage;
  /** Somebody closed them: they come when they are asked for. */
  #wanted = true;

  constructor({ store, stage, post, changed, leave }: DetailsActions) {
    const edit = (change: GraphEdit): void => {
      post({ type: 'edit', edit: change });
    };
    this.#store = store;
    this.#stage = stage;
    this.inspector = new Inspector({
      ask: (nodeId) => {
        post({ type: 'inspect', nodeId });
        changed();
      },
      openValue: ({ executionId, nodeId }, part) => {
        post({ type: 'openValue', executionId, nodeId, part });
      },
      set: (nodeId, field, value) => {
        if (field === 'id') edit({ kind: 'rename', nodeId, newId: value });
        else if (field === 'type') edit({ kind: 'setType', nodeId, nodeType: value as GraphNodeType });
        else edit({ kind: 'set', nodeId, field, value });
      },
      leave: () => {
        this.#wanted = false;
        leave();
      },
    });
  }

  get isOpen(): boolean {
    return this.inspector.isOpen;
  }

  /** One is on another node, or on none. */
  follow(): void {
    this.inspector.follow(this.#store.active);
  }

  /** A node was clicked. */
  clicked(id: string): void {
    if (this.#wanted) this.#show(id);
  }

  toggle(): void {
    this.#wanted = !this.isOpen;
    if (this.#wanted) this.#show(this.#store.active);
    else this.inspector.close();
  }

  rename(id: string): void {
    this.#wanted = true;
    this.#show(id);
    this.inspector.rename();
  }

  #show(id: string | null): void {
    const { camera } = this.#stage;
    if (!this.isOpen) camera.hold();
    this.inspector.open(id);
    // It takes some of the picture's room.
    camera.resizePage();
    this.#stage.reveal(id);
  }
}
