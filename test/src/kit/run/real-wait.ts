import type { LocalizedText } from "../../scenario/localized-text.ts";
import { type HostUse, unknownPlace } from "../process/host.ts";

/** What a wait outside the simulation breaks. */
export const waitsInVirtualTime: LocalizedText = {
  en: "the controller waits in virtual time only",
  "zh-CN": "控制器只在虚拟时间里等待",
};

/** The first wait that virtual time cannot end, with what to do instead; undefined: there is none. */
export function realWait(uses: readonly HostUse[], hasRealIo: boolean): LocalizedText | undefined {
  const wait = uses.find(
    // What has no place is the host's own, as when its HTTP parser takes a turn: whoever caused it has one.
    (use) =>
      use.isWait &&
      use.where !== unknownPlace &&
      (hasRealIo ? backOffOfClientNode.test(use.where) : true),
  );
  if (wait === undefined) return undefined;
  const { what, where } = wait;
  const cure = cureOf(where);
  return {
    en: `${what} is called at ${where}: ${cure.en}`,
    "zh-CN": `${where} 调用了 ${what}：${cure["zh-CN"]}`,
  };
}

/** Where its informer waits before it connects again; virtual time goes on meanwhile, to the end of the run. */
const backOffOfClientNode = /@kubernetes[/\\]client-node[/\\]dist[/\\]cache\.js:/;

function cureOf(where: string): LocalizedText {
  if (backOffOfClientNode.test(where)) {
    return {
      en: "client-node's informer waits there in real time before it connects again, which no run of virtual time can wait for; set realIo: true, and make it with new ListWatch(path, watch, list, false, undefined, undefined, { delayFn: program.sleep }) instead of makeInformer",
      "zh-CN":
        "client-node 的 informer 在那里用真实时间等待重新连接，虚拟时间的运行等不了它；请设 realIo: true，并且不用 makeInformer，改用 new ListWatch(path, watch, list, false, undefined, undefined, { delayFn: program.sleep })",
    };
  }
  if (/[/\\]node_modules[/\\]/.test(where)) {
    return {
      en: "a library waits there for the host's event loop. If it speaks to the server over new MemoryKubeConfig(program.server), as client-node does, set realIo: true; if not, give it program.fetch, program.transport or program.sleep",
      "zh-CN":
        "这个库在等宿主的事件循环。如果它像 client-node 那样经由 new MemoryKubeConfig(program.server) 与服务器通话，请设 realIo: true；否则请把 program.fetch、program.transport 或 program.sleep 交给它",
    };
  }
  return {
    en: "a simulation cannot wait for it; use program.sleep, program.environment.clock, program.client or program.fetch",
    "zh-CN":
      "模拟等不了它；请改用 program.sleep、program.environment.clock、program.client 或 program.fetch",
  };
}
