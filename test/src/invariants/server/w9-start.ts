import { type KubernetesObject, metaNamespaceKey, type WatchEvent } from "@informerlab/core";
import { asRead } from "../../model/as-read.ts";
import { revisionOf } from "../../model/revision.ts";
import { endsInitialEvents } from "../../simulate/informer/watch-gauge.ts";
import { boundInformer, everyFlavour, type Invariant, type Judge, PerName } from "../invariant.ts";

/** W9: what a streamed list begins with is one snapshot, as fresh as was asked for. Judged at the wire. */
export const start: Invariant = {
  id: "W9",
  name: "start",
  title: {
    en: "The initial events of a streamed list are what existed at the version of their end, which is no older than asked for.",
    "zh-CN": "流式列举的初始事件正是其结束版本时存在的对象，且该版本不早于所要求的。",
  },
  source: "kubernetes KEP-3157; apiserver storage/cacher: consistent reads",
  binds: everyFlavour,
  watch: (judge) => {
    const streams = new PerName(() => ({ content: new Map<string, string>(), least: Number.NaN }));
    return {
      on: {},
      see: {
        "wire.requested": ({ informer, verb, options }) => {
          const stream = streams.of(informer);
          stream.content.clear();
          const { resourceVersion = "", sendInitialEvents } = options;
          const isStreamed = verb === "watch" && sendInitialEvents === true;
          const asked = resourceVersion === "" ? judge.model.log.head : revisionOf(resourceVersion);
          stream.least = isStreamed ? asked : Number.NaN;
        },
        "wire.events": ({ informer, events }) => {
          const stream = streams.of(informer);
          for (const event of events) {
            if (Number.isNaN(stream.least)) return;
            take(event, stream.content);
            const isOver = endsInitialEvents(event);
            if (isOver) check(judge, informer, { ...stream, event });
            if (isOver || asRead(event).type === "ERROR") stream.least = Number.NaN;
          }
        },
      },
    };
  },
};

type Event = WatchEvent<KubernetesObject>;

function take({ type, object }: Event, content: Map<string, string>): void {
  if (type === "DELETED") content.delete(metaNamespaceKey(object));
  if (type === "ADDED" || type === "MODIFIED")
    content.set(metaNamespaceKey(object), object.metadata?.resourceVersion ?? "");
}

/** What was told until the end of the initial events, beside what existed then. */
function check(
  judge: Judge,
  informer: string,
  told: {
    readonly content: ReadonlyMap<string, string>;
    readonly least: number;
    readonly event: Event;
  },
): void {
  const model = boundInformer(judge, start, informer);
  if (model === undefined) return;
  judge.reached();
  const { content, least, event } = told;
  const end = revisionOf(event.object.metadata?.resourceVersion);
  const place = {
    en: `${informer}: the initial events end at ${end}`,
    "zh-CN": `${informer}：初始事件结束于版本 ${end}`,
  };
  if (end < least)
    judge.broken({
      en: `${place.en}; at least ${least} was asked for`,
      "zh-CN": `${place["zh-CN"]}，而请求的是至少 ${least}`,
    });
  const existed = [...model.log.of(model.resource).snapshot(end)].filter(([, entry]) =>
    model.matches(entry.object),
  );
  for (const [key, { revision }] of existed) {
    const version = content.get(key);
    if (version !== String(revision))
      judge.broken({
        en: `${place.en} and told ${version ?? "nothing"} of ${key}, which was at ${revision}`,
        "zh-CN": `${place["zh-CN"]}，而 ${key} ${version === undefined ? "没有送来" : `送来的是版本 ${version}`}，它当时是 ${revision}`,
      });
  }
  if (content.size > existed.length)
    judge.broken({
      en: `${place.en} and told of ${content.size} objects; ${existed.length} existed`,
      "zh-CN": `${place["zh-CN"]}，送来了 ${content.size} 个对象，而当时存在的有 ${existed.length} 个`,
    });
}
