import { everyFlavour, type Invariant, PerName } from "../invariant.ts";

interface State {
  /** Version of the last list. */
  listed: string;
  /** That list is being handed to the queue. */
  isTakingIn: boolean;
  /** What comes belongs to a list that has not ended. */
  isStreaming: boolean;
  /** Version of a list that could not be taken in, where nothing as new was read before. */
  untaken: string | undefined;
  /** Version up to which it has read. */
  read: string;
}

/** P17: what could not be taken in was not read. */
export const untakenList: Invariant = {
  id: "P17",
  name: "untaken-list",
  title: {
    en: "A list that could not be taken in counts for nothing: the next one asks for what was known before it.",
    "zh-CN": "未能收下的列举不算数：下一次列举请求的，是在它之前已知的版本。",
  },
  source: "client-go tools/cache/reflector.go list: syncWith, then setLastSyncResourceVersion",
  binds: everyFlavour,
  watch: (judge) => {
    const states = new PerName<State>(() => ({
      listed: "",
      isTakingIn: false,
      isStreaming: false,
      untaken: undefined,
      read: "",
    }));
    return {
      on: {
        "reflector.listed": ({ informer, resourceVersion }) => {
          if (judge.world?.informer(informer)?.throws !== true) return;
          const state = states.of(informer);
          Object.assign(state, { listed: resourceVersion, isTakingIn: true, untaken: undefined });
        },
        "reflector.moved": ({ informer, to }) => {
          const state = states.of(informer);
          if (state.isTakingIn && (to === "opening-watch" || to === "watching"))
            state.read = state.listed;
          state.isTakingIn = false;
          state.isStreaming = to === "streaming-list";
        },
        "reflector.received": ({ informer, ref }) => {
          const state = states.of(informer);
          if (ref?.resourceVersion !== undefined && !state.isStreaming)
            state.read = ref.resourceVersion;
        },
      },
      see: {
        "program.threw": ({ informer, of }) => {
          const state = states.of(informer);
          if (of === "transform" && state.isTakingIn && state.listed !== state.read)
            state.untaken = state.listed;
        },
        "wire.requested": ({ informer, options: { resourceVersion, continue: token } }) => {
          const { untaken } = states.of(informer);
          if (untaken === undefined || token !== undefined) return;
          judge.reached();
          if (resourceVersion === untaken)
            judge.broken({
              en: `${informer}: the list of version ${untaken} could not be taken in, and it goes on from there`,
              "zh-CN": `${informer}：版本 ${untaken} 的列举未能收下，它却从那里继续`,
            });
        },
      },
    };
  },
};
