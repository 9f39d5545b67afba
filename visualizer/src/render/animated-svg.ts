import type { Mark } from "../layout/marks/mark.ts";
import type { Timeline } from "../model/timeline/timeline.ts";
import { type FilmNode, filmOf, type MovingAttribute } from "./film.ts";
import { type PictureSettings, timelinePicture } from "./picture.ts";
import { played } from "./played.ts";

const everyMs = 100;
/** Milliseconds that the picture stands still. */
const rest = { before: 600, after: 2500 } as const;

/**
 * A step of a run as one SVG that plays by itself, over and over, without script: the motion of the page, by the style sheet
 * inside. Where a reader wants no motion, its end stands still.
 *
 * @throws RangeError when it leads nowhere.
 */
export function animatedPicture(
  timeline: Timeline,
  from: number,
  to: number,
  settings: PictureSettings,
): string {
  if (from >= to) throw new RangeError(`there is nothing to show from ${from} to ${to}`);
  return timelinePicture(timeline, to, settings, (view) => {
    const { frames, frameMs, width, height } = played(timeline, from, to, { view, everyMs });
    const clock = new Clock(frames.length, frameMs);
    const moving = filmOf(frames).map((node) => movingMark(node, frames.length, clock));
    return { marks: [clock.styleMark(), ...moving], width, height };
  });
}

function movingMark(node: FilmNode, framesAround: number, clock: Clock): Mark {
  const { frames, moves } = node;
  const children = node.children.map((child) => movingMark(child, frames.length, clock));
  const mark = { ...node.mark, children };
  const animations = [...moves].map(([name, values]) => clock.moved(name, frames, values));
  if (frames.length < framesAround) animations.push(clock.seen(frames));
  if (animations.length === 0) return mark;
  const isGone = frames.at(-1) !== clock.last;
  const classes = [mark.attributes["class"], clock.classOf(animations), isGone ? "iv-gone" : ""];
  return { ...mark, attributes: { ...mark.attributes, class: classes.filter(Boolean).join(" ") } };
}

/** Writes frames as shares of one round, and each animation once. */
class Clock {
  /** The number of the last frame. */
  readonly last: number;
  readonly #frameMs: number;
  readonly #roundMs: number;
  readonly #animations = new Map<string, string>();
  readonly #classes = new Map<string, string>();

  constructor(frames: number, frameMs: number) {
    this.last = frames - 1;
    this.#frameMs = frameMs;
    this.#roundMs = rest.before + this.last * frameMs + rest.after;
  }

  /** An element is there in some frames only. */
  seen(frames: readonly number[]): string {
    const shown = new Set(frames);
    const changes = Array.from({ length: this.last + 1 }, (_, frame) => frame).filter(
      (frame) => frame === 0 || shown.has(frame) !== shown.has(frame - 1),
    );
    const steps = changes.map(
      (frame) =>
        `${this.#share(frame)}{visibility:${shown.has(frame) ? "visible" : "hidden"};animation-timing-function:step-end}`,
    );
    return this.#named(steps.join(""));
  }

  /** An element moves: evenly between two frames, and stands where it does not. */
  moved(name: MovingAttribute, frames: readonly number[], values: readonly string[]): string {
    const steps = values.flatMap((value, index) => {
      const isTurn = value !== values[index - 1] || value !== values[index + 1];
      return isTurn ? `${this.#share(frames[index] ?? 0)}{${name}:${styleOf(value)}}` : [];
    });
    return this.#named([...steps, `100%{${name}:${styleOf(values.at(-1))}}`].join(""));
  }

  classOf(animations: readonly string[]): string {
    const names = animations.join(",");
    const known = this.#classes.get(names) ?? `iv-a${this.#classes.size}`;
    this.#classes.set(names, known);
    return known;
  }

  styleMark(): Mark {
    const round = `${Math.round(this.#roundMs)}ms linear infinite`;
    const rules = [
      ".iv-gone{visibility:hidden}",
      ...[...this.#animations].map(([steps, name]) => `@keyframes ${name}{${steps}}`),
      ...[...this.#classes].map(
        ([names, name]) =>
          `.${name}{animation:${names
            .split(",")
            .map((one) => `${one} ${round}`)
            .join(",")}}`,
      ),
      "@media (prefers-reduced-motion:reduce){.iv-stage *{animation:none}}",
    ];
    return { id: "motion", tag: "style", attributes: {}, text: rules.join("") };
  }

  #named(steps: string): string {
    const known = this.#animations.get(steps) ?? `iv-f${this.#animations.size}`;
    this.#animations.set(steps, known);
    return known;
  }

  /** When a frame is shown; the first one stands for a while. */
  #share(frame: number): string {
    const at = rest.before + frame * this.#frameMs;
    return `${frame === 0 ? "0%," : ""}${Number(((at / this.#roundMs) * 100).toFixed(2))}%`;
  }
}

/** `translate(3,4)` of an attribute, as a style sheet writes it. */
function styleOf(value = ""): string {
  return value.replaceAll(/(-?[\d.]+)([,)])/g, "$1px$2");
}
