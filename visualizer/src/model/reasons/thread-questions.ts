import type { InformerWorld, World } from "../world/world.ts";
import type { ThreadTarget } from "./thread-target.ts";

type Asked = Exclude<ThreadTarget, { kind: "item" }>;

/** Every place where an object could be, of which one can ask why it is there or not. */
export function questionsAbout(
  world: World,
  informer: InformerWorld,
  key: string,
): readonly Asked[] {
  return [
    { kind: "row", key },
    ...bucketsOf(informer, key),
    ...[...informer.handlers.keys()].map((handler): Asked => ({ kind: "callback", key, handler })),
    ...[...world.queues.keys()].map((queue): Asked => ({ kind: "work", key, queue })),
  ];
}

const bucketsMax = 6;

/** Values of the indexes under which something is filed, but not this object. */
function bucketsOf(informer: InformerWorld, key: string): readonly Asked[] {
  const own = informer.store.get(key)?.indexes ?? {};
  const others = new Map<string, Asked>();
  for (const held of informer.store.values()) {
    for (const [index, values] of Object.entries(held.indexes)) {
      for (const value of values) {
        if (own[index]?.includes(value) === true || others.size >= bucketsMax) continue;
        others.set(`${index} ${value}`, { kind: "bucket", key, index, value });
      }
    }
  }
  return [...others.values()];
}

/** True when it is where was asked for. */
export function isThere(world: World, informer: InformerWorld, target: Asked): boolean {
  switch (target.kind) {
    case "row":
      return informer.store.has(target.key);
    case "bucket":
      return informer.store.get(target.key)?.indexes[target.index]?.includes(target.value) === true;
    case "callback":
      return informer.handlers.get(target.handler)?.current?.ref.key === target.key;
    case "work":
      return world.queues.get(target.queue)?.queue.some(({ key }) => key === target.key) === true;
  }
}
