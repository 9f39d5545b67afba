import { revisionOf } from "../../model/revision.ts";
import type { Invariant } from "../invariant.ts";

/** How long a server waits for a version that it does not have yet. */
const patienceMs = 3000;

interface Ahead {
  readonly revision: number;
  readonly since: number;
}

/** L4: who asks for a version that is still to come is kept waiting for a while, and not for ever. */
export const tooLarge: Invariant = {
  id: "L4",
  name: "too-large",
  title: {
    en: "A list at a version from the future is answered when that version comes, else refused after three seconds; it never waits for ever.",
    "zh-CN": "对未来版本的列举，在该版本到来时得到回答，否则三秒后被拒绝；绝不会永远等待。",
  },
  source: "apiserver storage/cacher: waitUntilFreshAndBlock, Too large resource version",
  binds: ["server"],
  watch: (judge) => {
    const waiting = new Map<string, Ahead>();
    return {
      on: {
        "server.requested": ({ request, verb, options }, { at }) => {
          const revision = revisionOf(options.resourceVersion);
          const { head } = judge.model.log;
          // Before the first write is told of, nobody knows where the server stands.
          if (verb === "list" && head > 0 && revision > head)
            waiting.set(request, { revision, since: at });
        },
        "fault.injected": ({ request }) => {
          // What a fault does to a request is no answer of the server's own.
          if (request !== undefined) waiting.delete(request);
        },
        "server.responded": ({ request, code }, { at }) => {
          const ahead = waiting.get(request);
          if (ahead === undefined) return;
          waiting.delete(request);
          judge.reached();
          const { revision, since } = ahead;
          const { head } = judge.model.log;
          if (code === 200 && head < revision)
            judge.broken({
              en: `a list at ${revision} is answered when the server is at ${head}`,
              "zh-CN": `服务器才到版本 ${head}，就回答了对版本 ${revision} 的列举`,
            });
          if (at - since > patienceMs + judge.clock.lateMs)
            judge.broken({
              en: `a list at ${revision} is answered after ${at - since} ms`,
              "zh-CN": `对版本 ${revision} 的列举过了 ${at - since} 毫秒才得到回答`,
            });
          if (code !== 200 && at - since < patienceMs - judge.clock.earlyMs)
            judge.broken({
              en: `a list at ${revision} is refused after ${at - since} ms`,
              "zh-CN": `对版本 ${revision} 的列举只过了 ${at - since} 毫秒就被拒绝`,
            });
        },
      },
      end: () => {
        for (const { revision, since } of waiting.values())
          if (judge.now - since > patienceMs + judge.clock.lateMs)
            judge.broken({
              en: `a list at ${revision} is never answered`,
              "zh-CN": `对版本 ${revision} 的列举始终没有得到回答`,
            });
      },
    };
  },
};
