import type { TraceFile } from "@informerlab/core/trace";
import type { Comparison } from "../model/runs/compare.ts";
import { counterpart } from "../model/runs/counterpart.ts";
import type { LocalizedText, Story } from "../model/timeline/story.ts";
import { Timeline } from "../model/timeline/timeline.ts";
import { TraceLog } from "../trace/trace-log.ts";
import type { Branch, NewFuture } from "./branch.ts";
import { forkKit, loadForkKit } from "./fork-kit.ts";
import type { ForkChoice, Runner } from "./runner.ts";

/** Branches kept at most, the original among them. */
export const branchesMax = 4;

const original: LocalizedText = { en: "As it was", "zh-CN": "原来的样子" };

/** All futures of a run, and which two are looked at. */
export class Branches {
  readonly #branches: Branch[];
  #active = 0;
  #other: number | undefined;
  #comparison:
    | {
        readonly left: Timeline;
        readonly right: Timeline;
        readonly lengths: string;
        readonly result: Comparison;
      }
    | undefined;
  #made = 0;

  constructor(run: TraceFile | Timeline, story?: Story) {
    const timeline = run instanceof Timeline ? run : new Timeline(new TraceLog(run), story);
    this.#branches = [{ id: "original", label: original, timeline }];
  }

  get all(): readonly Branch[] {
    return this.#branches;
  }

  /** The one that steps. */
  get active(): Branch {
    return this.#at(this.#active);
  }

  /** The one beside it, when two are compared. */
  get other(): Branch | undefined {
    return this.#other === undefined ? undefined : this.#branches[this.#other];
  }

  /** Both, the older one first. */
  get shown(): readonly Branch[] {
    const { other } = this;
    if (other === undefined) return [this.active];
    return this.#branches.filter((branch) => branch === other || branch === this.active);
  }

  get comparison(): Comparison | undefined {
    const [left, right] = this.shown.map(({ timeline }) => timeline);
    if (left === undefined || right === undefined) return undefined;
    const known = this.#comparison;
    const lengths = `${left.length} ${right.length}`;
    if (known?.left === left && known.right === right && known.lengths === lengths)
      return known.result;
    const result = forkKit().compareTimelines(left, right);
    this.#comparison = { left, right, lengths, result };
    return result;
  }

  /** Where a shown branch stands when the active one is at `position`. */
  positionOf(branch: Branch, position: number): number {
    if (branch === this.active) return position;
    return counterpart(
      this.active.timeline,
      branch.timeline,
      position,
      this.comparison?.common ?? 0,
    );
  }

  /** Makes a shown branch the one that steps; answers its position at the same moment. */
  activate(id: string, position: number): number {
    const index = this.#branches.findIndex((branch) => branch.id === id);
    const branch = this.#branches[index];
    if (branch === undefined || index === this.#active) return position;
    const shown = this.positionOf(branch, position);
    const wasActive = this.#active;
    this.#active = index;
    if (this.#other !== undefined) this.#other = wasActive;
    return this.#other === undefined ? Math.min(shown, branch.timeline.length) : shown;
  }

  /** Looks at two branches side by side; with no ids, at the active one and its origin or newest child. */
  compare(a?: string, b?: string): boolean {
    if (this.#branches.length < 2) return false;
    const find = (id: string | undefined): number =>
      this.#branches.findIndex((branch) => branch.id === id);
    const left = a === undefined ? this.#active : find(a);
    const origin = find(this.#branches[left]?.forked?.from);
    const right = b === undefined ? (origin >= 0 ? origin : this.#branches.length - 1) : find(b);
    if (left < 0 || right < 0 || left === right) return false;
    this.#active = left;
    this.#other = right;
    return true;
  }

  stopComparing(): void {
    this.#other = undefined;
  }

  /**
   * Edits the active branch's scenario at a position, runs it, and shows both futures.
   *
   * @throws whatever the runner throws, and an Error when the trace does not say what it was made from.
   */
  async fork(runner: Runner, choice: ForkChoice, position: number): Promise<Branch> {
    const origin = this.active;
    const { newFuture } = await loadForkKit();
    const future = await newFuture(origin, runner, choice, position);
    return this.#add(future, { from: origin.id, position });
  }

  /** Adds another future; the oldest fork makes room when there are too many. */
  #add(future: NewFuture, forked: NonNullable<Branch["forked"]>): Branch {
    if (this.#branches.length >= branchesMax) {
      const oldest = this.#branches.findIndex(
        (branch) => branch.forked !== undefined && branch.id !== forked.from,
      );
      this.#branches.splice(Math.max(1, oldest), 1);
    }
    this.#made += 1;
    const branch = { id: `fork-${this.#made}`, ...future, forked };
    this.#branches.push(branch);
    this.#active = this.#branches.length - 1;
    const origin = this.#branches.findIndex(({ id }) => id === forked.from);
    this.#other = Math.max(origin, 0);
    return branch;
  }

  /** Forgets a fork. The original stays. */
  drop(id: string): void {
    const index = this.#branches.findIndex((branch) => branch.id === id);
    if (index <= 0) return;
    const active = this.active;
    this.#branches.splice(index, 1);
    this.#other = undefined;
    this.#active = Math.max(0, this.#branches.indexOf(active));
  }

  #at(index: number): Branch {
    const branch = this.#branches[index] ?? this.#branches[0];
    if (branch === undefined) throw new RangeError("a run has at least its original branch");
    return branch;
  }
}
