import {
  createQueue,
  type InformerParts,
  type KubernetesObject,
  type Queue,
  reflectorRules,
} from "@informerlab/core";
import { revisionOf } from "../model/revision.ts";
import { around } from "../simulate/network/around.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { QueueAround } from "./queue-around.ts";

/** Mistakes that only show when a function of the program throws. */
export const throwingBugs: readonly PlantedBug[] = [
  {
    name: "untaken-list-is-read",
    title: {
      en: "The version of a list is noted before the list is taken in: one on which a transform throws counts as read.",
      "zh-CN": "先记下列举的版本，再收下列举：transform 抛出异常的那一次也被当作已读。",
    },
    caughtBy: ["P17"],
    budget: 20_000,
    parts: () => ({ informer: () => notedTooSoon() }),
  },
  {
    name: "thrown-is-never-counted",
    title: {
      en: "What was popped is counted only if processing it did not throw: the informer never syncs.",
      "zh-CN": "处理时抛出异常的弹出不被计数：informer 永远不会同步。",
    },
    caughtBy: ["F14", "T2"],
    budget: 5_000,
    parts: () => ({
      informer: () => ({ createQueue: (options) => new UncountedQueue(createQueue(options)) }),
    }),
  },
  {
    name: "throw-ends-the-loop",
    title: {
      en: "An index function that throws once ends the loop that empties the queue.",
      "zh-CN": "索引函数抛出一次异常，就终止了清空队列的循环。",
    },
    caughtBy: ["F12"],
    budget: 20_000,
    parts: () => ({
      informer: () => ({ createQueue: (options) => new DeadQueue(createQueue(options)) }),
    }),
  },
  {
    name: "throw-leaves-the-rest",
    title: {
      en: "What stands in the queue behind an object on which an index function threw waits until something else is queued.",
      "zh-CN": "索引函数在某个对象上抛出异常后，队列里排在它后面的内容要等到再有内容入队才被处理。",
    },
    caughtBy: ["F13"],
    budget: 5_000,
    parts: () => ({
      informer: () => ({ createQueue: (options) => new TimidQueue(createQueue(options)) }),
    }),
  },
  {
    name: "error-of-a-pop-is-swallowed",
    title: {
      en: "What a function of the program throws in a pop is swallowed: nobody learns of it.",
      "zh-CN": "程序的函数在弹出时抛出的异常被吞掉：没有人得知。",
    },
    caughtBy: ["F12"],
    budget: 20_000,
    parts: () => ({
      informer: () => ({ createQueue: (options) => new SilentQueue(createQueue(options)) }),
    }),
  },
];

type Pop = () => ReturnType<Queue<KubernetesObject>["pop"]>;

/** Every pop goes through one place. */
abstract class WatchedQueue extends QueueAround {
  constructor(inner: Queue<KubernetesObject>) {
    super(inner);
    const popBatch = this.popBatch?.bind(this);
    if (popBatch !== undefined)
      this.popBatch = (batch, single) => this.popThrough(() => popBatch(batch, single));
  }

  override pop(process: Parameters<Queue<KubernetesObject>["pop"]>[0]): ReturnType<Pop> {
    return this.popThrough(() => super.pop(process));
  }

  protected abstract popThrough(pop: Pop): ReturnType<Pop>;
}

class UncountedQueue extends WatchedQueue {
  #hasThrown = false;

  override get hasSynced(): boolean {
    return super.hasSynced && !this.#hasThrown;
  }

  protected popThrough(pop: Pop): ReturnType<Pop> {
    const wasSynced = super.hasSynced;
    try {
      return pop();
    } catch (error) {
      this.#hasThrown ||= !wasSynced;
      throw error;
    }
  }
}

class DeadQueue extends WatchedQueue {
  #isDead = false;

  override get length(): number {
    return this.#isDead ? 0 : super.length;
  }

  protected popThrough(pop: Pop): ReturnType<Pop> {
    if (this.#isDead) return "empty";
    try {
      return pop();
    } catch (error) {
      this.#isDead = true;
      throw error;
    }
  }
}

class TimidQueue extends WatchedQueue {
  /** How much there was to do when it was last seen to. */
  #leftBehind: number | undefined;

  override get length(): number {
    const length = super.length;
    if (length === this.#leftBehind) return 0;
    this.#leftBehind = undefined;
    return length;
  }

  protected popThrough(pop: Pop): ReturnType<Pop> {
    this.#leftBehind = undefined;
    try {
      return pop();
    } catch (error) {
      this.#leftBehind = super.length;
      throw error;
    }
  }
}

class SilentQueue extends WatchedQueue {
  protected popThrough(pop: Pop): ReturnType<Pop> {
    try {
      return pop();
    } catch {
      return "popped";
    }
  }
}

function notedTooSoon(): InformerParts<KubernetesObject> {
  let noted = "";
  return {
    wrapListerWatcher: (inner) =>
      around(inner, {
        list: (options, done, waiting) =>
          inner.list(
            options,
            (result) => {
              if (result.ok) noted = result.list.metadata?.resourceVersion ?? "";
              done(result);
            },
            waiting,
          ),
      }),
    reflectorRules: {
      ...reflectorRules,
      listResourceVersion: (known) => {
        const isBehind = noted !== "" && !(revisionOf(known.last) >= revisionOf(noted));
        return reflectorRules.listResourceVersion(isBehind ? { ...known, last: noted } : known);
      },
    },
  };
}
