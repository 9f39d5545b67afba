import { type Status, StatusError } from "@informerlab/core";
import { everyFlavour, type Invariant, PerName } from "../invariant.ts";
import { isAskedToWait } from "./p6-retry-after.ts";

/** P11: what asks for an informer has no plans of its own. */
export const handedOn: Invariant = {
  id: "P11",
  name: "handed-on",
  title: {
    en: "An answer by which the server does not ask to wait is handed on before anything else is sent, a list that has come whole as a list and a refusal as the server said it, and nothing is sent for an informer that has stopped, nor is a list of it still under way.",
    "zh-CN":
      "服务器没有要求等待的响应会先被上报，然后才发出别的请求；完整到达的列表按列表上报，拒绝按服务器所说的上报；已停止的 informer 不再发出任何请求，也没有列举仍在进行。",
  },
  source: "client-go rest/request.go, rest/with_retry.go",
  binds: everyFlavour,
  watch: (judge) => {
    const states = new PerName(() => ({
      refused: 0,
      /** A list is under way whose answer is one. */
      isList: false,
      hasList: false,
      refusal: "",
      isStopped: false,
      isListing: false,
    }));
    return {
      on: {},
      see: {
        "http.answered": ({ informer, verb, status, retryAfterSeconds }) => {
          const isFinal = status >= 400 && !isAskedToWait(status, retryAfterSeconds);
          const state = states.of(informer);
          state.refused = isFinal ? status : 0;
          state.isList = verb === "list" && status === 200;
          state.refusal = "";
        },
        "http.ended": ({ informer, verb, refusal }) => {
          const state = states.of(informer);
          state.hasList = verb === "list" && state.isList;
          state.refusal = refusal;
        },
        "wire.refused": ({ informer, verb, error }) => {
          const state = states.of(informer);
          const said = saidIn(state.refusal);
          const told = error instanceof StatusError ? wordsOf(error.status) : "";
          if (said !== undefined && said !== told)
            judge.broken({
              en: `${informer}: its ${verb} is refused with ${said}, and it is told of ${told}`,
              "zh-CN": `${informer}：${verb} 被拒绝，服务器说的是 ${said}，它得到的却是 ${told}`,
            });
          if (verb === "list" && state.hasList)
            judge.broken({
              en: `${informer}: a list has come whole, and it is told of a failure`,
              "zh-CN": `${informer}：列表已完整到达，它得到的却是失败`,
            });
          state.refused = 0;
          if (verb === "list") state.isListing = false;
        },
        "wire.listed": ({ informer }) => {
          states.of(informer).isListing = false;
        },
        "wire.dropped": ({ informer }) => {
          states.of(informer).isListing = false;
        },
        // Whoever gives a request up does not want to hear of it.
        "wire.requested": ({ informer, verb }) => {
          Object.assign(states.of(informer), {
            isListing: verb === "list",
            refused: 0,
            isList: false,
            hasList: false,
            refusal: "",
          });
        },
        "program.stopped": ({ informer }) => {
          const state = states.of(informer);
          state.isStopped = true;
          if (!state.isListing) return;
          judge.broken({
            en: `${informer}: it has stopped, and a list of it is still under way`,
            "zh-CN": `${informer}：它已停止，却还有列举在进行`,
          });
        },
        "http.sent": ({ informer, verb }) => {
          const state = states.of(informer);
          const { refused, isStopped } = state;
          // What is sent again gets an answer of its own, or none.
          state.refusal = "";
          judge.reached();
          if (refused > 0)
            judge.broken({
              en: `${informer}: a ${verb} is sent, and nobody was told of the ${refused} before`,
              "zh-CN": `${informer}：发出了 ${verb} 请求，而此前的 ${refused} 次拒绝没有告知任何人`,
            });
          if (isStopped)
            judge.broken({
              en: `${informer}: a ${verb} is sent after it was stopped`,
              "zh-CN": `${informer}：停止之后仍发出了 ${verb} 请求`,
            });
        },
      },
    };
  },
};

/** The words of a Status in the text of a refusal; undefined where there is none. */
function saidIn(refusal: string): string | undefined {
  if (refusal === "") return undefined;
  try {
    const status = JSON.parse(refusal) as Status | null;
    return status?.kind === "Status" ? wordsOf(status) : undefined;
  } catch {
    return undefined;
  }
}

/** What a program goes by. */
function wordsOf({ code, reason = "", details }: Status): string {
  const causes = (details?.causes ?? []).map((cause) => cause.reason ?? "");
  return [code, reason, ...causes].filter((word) => word !== "").join(" ");
}
