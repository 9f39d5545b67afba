import type { LocalizedText } from "../../scenario/localized-text.ts";
import { everyFlavour, type Invariant, PerName } from "../invariant.ts";

/** A watch that ends sooner without an event is a failure. */
const veryShortMs = 1000;
/** After so many streamed lists in a row that were cut, a plain one is asked for. */
const cutsMax = 3;
/** Requests that may follow one another at once; then one each second. */
const atOnceMax = 10;
const paceMs = 1000;

const afterAWait: LocalizedText = { en: " after a wait", "zh-CN": "等待之后" };
const atOnce: LocalizedText = { en: " at once", "zh-CN": "立即" };
const none: LocalizedText = { en: "", "zh-CN": "" };

type Asks = "list" | "stream" | "watch";

interface State {
  startedAt: number;
  events: number;
  isStreaming: boolean;
  /** Streamed lists in a row that ended, or fell silent, before they were complete. */
  cuts: number;
  next: { readonly asks: readonly Asks[]; readonly mustWait: boolean } | undefined;
  hasWaited: boolean;
  left: number;
  countedAt: number;
}

/** P13: what follows a watch that the server has ended. */
export const afterAClose: Invariant = {
  id: "P13",
  name: "after-a-close",
  title: {
    en: "A watch that the server ends, or that is silent for too long, is opened again; one that ended within a second and brought nothing is a failure, after which everything is listed once a wait is over; a streamed list that is cut, or silent for too long, is streamed again, and after three in a row listed; all that at once no more than ten times, then once a second.",
    "zh-CN":
      "被服务器结束或静默过久的监听会重新打开；一秒之内结束且毫无内容的监听算作失败，等待之后重新列举；中断或静默过久的流式列举会重来，连续三次之后改为普通列举；立即重来至多十次，之后每秒一次。",
  },
  source:
    "client-go tools/cache/reflector.go watch, handleWatch; core/src/reflector/reflector.ts onClosed, request-pace.ts",
  binds: everyFlavour,
  watch: (judge) => {
    const states = new PerName<State>(() => ({
      startedAt: 0,
      events: 0,
      isStreaming: false,
      cuts: 0,
      next: undefined,
      hasWaited: false,
      left: atOnceMax,
      countedAt: 0,
    }));
    const asked = (informer: string, asks: Asks, at: number): void => {
      const state = states.of(informer);
      const { next, hasWaited } = state;
      state.next = undefined;
      if (next === undefined) return;
      judge.reached();
      if (!next.asks.includes(asks) || (next.mustWait && !hasWaited)) {
        const [soon, mustWait] = [
          hasWaited ? afterAWait : atOnce,
          next.mustWait ? afterAWait : none,
        ];
        judge.broken({
          en: `${informer}: its watch ended after ${state.events} events, and it asks for a ${asks}${soon.en}; expected a ${next.asks.join(" or ")}${mustWait.en}`,
          "zh-CN": `${informer}：监听在 ${state.events} 个事件之后结束，它${soon["zh-CN"]}请求 ${asks}；应当${mustWait["zh-CN"]}请求 ${next.asks.join(" 或 ")}`,
        });
      }
      if (!hasWaited && !isPaced(state, at))
        judge.broken({
          en: `${informer}: its watches end, and it asks again at once more than ${atOnceMax} times`,
          "zh-CN": `${informer}：监听接连结束，它立即重来超过 ${atOnceMax} 次`,
        });
    };
    return {
      on: {
        "reflector.list-requested": ({ informer, page }, { at }) => {
          if (page === 1) asked(informer, "list", at);
        },
        "reflector.watch-requested": ({ informer, options }, { at }) => {
          const isStreaming = options.sendInitialEvents === true;
          asked(informer, isStreaming ? "stream" : "watch", at);
          Object.assign(states.of(informer), { startedAt: at, events: 0, isStreaming });
        },
        "reflector.received": ({ informer, type, isInitialEventsEnd }, { at }) => {
          const state = states.of(informer);
          if (type !== "ERROR") state.events += 1;
          if (isInitialEventsEnd !== true || !state.isStreaming) return;
          Object.assign(state, { startedAt: at, events: 0, isStreaming: false, cuts: 0 });
        },
        "reflector.backing-off": ({ informer }) => {
          states.of(informer).hasWaited = true;
        },
        "reflector.watch-ended": ({ informer, reason }, { at }) => {
          if (reason !== "closed" && reason !== "very-short" && reason !== "read-deadline") return;
          const state = states.of(informer);
          state.next = nextOf(state, reason !== "read-deadline" && isVeryShort(state, at));
          state.hasWaited = false;
        },
      },
    };
  },
};

function isVeryShort({ events, startedAt }: State, at: number): boolean {
  return events === 0 && at - startedAt < veryShortMs;
}

function nextOf(state: State, wasShort: boolean): State["next"] {
  if (!state.isStreaming)
    return wasShort
      ? { asks: ["list", "stream"], mustWait: true }
      : { asks: ["watch"], mustWait: false };
  state.cuts += 1;
  const isHopeless = wasShort || state.cuts >= cutsMax;
  return { asks: [isHopeless ? "list" : "stream"], mustWait: false };
}

/** Takes one request that is made at once; false when there were too many. */
function isPaced(state: State, at: number): boolean {
  state.left = Math.min(atOnceMax, state.left + (at - state.countedAt) / paceMs) - 1;
  state.countedAt = at;
  return state.left >= 0;
}
