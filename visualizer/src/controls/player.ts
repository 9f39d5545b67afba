/** What a player needs of its host. */
export interface Frames {
  /** Calls back on the next frame with the time in milliseconds; the answer cancels. */
  request(callback: (now: number) => void): () => void;
}

/** What a player asks and tells. */
export interface PlayerHooks {
  /** Where playing leads next; undefined at the end. */
  readonly next: (position: number) => number | undefined;
  /** How long the motion of a step lasts, and how long the picture then rests, milliseconds. */
  readonly timing: (
    from: number,
    to: number,
  ) => { readonly motionMs: number; readonly restMs: number };
  /** The place has changed: `phase` 1 is at rest. */
  readonly changed: (state: PlayerState) => void;
}

/** Where the picture is. */
export interface PlayerState {
  /** Where it is, or will be when the motion ends. */
  readonly position: number;
  /** A motion between two positions, the lower one first; a step back is the same motion seen backwards. */
  readonly motion:
    | { readonly from: number; readonly to: number; readonly phase: number }
    | undefined;
  readonly isPlaying: boolean;
}

/** The playhead: position is its only state that counts; motion is on the way there and always ends. */
export class Player {
  readonly #frames: Frames;
  readonly #hooks: PlayerHooks;
  #position = 0;
  #motion: PlayerState["motion"];
  #isPlaying = false;
  #cancel: (() => void) | undefined;

  constructor(frames: Frames, hooks: PlayerHooks) {
    this.#frames = frames;
    this.#hooks = hooks;
  }

  get state(): PlayerState {
    return { position: this.#position, motion: this.#motion, isPlaying: this.#isPlaying };
  }

  /** Goes to a position: at once, or with the motion of a step. A running motion ends first. */
  goTo(position: number, isAnimated = false): void {
    this.#stopFrames();
    if (!isAnimated || position === this.#position) {
      this.#settle(position);
      if (this.#isPlaying) this.#rest();
      return;
    }
    this.#move(position);
  }

  play(): void {
    if (this.#isPlaying) return;
    this.#isPlaying = true;
    this.#playOn();
  }

  pause(): void {
    if (!this.#isPlaying) return;
    this.#isPlaying = false;
    this.#stopFrames();
    this.#settle(this.#position);
  }

  /** Ends everything that waits for a frame. */
  dispose(): void {
    this.#isPlaying = false;
    this.#stopFrames();
  }

  #playOn(): void {
    const next = this.#hooks.next(this.#position);
    if (next === undefined || next === this.#position) {
      this.#isPlaying = false;
      this.#settle(this.#position);
      return;
    }
    this.#move(next);
  }

  #move(target: number): void {
    const { motionMs } = this.#hooks.timing(this.#position, target);
    if (motionMs <= 0) {
      this.#settle(target);
      if (this.#isPlaying) this.#rest();
      return;
    }
    const isBackwards = target < this.#position;
    const from = Math.min(target, this.#position);
    const to = Math.max(target, this.#position);
    const tick = (share: number): void => {
      this.#motion = { from, to, phase: isBackwards ? 1 - share : share };
      this.#tell();
    };
    this.#position = target;
    this.#run(motionMs, tick, () => {
      this.#settle(target);
      if (this.#isPlaying) this.#rest();
    });
    tick(0);
  }

  #rest(): void {
    const next = this.#hooks.next(this.#position) ?? this.#position;
    const { restMs } = this.#hooks.timing(this.#position, next);
    this.#run(
      restMs,
      () => {},
      () => this.#playOn(),
    );
  }

  #run(lengthMs: number, tick: (share: number) => void, done: () => void): void {
    let start: number | undefined;
    const frame = (now: number): void => {
      start ??= now;
      const share = lengthMs <= 0 ? 1 : (now - start) / lengthMs;
      this.#cancel = undefined;
      if (share >= 1) {
        done();
        return;
      }
      tick(share);
      this.#cancel ??= this.#frames.request(frame);
    };
    this.#cancel = this.#frames.request(frame);
  }

  #settle(position: number): void {
    this.#position = position;
    this.#motion = undefined;
    this.#tell();
  }

  #stopFrames(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #tell(): void {
    this.#hooks.changed(this.state);
  }
}
