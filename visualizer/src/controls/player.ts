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
  /** While playing: whether the motion must not come so far before {@link Player.release} is called. */
  readonly mustWait?: (motion: NonNullable<PlayerState["motion"]>) => boolean;
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
  /** Playing has stopped on its way: `position` is where the motion began. */
  readonly isWaiting: boolean;
}

/** The playhead: position is its only state that counts; motion is on the way there and always ends. */
export class Player {
  readonly #frames: Frames;
  readonly #hooks: PlayerHooks;
  #position = 0;
  #motion: PlayerState["motion"];
  #isPlaying = false;
  /** What goes on when waiting ends. */
  #waiting: (() => void) | undefined;
  #cancel: (() => void) | undefined;

  constructor(frames: Frames, hooks: PlayerHooks) {
    this.#frames = frames;
    this.#hooks = hooks;
  }

  get state(): PlayerState {
    return {
      position: this.#position,
      motion: this.#motion,
      isPlaying: this.#isPlaying,
      isWaiting: this.#waiting !== undefined,
    };
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
    if (this.#isPlaying) this.stop();
  }

  /** What playing waits for has come: the motion goes on from where it stands. */
  release(): void {
    const goOn = this.#waiting;
    this.#waiting = undefined;
    goOn?.();
  }

  /** Comes to rest where a motion leads, and says so. */
  stop(): void {
    this.dispose();
    this.#settle(this.#position);
  }

  /** Ends everything that waits for a frame: what follows says where it stands. */
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
      const start = this.#position;
      if (this.#mustWait({ from: start, to: target, phase: 1 }))
        this.#wait(start, () => this.#land(target));
      else this.#land(target);
      return;
    }
    this.#travel(target, motionMs, 0);
  }

  /** The motion from the playhead to a position, beginning with a share of it that lies behind. */
  #travel(target: number, motionMs: number, done: number): void {
    const start = this.#position;
    const isBackwards = target < start;
    const from = Math.min(target, start);
    const to = Math.max(target, start);
    const motionAt = (share: number): NonNullable<PlayerState["motion"]> => {
      const reached = done + share * (1 - done);
      return { from, to, phase: isBackwards ? 1 - reached : reached };
    };
    let travelled = 0;
    // However late a frame comes, it stands still at the same place: just before where it has to wait.
    const waits = (share: number): boolean => {
      if (!this.#mustWait(motionAt(share))) {
        travelled = share;
        return false;
      }
      for (let part = (share - travelled) / 2; part > 1 / 512; part /= 2)
        if (!this.#mustWait(motionAt(travelled + part))) travelled += part;
      this.#motion = motionAt(travelled);
      this.#wait(start, () => this.#travel(target, motionMs, this.#motion?.phase ?? 0));
      return true;
    };
    const tick = (share: number): void => {
      if (waits(share)) return;
      this.#motion = motionAt(share);
      this.#tell();
    };
    this.#position = target;
    // A frame that comes late may be the last one: what has to be waited for is not jumped over.
    this.#run(motionMs * (1 - done), tick, () => {
      if (!waits(1)) this.#land(target);
    });
    tick(0);
  }

  #mustWait(motion: NonNullable<PlayerState["motion"]>): boolean {
    return this.#isPlaying && this.#hooks.mustWait?.(motion) === true;
  }

  /** Stands still on the way, where the last frame was drawn. */
  #wait(start: number, goOn: () => void): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#waiting = goOn;
    this.#position = start;
    this.#tell();
  }

  #land(target: number): void {
    this.#settle(target);
    if (this.#isPlaying) this.#rest();
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
      if (this.#waiting === undefined) this.#cancel ??= this.#frames.request(frame);
    };
    this.#cancel = this.#frames.request(frame);
  }

  #settle(position: number): void {
    this.#position = position;
    this.#motion = undefined;
    this.#tell();
  }

  #stopFrames(): void {
    this.#waiting = undefined;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #tell(): void {
    this.#hooks.changed(this.state);
  }
}
