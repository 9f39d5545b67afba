import { RestClient, SharedInformerFactory } from "@informerlab/core";
import type { coreV1 } from "@informerlab/core/kinds";
import { always, type ChaosOptions, type ControllerUnderTest } from "@informerlab/test";
import { users } from "./users.ts";

type FactoryOptions = NonNullable<ConstructorParameters<typeof SharedInformerFactory>[1]>;

/** For so long after an object was handed out its changes are noticed, and so soon. */
const watchedMs = 118_000;
const noticedMs = 1001;

/** Changes most objects that it was handed, at once or minutes later, and is to be told of just these. */
export function careless(changed: FactoryOptions = {}): ControllerUnderTest {
  return {
    name: "careless",
    async start({ environment, transport, sleep }) {
      let tellFlaw: (flaw: Error) => void = () => {};
      const flaw = new Promise<never>((_resolve, reject) => {
        tellFlaw = reject;
      });
      const draws = environment.random.fork("careless");
      const edited = new Map<string, number>();
      const told = new Map<string, number>();
      const count = (counts: Map<string, number>, key: string): void =>
        void counts.set(key, (counts.get(key) ?? 0) + 1);
      const factory = new SharedInformerFactory(new RestClient(transport, { environment }), {
        detectMutations: true,
        mutationHandler: ({ key }) => {
          count(told, key);
          if ((told.get(key) ?? 0) > (edited.get(key) ?? 0))
            tellFlaw(new Error(`${key} is said to be changed, and nobody changed it`));
        },
        ...changed,
      });
      const edit = async (map: coreV1.ConfigMap): Promise<void> => {
        await sleep(draws.next() < 0.3 ? 0 : draws.next() * watchedMs);
        const key = `${map.metadata?.namespace}/${map.metadata?.name}`;
        Object.assign(map, { data: { edited: "yes" } });
        count(edited, key);
        const wanted = edited.get(key) ?? 0;
        await sleep(noticedMs);
        if ((told.get(key) ?? 0) < wanted)
          tellFlaw(new Error(`${key} was changed, and nobody is told`));
      };
      let calls = 0;
      const handed = (map: coreV1.ConfigMap): void => {
        calls += 1;
        if (calls % 4 !== 0) void edit(map);
      };
      factory.core.v1.configMaps
        .informer()
        .addEventHandler({ onAdd: handed, onUpdate: (_old, map) => handed(map) });
      factory.start();
      await Promise.race([flaw, factory.waitForCacheSync()]);
      await flaw;
    },
  };
}

/** What must hold is asked by the program itself. */
export const carelessRules: ChaosOptions = {
  users,
  invariants: [always("nothing else", () => true)],
  troubles: ["watch-cut", "watch-expired", "slow-watch", "crash"],
  settleMs: 180_000,
  seed: 1,
};
