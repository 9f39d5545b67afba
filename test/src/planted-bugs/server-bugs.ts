import type { ListerWatcher } from "@informerlab/core";
import type { TraceFact } from "@informerlab/core/trace";
import { endsInitialEvents } from "../simulate/informer/watch-gauge.ts";
import { around, told } from "../simulate/network/around.ts";
import type { LyingServer, ReplacementParts } from "../simulate/replacement-parts.ts";
import { isChange, lies } from "./lying-server.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Mistakes of the server: its own facts tell what it really sent. */
export const serverBugs: readonly PlantedBug[] = [
  {
    name: "gap-list-watch",
    title: {
      en: "What happens between a list and its watch is not delivered.",
      "zh-CN": "列举与随后的监听之间发生的变更没有送达。",
    },
    ancestor: "kubernetes/kubernetes#141528",
    caughtBy: ["W4", "W5", "W6", "C3"],
    budget: 20_000,
    parts: () =>
      lies((sent, known) => (known.isBacklog(sent.watch) && isChange(sent) ? undefined : sent)),
  },
  {
    name: "delete-old-rv",
    title: {
      en: "DELETED carries the object's last version instead of the deletion's.",
      "zh-CN": "DELETED 携带对象的最后版本，而非删除时的版本。",
    },
    caughtBy: ["W8", "W1"],
    budget: 2000,
    parts: () =>
      lies((sent, known) => {
        if (sent.type !== "DELETED" || sent.ref === undefined) return sent;
        const resourceVersion = known.lastLive(sent.ref.resource, sent.ref.key);
        return resourceVersion === undefined
          ? sent
          : { ...sent, ref: { ...sent.ref, resourceVersion } };
      }),
  },
  {
    name: "selector-leave-silent",
    title: {
      en: "An object that no longer matches the selector leaves without a DELETED.",
      "zh-CN": "对象不再匹配选择器时，没有 DELETED 就离开了。",
    },
    caughtBy: ["W4", "W5", "W6"],
    budget: 50_000,
    parts: () =>
      lies((sent, known) =>
        sent.type === "DELETED" &&
        sent.ref !== undefined &&
        known.exists(sent.ref.resource, sent.ref.key)
          ? undefined
          : sent,
      ),
  },
  {
    name: "overflow-drops-one",
    title: {
      en: "A watcher that is served loses its third event and goes on.",
      "zh-CN": "监听丢失第三个事件后继续进行。",
    },
    caughtBy: ["W4", "W5", "W6"],
    budget: 5000,
    parts: () =>
      lies((sent, known) => (isChange(sent) && known.count(sent.watch) === 3 ? undefined : sent)),
  },
  {
    name: "added-again",
    title: {
      en: "A change of an object that was sent before is sent as ADDED.",
      "zh-CN": "已发送过的对象发生变更时，仍以 ADDED 发送。",
    },
    caughtBy: ["W7"],
    budget: 2000,
    parts: () => lies((sent) => (sent.type === "MODIFIED" ? { ...sent, type: "ADDED" } : sent)),
  },
  {
    name: "selector-leave-modified",
    title: {
      en: "An object that no longer matches the selector is sent as MODIFIED: it stays.",
      "zh-CN": "对象不再匹配选择器时以 MODIFIED 发送：它因此留了下来。",
    },
    caughtBy: ["W7"],
    budget: 20_000,
    parts: () =>
      lies((sent, known) =>
        sent.type === "DELETED" &&
        sent.ref !== undefined &&
        known.exists(sent.ref.resource, sent.ref.key)
          ? { ...sent, type: "MODIFIED" }
          : sent,
      ),
  },
  {
    name: "list-ignores-selector",
    title: {
      en: "A list takes no notice of the selector.",
      "zh-CN": "列举不理会选择器。",
    },
    caughtBy: ["C11"],
    budget: 5000,
    parts: () =>
      server((inner) =>
        around(inner, {
          list: ({ labelSelector: _ignored, ...options }, done, waiting) =>
            inner.list(options, done, waiting),
        }),
      ),
  },
  {
    name: "talks-after-error",
    title: {
      en: "A stream goes on after it has sent an ERROR.",
      "zh-CN": "监听流发送 ERROR 之后仍继续发送。",
    },
    caughtBy: ["W12"],
    budget: 5000,
    parts: () =>
      lies((sent, known) =>
        isChange(sent) && known.count(sent.watch) === 2 ? { ...sent, type: "ERROR" } : sent,
      ),
  },
  {
    name: "initial-end-twice",
    title: {
      en: "A streamed list is said to be complete twice.",
      "zh-CN": "流式列举的结束标记发送了两次。",
    },
    caughtBy: ["W10"],
    budget: 2000,
    parts: () => server((inner) => around(inner, { watch: twiceEnded(inner) })),
  },
  {
    name: "list-lacks-one",
    title: {
      en: "A list under the newest version lacks its last object.",
      "zh-CN": "标注最新版本的列举缺少最后一个对象。",
    },
    caughtBy: ["L1", "L3"],
    budget: 2000,
    parts: () => ({
      lyingServer: () => ({
        report: (fact) =>
          fact.kind === "server.responded" && fact.count !== undefined && fact.count > 1
            ? { ...fact, count: fact.count - 1 }
            : fact,
        wrap: (inner) =>
          around(inner, {
            list: (options, done, waiting) =>
              inner.list(
                options,
                (result) =>
                  done(
                    result.ok && result.list.items.length > 1
                      ? {
                          ok: true,
                          list: { ...result.list, items: result.list.items.slice(0, -1) },
                        }
                      : result,
                  ),
                waiting,
              ),
          }),
      }),
    }),
  },
  {
    name: "two-writes-one-revision",
    title: {
      en: "Each fourth write has the revision of the one before.",
      "zh-CN": "每第四次写入与前一次共用修订版本。",
    },
    caughtBy: ["W3"],
    budget: 1000,
    parts: () => {
      let count = 0;
      let before = "";
      return saying((fact) => {
        if (fact.kind !== "server.committed") return fact;
        count += 1;
        const resourceVersion = count % 4 === 0 ? before : (fact.ref.resourceVersion ?? "");
        before = resourceVersion;
        return { ...fact, ref: { ...fact.ref, resourceVersion } };
      });
    },
  },
  {
    name: "too-large-hangs",
    title: {
      en: "A list at a version that does not come is never answered.",
      "zh-CN": "对始终不到来的版本的列举，永远得不到回答。",
    },
    caughtBy: ["L4"],
    budget: 5000,
    parts: () => saying((fact) => (isTooLarge(fact) ? undefined : fact)),
  },
  {
    name: "gone-unnoticed",
    title: {
      en: "A watch from a forgotten version is served from the newest one, with a gap.",
      "zh-CN": "从已遗忘版本开始的监听改从最新版本提供，留下缺口。",
    },
    caughtBy: ["W11"],
    budget: 20_000,
    parts: () => ({ lyingServer: () => new ForgivingServer() }),
  },
];

/** A server whose words alone are wrong. */
function saying(report: LyingServer["report"]): ReplacementParts {
  return { lyingServer: () => ({ report, wrap: (inner) => inner }) };
}

function isTooLarge(fact: TraceFact): boolean {
  return fact.kind === "server.responded" && fact.code === 504;
}

/** Serves every watch, from the newest version if it must. */
class ForgivingServer implements LyingServer {
  #newest = "";
  #compacted = 0;
  readonly #asked = new Map<string, string>();

  report(fact: TraceFact): TraceFact {
    if (fact.kind === "server.committed") this.#newest = fact.ref.resourceVersion ?? this.#newest;
    if (fact.kind === "server.compacted") this.#compacted = Number(fact.revision);
    if (fact.kind !== "server.watch-opened") return fact;
    const asked = this.#asked.get(fact.client);
    this.#asked.delete(fact.client);
    return asked === undefined ? fact : { ...fact, resourceVersion: asked };
  }

  wrap(inner: ListerWatcher, informer: string): ListerWatcher {
    return around(inner, {
      watch: (options, observer) => {
        const { resourceVersion = "" } = options;
        const isForgotten = resourceVersion !== "" && Number(resourceVersion) < this.#compacted;
        if (!isForgotten) return inner.watch(options, observer);
        this.#asked.set(informer, resourceVersion);
        return inner.watch({ ...options, resourceVersion: this.#newest }, observer);
      },
    });
  }
}

function twiceEnded(inner: ListerWatcher): ListerWatcher["watch"] {
  return (options, observer) =>
    inner.watch(
      options,
      told(observer, {
        events: (batch) => {
          observer.events(batch);
          const ends = batch.filter(endsInitialEvents);
          if (ends.length > 0) observer.events(ends);
        },
      }),
    );
}

function server(wrap: (inner: ListerWatcher) => ListerWatcher): ReplacementParts {
  return { lyingServer: () => ({ report: (fact) => fact, wrap }) };
}
