import { isEarly } from "../scenario/defaults.ts";
import type { InformerProgram } from "../scenario/scenario.ts";
import { everyFlavour, type Invariant, PerName } from "./invariant.ts";

/** Smaller periods are raised to this. */
const minimumMs = 1000;

/** N16: who asked for resyncs gets them. */
export const resyncComes: Invariant = {
  id: "N16",
  name: "resync-comes",
  title: {
    en: "While an informer watches undisturbed, a handler that asked for resyncs hears of each cached object once a period.",
    "zh-CN": "informer 不受干扰地 watch 期间，要求重新同步的处理器在每个周期都会听到每个缓存对象。",
  },
  source: "client-go tools/cache/shared_informer.go shouldResync, reflector.go startResync",
  binds: everyFlavour,
  watch: (judge) => {
    const resynced = new PerName(() => new Map<string, number>());
    const joined = new PerName(() => ({ at: Number.NaN }));
    const watchingSince = new PerName(() => ({ at: Number.NaN }));
    let healedAt = Number.NaN;
    const check = (informer: string, handler: string, periodMs: number, checkMs: number): void => {
      const name = `${informer}/${handler}`;
      const since = Math.max(healedAt, watchingSince.of(informer).at, joined.of(name).at);
      const missed = longestWait(resynced.of(name), since, judge.now);
      if (periodMs === 0 || missed === undefined) return;
      judge.reached();
      if (missed.waitedMs > periodMs + checkMs + 1)
        judge.broken(
          `${name}: asked for a resync each ${periodMs} ms, and heard nothing of ${missed.key} for ${missed.waitedMs} ms`,
        );
    };
    return {
      on: {
        "scenario.healed": (_fact, { at }) => {
          healedAt = at;
        },
        "handler.registered": ({ informer, handler }, { at }) => {
          joined.of(`${informer}/${handler}`).at = at;
          resynced.of(`${informer}/${handler}`).clear();
        },
        "reflector.listed": ({ informer }, { at }) => {
          watchingSince.of(informer).at = at;
        },
        "handler.notified": ({ informer, handler, notification, ref }, { at }) => {
          if (notification === "delete") resynced.of(`${informer}/${handler}`).delete(ref.key);
          else resynced.of(`${informer}/${handler}`).set(ref.key, at);
        },
      },
      end: (isQuiet) => {
        if (!isQuiet || Number.isNaN(healedAt)) return;
        for (const informer of judge.world?.informerNames ?? []) {
          const live = judge.world?.informer(informer);
          if (live?.isRunning !== true) continue;
          const checkMs = checkPeriodOf(live.program);
          for (const handler of live.registrations.keys())
            check(informer, handler, periodOf(live.program, handler, checkMs), checkMs);
        }
      },
    };
  },
};

/** The key of which nothing was heard for longest. */
function longestWait(
  heard: ReadonlyMap<string, number>,
  since: number,
  now: number,
): { readonly key: string; readonly waitedMs: number } | undefined {
  let longest: { key: string; waitedMs: number } | undefined;
  for (const [key, at] of heard) {
    const waitedMs = now - Math.max(since, at);
    if (longest === undefined || waitedMs > longest.waitedMs) longest = { key, waitedMs };
  }
  return longest;
}

/** How often an informer looks who is due: the shortest period that was asked for before it started. */
function checkPeriodOf(program: InformerProgram): number {
  const { resyncPeriodMs = 0, handlers = [] } = program;
  let checkMs = resyncPeriodMs;
  for (const handler of handlers) {
    const wantedMs = handler.resyncPeriodMs ?? resyncPeriodMs;
    if (checkMs > 0 && wantedMs > 0 && isEarly(handler, program))
      checkMs = Math.min(checkMs, Math.max(minimumMs, wantedMs));
  }
  return checkMs;
}

function periodOf(program: InformerProgram, name: string, checkMs: number): number {
  const handler = (program.handlers ?? []).find((one) => one.name === name);
  const wantedMs = handler?.resyncPeriodMs ?? program.resyncPeriodMs ?? 0;
  return checkMs === 0 || wantedMs === 0 ? 0 : Math.max(checkMs, minimumMs, wantedMs);
}
