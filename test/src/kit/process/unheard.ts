import type { LocalizedText } from "../../scenario/localized-text.ts";
import { placeOf, withPlace } from "./error-place.ts";

/** A call that a program made of its server. */
export interface ProgramCall {
  /** `get configmaps default/a`. */
  readonly what: string;
  /** Made where the call stands. */
  readonly from: Error;
}

/** What a rejected promise breaks that nobody awaits: Node ends a program for it. */
export const everyRejectionIsHeard: LocalizedText = {
  en: "no promise is rejected unheard",
  "zh-CN": "被拒绝的 Promise 总有人处理",
};

/**
 * Which promise was rejected, and where it was made.
 *
 * @param from made where the promise was, where that was traced.
 */
export function unheard(
  reason: unknown,
  call: ProgramCall | undefined,
  from?: Error,
): LocalizedText {
  if (call === undefined) {
    const said = String(reason).split("\n", 1)[0];
    return withPlace(
      {
        en: `nobody handles ${said}; ${cure.en}`,
        "zh-CN": `没有人处理 ${said}；${cure["zh-CN"]}`,
      },
      from !== undefined && placeOf(from) !== undefined ? from : reason,
    );
  }
  const place = placeOf(call.from);
  return {
    en: `nobody hears how ${call.what}${place === undefined ? "" : ` at ${place}`} ended: ${String(reason)}; ${cure.en}`,
    "zh-CN": `${place === undefined ? "" : `${place} 的 `}${call.what} 以 ${String(reason)} 告终，却没有人处理；${cure["zh-CN"]}`,
  };
}

const cure: LocalizedText = {
  en: "await the promise, or catch it: Node ends a program that does neither",
  "zh-CN": "请 await 这个 Promise，或为它写 catch：两样都没有，Node 会结束整个程序",
};
