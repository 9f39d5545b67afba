import {
  DeletedFinalStateUnknown,
  DeltaProcessor,
  type DeltaProcessorOptions,
  Indexer,
  type KubernetesObject,
  type Notification,
  type ObjectDelta,
} from "@informerlab/core";
import type { ReplacementParts } from "../simulate/replacement-parts.ts";
import type { PlantedBug } from "./planted-bug.ts";

type Options = DeltaProcessorOptions<KubernetesObject>;
type Notify = Options["notify"];
type Process = DeltaProcessor<KubernetesObject>["process"];

/** Mistakes between the queue and the handlers. */
export const cacheBugs: readonly PlantedBug[] = [
  {
    name: "handler-before-store",
    title: {
      en: "Handlers are told first and the cache is written after: who looks finds nothing.",
      "zh-CN": "先通知事件处理器、后写缓存：去查的人什么也找不到。",
    },
    ancestor: "kubernetes/kubernetes#27004",
    caughtBy: ["N3", "N2"],
    queues: ["delta", "real"],
    budget: 500,
    parts: () => processor((options) => new EagerProcessor(options)),
  },
  {
    name: "inferred-delete-bare",
    title: {
      en: "A deletion that was inferred is told as if its final state were known.",
      "zh-CN": "推断出的删除被当作已知最终状态来通知。",
    },
    ancestor: "kubernetes/kubernetes#8822",
    caughtBy: ["N12"],
    budget: 20_000,
    parts: () =>
      notified((notification) =>
        notification.type === "delete" &&
        notification.object instanceof DeletedFinalStateUnknown &&
        notification.object.object !== undefined
          ? { type: "delete", object: notification.object.object }
          : notification,
      ),
  },
  {
    name: "old-is-new",
    title: {
      en: "An update carries the new object twice: nobody can tell what changed.",
      "zh-CN": "update 里新对象出现两次：无人知道变了什么。",
    },
    caughtBy: ["N2"],
    budget: 2000,
    parts: () =>
      notified((notification) =>
        notification.type === "update"
          ? { ...notification, oldObject: notification.object }
          : notification,
      ),
  },
  {
    name: "tombstone-has-no-key",
    title: {
      en: "The key function refuses tombstones, so inferred deletions never reach the cache.",
      "zh-CN": "键函数不接受墓碑，推断的删除永远到不了缓存。",
    },
    ancestor: "kcp-dev/kcp#4364",
    caughtBy: ["C3", "C5"],
    queues: ["delta", "real"],
    budget: 20_000,
    parts: () => processor((options) => new RefusingProcessor(options)),
  },
  {
    name: "shared-snapshot",
    title: {
      en: "Readers between two writes share one list: who sorts it sorts it for all.",
      "zh-CN": "两次写入之间的读者共用一个列表：一人排序，人人受影响。",
    },
    caughtBy: ["I6", "J1"],
    budget: 5000,
    parts: () => ({
      informer: () => ({ createIndexer: (options) => new SharingIndexer(options) }),
    }),
  },
  {
    name: "deletions-forgotten",
    title: {
      en: "The atomic queue's deletions never reach the cache; only the next list mends it.",
      "zh-CN": "原子队列的删除从不到达缓存，要等下一次列举才能修复。",
    },
    caughtBy: ["C5"],
    queues: ["real-atomic"],
    budget: 2000,
    parts: () => processor((options) => new ForgetfulProcessor(options)),
  },
  {
    name: "index-old-value-stays",
    title: {
      en: "An updated object stays filed under its old index value, too.",
      "zh-CN": "对象更新后，仍留在旧的索引值之下。",
    },
    caughtBy: ["I1"],
    budget: 30_000,
    parts: () => ({
      informer: () => ({ createIndexer: (options) => new HoardingIndexer(options) }),
    }),
  },
  {
    name: "index-keeps-equal-count",
    title: {
      en: "An update that leaves the number of an object's index values as it was is taken for no change of them.",
      "zh-CN": "更新后索引值的个数不变，就被当作索引没有变化。",
    },
    caughtBy: ["I1"],
    budget: 20_000,
    parts: () => ({
      informer: () => ({ createIndexer: (options) => new CountingIndexer(options) }),
    }),
  },
  {
    name: "initial-add-as-news",
    title: {
      en: "The objects of the first list are told as if they were new.",
      "zh-CN": "首次列举中的对象被当作新对象通知。",
    },
    caughtBy: ["N15"],
    budget: 1000,
    parts: () =>
      notified((notification) =>
        notification.type === "add" ? { ...notification, isInInitialList: false } : notification,
      ),
  },
  {
    name: "late-join-gap",
    title: {
      en: "A handler that joins late is not told of the object stored last.",
      "zh-CN": "中途加入的事件处理器漏掉最近存入的对象。",
    },
    caughtBy: ["N7"],
    budget: 5000,
    parts: () => ({
      informer: () => ({ createIndexer: (options) => new ForgetfulIndexer(options) }),
    }),
  },
];

/** Tells the handlers of each delta before it is applied. */
class EagerProcessor extends DeltaProcessor<KubernetesObject> {
  readonly #options: Options;

  constructor(options: Options) {
    super({ ...options, notify: () => undefined });
    this.#options = options;
  }

  override process(...[deltas, isInitial]: Parameters<Process>): void {
    for (const delta of deltas) {
      this.#options.notify(
        notificationOf(delta as ObjectDelta, this.#options.indexer, isInitial),
        delta.cause,
      );
      super.process([delta], isInitial);
    }
  }
}

function notificationOf(
  { type, key, object }: ObjectDelta,
  indexer: Indexer<KubernetesObject>,
  isInInitialList: boolean,
): Notification<KubernetesObject> {
  if (type === "Deleted" || object instanceof DeletedFinalStateUnknown)
    return { type: "delete", object };
  const oldObject = indexer.getByKey(key);
  return oldObject === undefined
    ? { type: "add", object, isInInitialList }
    : { type: "update", oldObject, object };
}

/** Drops what it cannot find the key of. */
class RefusingProcessor extends DeltaProcessor<KubernetesObject> {
  override process(...[deltas, isInitial]: Parameters<Process>): void {
    super.process(
      deltas.filter(({ object }) => !(object instanceof DeletedFinalStateUnknown)),
      isInitial,
    );
  }
}

/** Lists anew only after a write. */
class SharingIndexer extends Indexer<KubernetesObject> {
  #shared: readonly KubernetesObject[] | undefined;

  override list(): readonly KubernetesObject[] {
    this.#shared ??= [...super.list()];
    return this.#shared;
  }

  override updateKeyed(key: string, object: KubernetesObject): ReturnType<Indexer["updateKeyed"]> {
    this.#shared = undefined;
    return super.updateKeyed(key, object);
  }

  override deleteKeyed(
    ...input: Parameters<Indexer["deleteKeyed"]>
  ): ReturnType<Indexer["deleteKeyed"]> {
    this.#shared = undefined;
    return super.deleteKeyed(...input);
  }

  override transactKeyed(
    ...input: Parameters<Indexer["transactKeyed"]>
  ): ReturnType<Indexer["transactKeyed"]> {
    this.#shared = undefined;
    return super.transactKeyed(...input);
  }

  override replaceKeyed(...input: Parameters<Indexer["replaceKeyed"]>): void {
    this.#shared = undefined;
    super.replaceKeyed(...input);
  }
}

/** Applies everything but deletions. */
class ForgetfulProcessor extends DeltaProcessor<KubernetesObject> {
  override process(...[deltas, isInitial]: Parameters<Process>): void {
    super.process(
      deltas.filter(({ type }) => type !== "Deleted"),
      isInitial,
    );
  }

  override processBatch(...[deltas, isInitial]: Parameters<Process>): void {
    super.processBatch(
      deltas.filter(({ type }) => type !== "Deleted"),
      isInitial,
    );
  }
}

/** Keeps every key under every value it ever had. */
class HoardingIndexer extends Indexer<KubernetesObject> {
  readonly #everFiled = new Map<string, Set<string>>();

  override updateKeyed(key: string, object: KubernetesObject): ReturnType<Indexer["updateKeyed"]> {
    const old = this.getByKey(key);
    if (old !== undefined) {
      for (const [name, indexFunction] of Object.entries(this.getIndexers())) {
        for (const value of indexFunction(old)) {
          const place = `${name}\n${value}`;
          this.#everFiled.set(place, (this.#everFiled.get(place) ?? new Set()).add(key));
        }
      }
    }
    return super.updateKeyed(key, object);
  }

  override indexKeys(indexName: string, value: string): string[] {
    const stale = [...(this.#everFiled.get(`${indexName}\n${value}`) ?? [])].filter(
      (key) => this.getByKey(key) !== undefined,
    );
    return [...new Set([...super.indexKeys(indexName, value), ...stale])].sort();
  }
}

/** Files an object anew only when the number of its values changes. */
class CountingIndexer extends Indexer<KubernetesObject> {
  readonly #filed = new Map<string, readonly string[]>();

  override updateKeyed(key: string, object: KubernetesObject): ReturnType<Indexer["updateKeyed"]> {
    for (const [name, indexFunction] of Object.entries(this.getIndexers())) {
      const values = [...new Set(indexFunction(object))];
      const place = `${name}\n${key}`;
      if (this.#filed.get(place)?.length !== values.length || values.length < 2)
        this.#filed.set(place, values);
    }
    return super.updateKeyed(key, object);
  }

  override indexKeys(indexName: string, value: string): string[] {
    return this.listKeys()
      .filter((key) => {
        const filed = this.#filed.get(`${indexName}\n${key}`);
        const object = this.getByKey(key);
        const now = object === undefined ? [] : this.getIndexers()[indexName]?.(object);
        return (filed !== undefined && filed.length > 1 ? filed : now)?.includes(value) === true;
      })
      .sort();
  }
}

/** Lists everything but what was stored last. */
class ForgetfulIndexer extends Indexer<KubernetesObject> {
  override list(): readonly KubernetesObject[] {
    return super.list().slice(0, -1);
  }
}

function processor(
  create: (options: Options) => DeltaProcessor<KubernetesObject>,
): ReplacementParts {
  return { informer: () => ({ createDeltaProcessor: create }) };
}

function notified(
  change: (notification: Parameters<Notify>[0]) => Parameters<Notify>[0],
): ReplacementParts {
  return processor(
    (options) =>
      new DeltaProcessor({
        ...options,
        notify: (notification, cause) => options.notify(change(notification), cause),
      }),
  );
}
