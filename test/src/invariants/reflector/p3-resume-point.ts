import { boundInformer, everyFlavour, type Invariant, PerName } from "../invariant.ts";

/** P3: a watch starts where the informer's knowledge ends, neither before nor behind. */
export const resumePoint: Invariant = {
  id: "P3",
  name: "resume-point",
  title: {
    en: "Each watch starts at the version of the last list, event or bookmark received.",
    "zh-CN": "每次监听都从最近一次列举、事件或书签的版本开始。",
  },
  source: "client-go tools/cache/reflector.go lastSyncResourceVersion; zalando-incubator/kopf#42",
  binds: everyFlavour,
  // RF-34: what is lost in a function that throws moves the version all the same.
  watch: (judge) => {
    const last = new PerName(() => ({
      resourceVersion: undefined as string | undefined,
      isStreaming: false,
    }));
    return {
      on: {
        "reflector.listed": ({ informer, resourceVersion }) => {
          last.of(informer).resourceVersion = resourceVersion;
        },
        "reflector.received": ({ informer, type, ref, object, isInitialEventsEnd }) => {
          const state = last.of(informer);
          const resourceVersion = ref?.resourceVersion ?? object?.metadata?.resourceVersion;
          if (type === "ERROR" || resourceVersion === undefined) return;
          if (isInitialEventsEnd === true) state.isStreaming = false;
          else if (state.isStreaming) return;
          state.resourceVersion = resourceVersion;
        },
        "reflector.watch-requested": ({ informer, options }) => {
          if (boundInformer(judge, resumePoint, informer) === undefined) return;
          const state = last.of(informer);
          state.isStreaming = options.sendInitialEvents === true;
          if (state.isStreaming) return;
          judge.reached();
          if (options.resourceVersion !== state.resourceVersion) {
            judge.broken({
              en: `${informer}: watches from ${options.resourceVersion || "no version"}; the last it knows is ${state.resourceVersion || "nothing"}`,
              "zh-CN": `${informer}：监听从版本“${options.resourceVersion ?? ""}”开始，而它所知的最新版本是“${state.resourceVersion}”`,
            });
          }
        },
      },
    };
  },
};
