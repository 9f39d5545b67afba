import { isEarly } from "../../scenario/defaults.ts";
import type { InformerProgram } from "../../scenario/scenario.ts";
import {
  everyFlavour,
  handlerName,
  type Invariant,
  type JudgedInformer,
  PerName,
} from "../invariant.ts";

/** Smaller periods are raised to this. */
const minimumMs = 1000;

/** Time that the way from a due resync to its handlers may take, beside what is kept from running on purpose. */
const slackMs = 1000;

/** What one handler heard, and since when nothing disturbed its informer. */
interface Hearing {
  readonly informer: string;
  readonly handler: string;
  joinedAt: number;
  isGone: boolean;
  readonly heardAt: Map<string, number>;
}

/** N16: who asked for resyncs gets them, also when news wait at the moment at which one falls due. */
export const resyncComes: Invariant = {
  id: "N16",
  name: "resync-comes",
  title: {
    en: "While an informer watches undisturbed, a handler that asked for resyncs hears of each cached object once a period.",
    "zh-CN":
      "informer 不受干扰地监听期间，要求重新同步的事件处理器在每个周期都会听到每个缓存对象。",
  },
  source: "client-go tools/cache/shared_informer.go shouldResync, reflector.go startResync",
  binds: everyFlavour,
  watch: (judge) => {
    const hearings = new Map<string, Hearing>();
    const undisturbed = new PerName(() => ({ since: Number.NaN }));
    const check = (hearing: Hearing, key: string, at: number): void => {
      const { informer, handler, joinedAt } = hearing;
      const live = judge.world?.informer(informer);
      if (live === undefined) return;
      const allowed = longestWaitMs(live.program, handler);
      const since = Math.max(undisturbed.of(informer).since, joinedAt, at);
      if (allowed === undefined || Number.isNaN(since)) return;
      judge.reached();
      const waitedMs = judge.now - since;
      if (waitedMs <= allowed + excuseMs(live, since, allowed)) return;
      judge.broken({
        en: `${informer}/${handler}: asked for resyncs, and heard nothing of ${key} for ${waitedMs} ms`,
        "zh-CN": `${informer}/${handler}：要求了重新同步，却有 ${waitedMs} 毫秒没听到 ${key} 的任何消息`,
      });
    };
    return {
      on: {
        "handler.registered": ({ informer, handler }, { at }) => {
          hearings.set(handlerName(informer, handler), {
            informer,
            handler,
            joinedAt: at,
            isGone: false,
            heardAt: new Map(),
          });
        },
        "handler.removed": ({ informer, handler }) => {
          hearings.delete(handlerName(informer, handler));
        },
        "reflector.listed": ({ informer }, { at }) => {
          undisturbed.of(informer).since = at;
        },
        "reflector.moved": ({ informer, to }, { at }) => {
          if (to !== "watching") undisturbed.of(informer).since = at;
        },
        "handler.notified": ({ informer, handler, notification, ref }, { at }) => {
          const hearing = hearings.get(handlerName(informer, handler));
          if (hearing === undefined) return;
          const heardAt = hearing.heardAt.get(ref.key);
          if (heardAt !== undefined) check(hearing, ref.key, heardAt);
          if (notification === "delete") hearing.heardAt.delete(ref.key);
          else hearing.heardAt.set(ref.key, at);
        },
      },
      end: (isQuiet) => {
        if (!isQuiet) return;
        for (const hearing of hearings.values()) {
          if (judge.world?.informer(hearing.informer)?.isRunning !== true) continue;
          for (const [key, at] of hearing.heardAt) check(hearing, key, at);
        }
      },
    };
  },
};

/** What kept a resync from coming in time. */
function excuseMs(live: JudgedInformer, since: number, allowed: number): number {
  const starvedMs = live.starvedMsSince(since);
  // Who is due is worked out anew at each tick: one that waits past the next tick goes to whoever is due then (as client-go's).
  const isOvertaken = starvedMs >= checkPeriodOf(live.program);
  return starvedMs + slackMs + (isOvertaken ? 2 * allowed : 0);
}

/** How long a handler may hear nothing of an object; undefined for one that asked for no resyncs. */
function longestWaitMs(program: InformerProgram, name: string): number | undefined {
  const checkMs = checkPeriodOf(program);
  const handler = (program.handlers ?? []).find((one) => one.name === name);
  const periodMs = periodOf(program, name, checkMs);
  if (handler === undefined || periodMs === 0) return undefined;
  // Who was there from the start (not: joined at that very instant), with a multiple of the common period, is due at its very ticks.
  const isClear = (program.handlers ?? []).every(
    ({ addAtMs }) => addAtMs === undefined || addAtMs !== (program.startAtMs ?? 0),
  );
  const isOnTick = isClear && isEarly(handler, program) && periodMs % checkMs === 0;
  return periodMs + (isOnTick ? 0 : checkMs);
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
