import { CountedStop } from "./counted-stop.ts";

/** Something that a program waits for, or loops over, until that ends or the program gives it up. */
export interface ProgramWait {
  readonly signal: CountedStop;
  /** The program was told that it is over. */
  isOver: boolean;
}

/** What the program around an informer waits for: each wait must end when it is given up, and let go of its signal. */
export class ProgramWaits {
  readonly #all: ProgramWait[] = [];
  #ignored = 0;

  begin(): ProgramWait {
    const wait = { signal: new CountedStop(), isOver: false };
    this.#all.push(wait);
    return wait;
  }

  giveUp(): void {
    for (const { signal, isOver } of this.#all) if (!isOver) signal.give();
  }

  /** Gives one up that must be over at once. */
  giveUpNow(wait: ProgramWait): void {
    if (wait.isOver) return;
    wait.signal.give();
    if (!wait.isOver) this.#ignored += 1;
  }

  /** Those that are not over, or were not when they were given up. */
  get open(): number {
    return this.#ignored + this.#all.filter(({ isOver }) => !isOver).length;
  }

  /** Those that are over and still listen to the signal by which they could have been given up. */
  get listening(): number {
    return this.#all.filter(({ isOver, signal }) => isOver && signal.listeners > 0).length;
  }
}
