import { asRead } from "../../model/as-read.ts";
import { everyFlavour, type Invariant, PerName } from "../invariant.ts";
import { reasonOf, refusalOf } from "./refusal.ts";

interface Knowledge {
  last: string;
  isUnavailable: boolean;
  isStreaming: boolean;
  isContinuing: boolean;
  /** What came as an ERROR on the present watch: it counts once it is taken in. */
  error: unknown;
}

/** P8: a list asks for no older state than is known, and for the newest when the known one cannot be served. */
export const listVersion: Invariant = {
  id: "P8",
  name: "list-version",
  title: {
    en: "The first list asks for any version, later ones for the last known or newer, and after 410 or “too large” for the newest.",
    "zh-CN": "首次列举接受任意版本，其后至少为已知的最新版本；遇到 410 或版本过大之后则要求最新。",
  },
  source:
    "client-go tools/cache/reflector.go relistResourceVersion, rewatchResourceVersion; tools/pager/pager.go",
  binds: everyFlavour,
  exceptThrowing: true,
  watch: (judge) => {
    const knowledge = new PerName<Knowledge>(() => ({
      last: "",
      isUnavailable: false,
      isStreaming: false,
      isContinuing: false,
      error: undefined,
    }));
    const refused = (informer: string, error: unknown): void => {
      const known = knowledge.of(informer);
      const refusal = refusalOf(error);
      // A page that has expired is followed by the whole list, at the version that was asked for; one that is called gone is not.
      if (refusal === "gone" && known.isContinuing && reasonOf(error) === "Expired") return;
      if (refusal === "gone" || refusal === "too-large") known.isUnavailable = true;
    };
    return {
      on: {
        "reflector.listed": ({ informer, resourceVersion }) => {
          const known = knowledge.of(informer);
          known.last = resourceVersion;
          known.isUnavailable = false;
        },
        "reflector.received": ({ informer, type, ref, object, isInitialEventsEnd }) => {
          const known = knowledge.of(informer);
          const version = ref?.resourceVersion ?? object?.metadata?.resourceVersion;
          if (type === "ERROR" && known.isStreaming) refused(informer, { status: known.error });
          if (isInitialEventsEnd === true) {
            known.isUnavailable = false;
            known.isStreaming = false;
          }
          if (!known.isStreaming && type !== "ERROR" && version !== undefined) known.last = version;
        },
      },
      see: {
        "wire.requested": ({ informer, verb, options }) => {
          const known = knowledge.of(informer);
          known.isContinuing = options.continue !== undefined;
          known.error = undefined;
          if (verb === "watch") known.isStreaming = options.sendInitialEvents === true;
          if (known.isContinuing || (verb === "watch" && !known.isStreaming)) return;
          judge.reached();
          const asked = options.resourceVersion ?? "";
          const first = verb === "list" ? "0" : "";
          const expected = known.isUnavailable ? "" : known.last === "" ? first : known.last;
          if (asked !== expected)
            judge.broken({
              en: `${informer}: lists version "${asked}"; it should ask for "${expected}"`,
              "zh-CN": `${informer}：列举请求的版本是“${asked}”，本该是“${expected}”`,
            });
        },
        "wire.refused": ({ informer, verb, error }) => {
          if (verb === "list" || knowledge.of(informer).isStreaming) refused(informer, error);
        },
        "wire.events": ({ informer, events }) => {
          // What comes behind the first is not taken in.
          const first = events.map(asRead).find(({ type }) => type === "ERROR");
          if (first !== undefined) knowledge.of(informer).error ??= first.object;
        },
      },
    };
  },
};
