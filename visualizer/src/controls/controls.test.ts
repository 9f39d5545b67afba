import { expect, test } from "vitest";
import { exampleTrace } from "../../demo/example-trace.ts";
import { keyTable } from "../text/panels/key-table.ts";
import { parsePlace, readSettings } from "./attributes.ts";
import { Branches, branchesMax } from "./branches.ts";
import { commandOf } from "./keyboard.ts";
import { Player, type PlayerHooks, type PlayerState } from "./player.ts";
import type { ForkChoice, Runner } from "./runner.ts";

function settingsOf(attributes: Readonly<Record<string, string>>): {
  settings: ReturnType<typeof readSettings>;
  warnings: string[];
} {
  const warnings: string[] = [];
  const settings = readSettings(
    (name) => attributes[name] ?? null,
    (sentence) => warnings.push(sentence),
  );
  return { settings, warnings };
}

test("an unknown attribute value is named with the legal ones, and the default is used", () => {
  const { settings, warnings } = settingsOf({
    mode: "movie",
    size: "leap",
    speed: "fast",
    lanes: "fifo,queue",
  });
  expect(settings).toMatchObject({ mode: "free", size: "hop", speed: 1, lanes: ["queue"] });
  expect(warnings).toEqual(
    [
      '<informer-visualizer size="leap">: legal values are line, hop, beat; using hop.',
      '<informer-visualizer mode="movie">: legal values are lesson, free, figure, kiosk; using free.',
      '<informer-visualizer lanes="fifo,queue">: fifo unknown; legal are apiserver, network, reflector, queue, indexer, handlers, workqueue, workers.',
      '<informer-visualizer speed="fast">: expected a number from 0.1 to 16; using the default.',
    ].sort((a, b) => warnings.indexOf(a) - warnings.indexOf(b)),
  );
});

test("legal attributes are taken without a word", () => {
  const { settings, warnings } = settingsOf({
    mode: "lesson",
    lang: "zh-Hans-CN",
    theme: "dark",
    panels: "narration table",
    speed: "4",
  });
  expect(settings).toMatchObject({
    mode: "lesson",
    lang: "zh-CN",
    theme: "dark",
    panels: ["narration", "table"],
    speed: 4,
  });
  expect(warnings).toEqual([]);
});

test("places are steps or times", () => {
  expect(["12", "1.2s", "800 ms", "3秒", "1.5", "-1", "soon"].map(parsePlace)).toEqual([
    { event: 12 },
    { at: 1200 },
    { at: 800 },
    { at: 3000 },
    undefined,
    undefined,
    undefined,
  ]);
});

test("keys with Ctrl, Alt or Meta belong to the browser", () => {
  expect(commandOf({ key: "f" })).toEqual({ kind: "fork" });
  for (const held of ["ctrlKey", "altKey", "metaKey"])
    expect(commandOf({ key: "f", [held]: true })).toBeUndefined();
  expect(commandOf({ key: "constructor" })).toBeUndefined();
});

test("arrows step at the chosen size, with Shift by beats; digits go to lanes", () => {
  expect(commandOf({ key: "ArrowRight" })).toEqual({ kind: "step", direction: 1 });
  expect(commandOf({ key: "ArrowLeft", shiftKey: true })).toEqual({
    kind: "step",
    direction: -1,
    size: "beat",
  });
  expect(commandOf({ key: "4" })).toEqual({ kind: "lane", lane: "queue" });
  expect(commandOf({ key: "9" })).toBeUndefined();
});

test("each line of the help names keys that do something", () => {
  const names: Readonly<Record<string, string>> = {
    Space: " ",
    Esc: "Escape",
    "→": "ArrowRight",
    "←": "ArrowLeft",
    "↑": "ArrowUp",
    "↓": "ArrowDown",
  };
  for (const [keys, says] of keyTable) {
    // Digits that answer belong to the question that shows them: predict-part.test.ts.
    if (says === "kb.answer") continue;
    for (const key of keys.split(/\s+/)) {
      if (key === "Shift" || key === "…") continue;
      expect([key, commandOf({ key: names[key] ?? key })]).not.toEqual([key, undefined]);
    }
  }
});

class Reel {
  now = 0;
  readonly #callbacks = new Map<number, (now: number) => void>();
  #made = 0;

  request(callback: (now: number) => void): () => void {
    this.#made += 1;
    const id = this.#made;
    this.#callbacks.set(id, callback);
    return () => this.#callbacks.delete(id);
  }

  get waiting(): number {
    return this.#callbacks.size;
  }

  roll(milliseconds: number): void {
    for (const end = this.now + milliseconds; this.now < end; ) {
      this.now += 10;
      const callbacks = [...this.#callbacks.values()];
      this.#callbacks.clear();
      for (const callback of callbacks) callback(this.now);
    }
  }
}

function playerOf(
  length: number,
  motionMs = 100,
  mustWait: PlayerHooks["mustWait"] = () => false,
): { reel: Reel; player: Player; states: PlayerState[] } {
  const reel = new Reel();
  const states: PlayerState[] = [];
  const player = new Player(reel, {
    next: (position) => (position < length ? position + 1 : undefined),
    timing: () => ({ motionMs, restMs: 50 }),
    mustWait,
    changed: (state) => states.push(state),
  });
  return { reel, player, states };
}

test("a step moves, then rests, and asks for no frame afterwards", () => {
  const { reel, player, states } = playerOf(10);
  player.goTo(3, true);
  expect(states.at(-1)).toMatchObject({ position: 3, motion: { from: 0, to: 3, phase: 0 } });
  reel.roll(200);
  expect(player.state).toEqual({
    position: 3,
    motion: undefined,
    isPlaying: false,
    isWaiting: false,
  });
  expect(reel.waiting).toBe(0);
});

test("a step back is the same motion seen backwards", () => {
  const { reel, player, states } = playerOf(10);
  player.goTo(3);
  player.goTo(2, true);
  reel.roll(60);
  const phases = states.flatMap(({ motion }) => (motion === undefined ? [] : [motion.phase]));
  expect(phases).toEqual([...phases].sort((a, b) => b - a));
  expect(states.at(-1)).toMatchObject({ position: 2, motion: { from: 2, to: 3 } });
});

test("a new step ends a running motion at once", () => {
  const { reel, player } = playerOf(10, 1000);
  player.goTo(1, true);
  reel.roll(50);
  player.goTo(2, true);
  expect(player.state.motion).toMatchObject({ from: 1, to: 2, phase: 0 });
  expect(reel.waiting).toBe(1);
});

test("playing ends at the end, and pause stops it in between", () => {
  const { reel, player } = playerOf(3);
  player.play();
  reel.roll(2000);
  expect(player.state).toMatchObject({ position: 3, isPlaying: false });
  expect(reel.waiting).toBe(0);
  player.goTo(0);
  player.play();
  reel.roll(120);
  player.pause();
  const { position } = player.state;
  reel.roll(1000);
  expect(player.state.position).toBe(position);
  expect(reel.waiting).toBe(0);
});

test.each([100, 0])(
  "playing waits where it is told to, and goes on from there (motion %i ms)",
  (motionMs) => {
    let isOpen = true;
    const { reel, player, states } = playerOf(
      4,
      motionMs,
      ({ to, phase }) => isOpen && to === 2 && phase > 0.4,
    );
    player.play();
    reel.roll(2000);
    expect(player.state).toMatchObject({ position: 1, isPlaying: true, isWaiting: true });
    expect(player.state.motion?.phase ?? 0).toBeLessThanOrEqual(0.4);
    expect(reel.waiting).toBe(0);
    const waitedAt = player.state.motion?.phase ?? 0;

    isOpen = false;
    states.length = 0;
    player.release();
    expect(player.state.isWaiting).toBe(false);
    expect(states[0]?.motion?.phase ?? waitedAt).toBe(waitedAt);
    reel.roll(2000);
    expect(player.state).toMatchObject({ position: 4, isPlaying: false });
  },
);

test.each([5, 30, 100, 1000])(
  "however late frames come, it stands still just before what must be waited for (a motion of %i ms)",
  (motionMs) => {
    const { reel, player } = playerOf(4, motionMs, ({ to, phase }) => to === 2 && phase > 0.4);
    player.play();
    reel.roll(5000);
    expect(player.state).toMatchObject({ position: 1, isPlaying: true, isWaiting: true });
    expect(player.state.motion?.phase).toBeGreaterThan(0.39);
    expect(player.state.motion?.phase).toBeLessThanOrEqual(0.4);
  },
);

test("pause, and a step elsewhere, end the waiting", () => {
  const { reel, player } = playerOf(4, 100, () => true);
  player.play();
  reel.roll(300);
  expect(player.state.isWaiting).toBe(true);
  player.pause();
  expect(player.state).toEqual({
    position: 0,
    motion: undefined,
    isPlaying: false,
    isWaiting: false,
  });
  player.play();
  player.goTo(3);
  expect(player.state).toMatchObject({ position: 3, isWaiting: false });
});

const expire: ForkChoice = {
  id: "expire",
  label: { en: "Expire", "zh-CN": "过期" },
  apply: (scenario, at) => ({ ...(scenario as object), isExpired: true, at }),
};
const runner: Runner = { run: () => exampleTrace({ isExpired: true }), forks: [expire] };

test("a fork is an edit of the scenario at the playhead, and both futures stay", async () => {
  const branches = new Branches(exampleTrace({ isExpired: false }));
  const scenarios: unknown[] = [];
  const watching: Runner = {
    ...runner,
    run: (scenario) => {
      scenarios.push(scenario);
      return exampleTrace({ isExpired: true });
    },
  };
  const branch = await branches.fork(watching, expire, 150);
  expect(scenarios[0]).toMatchObject({ queue: "delta", at: { seq: 150, atMs: 1880 } });
  expect(branch.label.en).toBe("Expire (1.880 s)");
  expect(branches.shown.map(({ id }) => id)).toEqual(["original", "fork-1"]);
  expect(branches.active.id).toBe("fork-1");
  expect(branches.comparison?.difference.lists).toBe(1);
});

test("there are at most four futures, and the original always stays", async () => {
  const branches = new Branches(exampleTrace({ isExpired: false }));
  for (let made = 0; made < 6; made += 1) await branches.fork(runner, expire, 150);
  expect(branches.all.length).toBe(branchesMax);
  expect(branches.all[0]?.id).toBe("original");
  branches.drop(branches.active.id);
  expect(branches.all.length).toBe(branchesMax - 1);
});

test("a trace that does not say what it was made from cannot be forked, and says so", async () => {
  const branches = new Branches({ version: 1, records: exampleTrace().records });
  await expect(branches.fork(runner, expire, 10)).rejects.toThrow("does not hold the scenario");
});
