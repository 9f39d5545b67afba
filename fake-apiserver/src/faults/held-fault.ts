import type { ActiveFault } from "./active-fault.ts";

/** A fault as its owner holds it. */
export interface FaultHandle extends Disposable {
  readonly id: string;
  /** How often it struck. */
  readonly hits: number;
  /** It may strike again. */
  readonly isActive: boolean;
  remove(): void;
}

/** A class and no literal: engines keep a hidden class, with all it leads to, for each literal with a getter. */
export class HeldFault implements FaultHandle {
  readonly id: string;
  readonly remove: () => void;
  readonly #active: ActiveFault;

  constructor(active: ActiveFault, remove: () => void) {
    this.id = active.id;
    this.remove = remove;
    this.#active = active;
  }

  get hits(): number {
    return this.#active.hits;
  }

  get isActive(): boolean {
    return !this.#active.isSpent;
  }

  [Symbol.dispose](): void {
    this.remove();
  }
}
