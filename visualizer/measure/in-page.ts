// Each of these functions is sent into the page as it is: it may use nothing but its argument and the page.

interface Picture extends HTMLElement {
  position: number;
  trace: { records: readonly unknown[] } | undefined;
  story: unknown;
  step(count: number, size?: string): void;
  play(): void;
  pause(): void;
}

/** The share of the stage's cells, 32 px each, that show something: text, glyphs, rows, wires; frames and empty places are nothing. */
export function countCells(): number {
  const picture = document.querySelector("informer-visualizer") as unknown as Picture;
  const svg = picture.shadowRoot?.querySelector(".stage svg");
  if (svg === null || svg === undefined) return 0;
  const cell = 32;
  const nothing =
    ".iv-panel, .iv-card, .iv-track, .iv-hand, .iv-hit, .iv-trail, .iv-loop, .iv-write, .iv-light, .iv-hatched";
  let sum = 0;
  let beats = 0;
  picture.position = 0;
  for (let before = -1; before !== picture.position; beats += 1) {
    before = picture.position;
    picture.step(1, "beat");
    // Setting it ends the motion: the picture is looked at where it rests.
    picture.position = Number(picture.position);
    if (picture.position === before) break;
    const { left, top, width, height } = svg.getBoundingClientRect();
    const columns = Math.floor(width / cell);
    const rows = Math.floor(height / cell);
    const used = new Set<number>();
    const cover = (box: DOMRect): void => {
      const lastColumn = Math.min(columns - 1, Math.floor((box.right - left - 0.5) / cell));
      const lastRow = Math.min(rows - 1, Math.floor((box.bottom - top - 0.5) / cell));
      for (let x = Math.max(0, Math.floor((box.left - left) / cell)); x <= lastColumn; x += 1)
        for (let y = Math.max(0, Math.floor((box.top - top) / cell)); y <= lastRow; y += 1)
          used.add(y * columns + x);
    };
    for (const mark of svg.querySelectorAll("text, path, rect, circle, line")) {
      const isEmpty = mark.tagName === "text" && mark.textContent === "";
      if (!isEmpty && mark.closest("defs") === null && !mark.matches(nothing))
        cover(mark.getBoundingClientRect());
    }
    sum += used.size / (columns * rows);
  }
  return sum / Math.max(1, beats);
}

/** Plays the story from its start: the share of time in which the stage changes, and how long story points take to arrive. */
export function lookForMotion(): {
  readonly share: number;
  readonly shortestMs: number;
  readonly longestMs: number;
} {
  const picture = document.querySelector("informer-visualizer") as unknown as Picture;
  const tick = (window as unknown as { tick(ms: number): number }).tick;
  const svg = picture.shadowRoot?.querySelector(".stage svg");
  const length = picture.trace?.records.length ?? 0;
  const frame = 50;
  picture.position = 0;
  picture.play();
  let moving = 0;
  let all = 0;
  let drawn = svg?.innerHTML;
  while (all < 20 * 60 * 20) {
    tick(frame);
    const now = svg?.innerHTML;
    if (now !== drawn) moving += 1;
    all += 1;
    drawn = now;
    const isAtEnd = picture.shadowRoot?.querySelector("button.play")?.getAttribute("aria-label");
    if (picture.position >= length && isAtEnd === "Play") break;
  }
  picture.pause();
  picture.position = 0;
  const lengths: number[] = [];
  for (let before = -1; before !== picture.position; ) {
    before = picture.position;
    let hasArrived = false;
    picture.addEventListener("informer-step", () => (hasArrived = true), { once: true });
    const start = tick(0);
    picture.step(1, "beat");
    if (picture.position === before) break;
    while (!hasArrived && tick(10) - start < 10_000);
    lengths.push(tick(0) - start);
  }
  return {
    share: moving / all,
    shortestMs: Math.min(...lengths),
    longestMs: Math.max(...lengths),
  };
}

/** How long frames take while the picture plays, or while nothing does. */
export async function frameTimes({
  isPlaying,
  forMs,
}: {
  readonly isPlaying: boolean;
  readonly forMs: number;
}): Promise<{ readonly late: number; readonly medianMs: number }> {
  const picture = document.querySelector("informer-visualizer") as unknown as Picture;
  if (isPlaying) picture.play();
  const times: number[] = [];
  await new Promise<void>((resolve) => {
    let before: number | undefined;
    const start = performance.now();
    const frame = (now: number): void => {
      if (before !== undefined) times.push(now - before);
      before = now;
      if (performance.now() - start < forMs) requestAnimationFrame(frame);
      else resolve();
    };
    requestAnimationFrame(frame);
  });
  if (isPlaying) picture.pause();
  times.sort((a, b) => a - b);
  return {
    late: times.filter((ms) => ms > 20).length / times.length,
    medianMs: Math.round((times[Math.floor(times.length / 2)] ?? 0) * 10) / 10,
  };
}

/**
 * How long it takes to be somewhere else: state, drawing and all panels. The walk is made three times: the best of a
 * place's three times is what the place costs, without what else the machine and the collector do meanwhile.
 */
export function seekTimes(): {
  readonly records: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly bestP99Ms: number;
} {
  const picture = document.querySelector("informer-visualizer") as unknown as Picture;
  const records = picture.trace?.records.length ?? 0;
  const places = 400;
  const times: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    let at = 1;
    for (let index = 0; index < places; index += 1) {
      // A walk that comes everywhere: no randomness, so that runs can be compared.
      at = (at * 48_271) % 2_147_483_647;
      const start = performance.now();
      picture.position = at % records;
      times.push(performance.now() - start);
    }
  }
  const best = Array.from({ length: places }, (_, place) =>
    Math.min(...[0, 1, 2].map((round) => times[round * places + place] ?? 0)),
  );
  const nth = (all: readonly number[], share: number): number => {
    const sorted = [...all].sort((a, b) => a - b);
    return Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 10) / 10;
  };
  return {
    records,
    medianMs: nth(times, 0.5),
    p99Ms: nth(times, 0.99),
    bestP99Ms: nth(best, 0.99),
  };
}

/** Opens the first so many records of the trace that is shown, and watches for tasks that hold up the page. */
export async function openLong(count: number): Promise<{
  readonly records: number;
  readonly totalMs: number;
  readonly longestTaskMs: number;
}> {
  const picture = document.querySelector("informer-visualizer") as unknown as Picture;
  const trace = picture.trace;
  if (trace === undefined) throw new Error("no trace is shown");
  const short = { ...trace, records: trace.records.slice(0, count) };
  let longest = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  });
  observer.observe({ type: "longtask" });
  await new Promise((resolve) => setTimeout(resolve, 500));
  longest = 0;
  const start = performance.now();
  const ready = new Promise((resolve) =>
    picture.addEventListener("informer-ready", resolve, { once: true }),
  );
  setTimeout(() => {
    picture.trace = short;
  }, 0);
  await ready;
  const totalMs = Math.round(performance.now() - start);
  await new Promise((resolve) => setTimeout(resolve, 500));
  observer.disconnect();
  return { records: count, totalMs, longestTaskMs: Math.round(longest) };
}

/** Notes when the stage is first drawn, and when it is first drawn otherwise. */
export function watchForMotion(): void {
  let first: string | undefined;
  const watch = (): void => {
    const svg = document
      .querySelector("informer-visualizer")
      ?.shadowRoot?.querySelector(".stage svg");
    const drawn = svg?.querySelector("text") === null ? undefined : svg?.innerHTML;
    if (drawn !== undefined && first === undefined) {
      first = drawn;
      Object.assign(window, { firstShown: performance.now() });
    }
    if (drawn !== undefined && drawn !== first)
      Object.assign(window, { firstMotion: performance.now() });
    else requestAnimationFrame(watch);
  };
  requestAnimationFrame(watch);
}
