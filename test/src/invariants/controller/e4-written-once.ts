import type { LocalizedText } from "../../scenario/localized-text.ts";
import { everyFlavour, type Invariant } from "../invariant.ts";
import { isAskedToWait, retriesMax, waitMsOf } from "../reflector/p6-retry-after.ts";

/** What is known of one write. */
interface Write {
  readonly verb: "create" | "delete";
  sent: number;
  /** Its last answer; undefined while there is none to what was sent last. */
  status: number | undefined;
  isWhole: boolean;
  isAskedToWait: boolean;
  notBefore: number;
}

/** E4: a program that asks for a write asks for one. */
export const writtenOnce: Invariant = {
  id: "E4",
  name: "written-once",
  title: {
    en: "A write is sent once, and again only after a refusal that asks to wait, ten times at most; a write whose answer is lost is not repeated, and its program is told that, or just what the server answered.",
    "zh-CN":
      "一次写入只发送一次；只有在拒绝并要求等待之后才会再次发送，最多十次；响应丢失的写入不会重发，程序得到的就是服务器的答复，或者得知没有答复。",
  },
  source: "client-go rest/request.go Request.Do, rest/with_retry.go IsNextRetry",
  binds: everyFlavour,
  watch: (judge) => {
    const writes = new Map<string, Write>();
    const broken = (name: string, problem: LocalizedText): void =>
      judge.broken({ en: `${name} ${problem.en}`, "zh-CN": `${name} ${problem["zh-CN"]}` });
    return {
      on: {},
      see: {
        "write.asked": ({ write, verb }) => {
          const unheard = { status: undefined, isWhole: false, isAskedToWait: false, notBefore: 0 };
          writes.set(write, { verb, sent: 0, ...unheard });
        },
        "write.sent": ({ write: name }) => {
          const write = writes.get(name);
          if (write === undefined) return;
          write.sent += 1;
          judge.reached();
          if (write.sent > 1) {
            const problem = againProblem(write, judge.now);
            if (problem !== undefined) broken(name, problem);
          }
          Object.assign(write, { status: undefined, isWhole: false, isAskedToWait: false });
        },
        "write.heard": ({ write: name, status, retryAfterSeconds }) => {
          const write = writes.get(name);
          if (write === undefined) return;
          write.status = status;
          write.isAskedToWait =
            write.sent <= retriesMax && isAskedToWait(status, retryAfterSeconds);
          write.notBefore = judge.now + waitMsOf(retryAfterSeconds);
        },
        "write.ended": ({ write: name }) => {
          const write = writes.get(name);
          if (write !== undefined) write.isWhole = true;
        },
        "write.told": ({ write: name, status }) => {
          const write = writes.get(name);
          writes.delete(name);
          if (write === undefined) return;
          const problem = toldProblem(write, status);
          if (problem !== undefined) broken(name, problem);
        },
      },
      end: (isQuiet) => {
        const [left] = writes.keys();
        if (isQuiet && left !== undefined)
          broken(left, {
            en: "never came back: all is quiet, and its program was told nothing",
            "zh-CN": "一去不返：一切平静，程序却没有得到任何结果",
          });
      },
    };
  },
};

/** What is wrong with what the program is told. */
function toldProblem(
  { status, isWhole, isAskedToWait: isAsked }: Write,
  told: number | undefined,
): LocalizedText | undefined {
  if (isAsked)
    return {
      en: "is given up, though the server asked to wait",
      "zh-CN": "被放弃了，而服务器要求的是等待",
    };
  const answer = isWhole ? status : undefined;
  if (answer === told) return undefined;
  return {
    en: `was answered with ${answer ?? "nothing"}, and the program is told of ${told ?? "nothing"}`,
    "zh-CN": `得到的答复是 ${answer ?? "无"}，告诉程序的却是 ${told ?? "无"}`,
  };
}

/** What is wrong with sending a write again. */
function againProblem(
  { sent, status, isAskedToWait: isAsked, notBefore }: Write,
  now: number,
): LocalizedText | undefined {
  if (status === undefined)
    return {
      en: `is sent ${sent} times, though nobody knows what came of it before`,
      "zh-CN": `第 ${sent} 次发送，而此前的结果无人知晓`,
    };
  if (!isAsked)
    return {
      en: `is sent ${sent} times, though the answer was ${status}`,
      "zh-CN": `第 ${sent} 次发送，而答复已是 ${status}`,
    };
  if (now < notBefore)
    return {
      en: `is sent again ${(notBefore - now) / 1000} s before the time that the server asked for`,
      "zh-CN": `比服务器要求的时间提前 ${(notBefore - now) / 1000} 秒再次发送`,
    };
  return undefined;
}
