import type { KubernetesObject, WatchEvent } from "@informerlab/core";
import { isUndecodable } from "../../model/as-read.ts";
import { everyFlavour, type Invariant } from "../invariant.ts";

/** J4: a line that came whole is read, wherever its text was cut on the way. Judged at the wire. */
export const understood: Invariant = {
  id: "J4",
  name: "understood",
  title: {
    en: "What a server sent whole is understood: an event counts as undecodable only where something garbled it.",
    "zh-CN": "服务器完整发出的内容都能读懂：只有被途中弄乱的事件才算无法解码。",
  },
  source: "client-go rest/watch/decoder.go",
  binds: everyFlavour,
  watch: (judge) => ({
    on: {},
    see: {
      "wire.events": ({ informer, events }) => {
        judge.reached();
        // Which of a client's watches was garbled is not said at the wire; one garbled line excuses all that follows.
        if (judge.model.garbledWatches.size > 0 || !events.some(isLost)) return;
        judge.broken({
          en: `${informer}: an event counts as undecodable, and nothing garbled it`,
          "zh-CN": `${informer}：一个事件被当作无法解码，而途中并没有东西弄乱它`,
        });
      },
    },
  }),
};

function isLost({ type, object }: WatchEvent<KubernetesObject>): boolean {
  return type === "ERROR" && isUndecodable(object);
}
