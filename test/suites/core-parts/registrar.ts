import { deletedObject, ObjectClient, RestClient, SharedInformerFactory } from "@informerlab/core";
import { type coreV1, resources } from "@informerlab/core/kinds";
import { type ChaosOptions, type ControllerUnderTest, eventually } from "@informerlab/test";

const { configMaps } = resources.core.v1;
const registerKey = "kube-public/register";

type FactoryOptions = NonNullable<ConstructorParameters<typeof SharedInformerFactory>[1]>;

/**
 * Keeps a register of the books among the config maps of one namespace, by what the server sends of them without their
 * contents: whole maps, other maps and those of other namespaces must not reach it.
 */
export function registrar(changed: FactoryOptions = {}): ControllerUnderTest {
  return {
    name: "registrar",
    async start({ environment, transport, client, sleep, stop }) {
      const factory = new SharedInformerFactory(new RestClient(transport, { environment }), {
        namespace: "default",
        representation: "metadata",
        tweakListOptions: (options) => ({ ...options, labelSelector: "kind=book" }),
        ...changed,
      });
      const names = new Set<string>();
      const informer = factory.core.v1.configMaps.informer();
      informer.addEventHandler({
        onAdd: (map) => void names.add(nameOf(map)),
        onUpdate: (_old, map) => void names.add(nameOf(map)),
        onDelete: (gone) => void names.delete(deletedObject(gone)?.metadata?.name ?? ""),
      });
      factory.start(stop);
      await factory.waitForCacheSync(stop);
      const register = new ObjectClient(transport, configMaps, "kube-public");
      while (!stop.aborted) {
        const data = { names: [...names].sort().join() };
        const known = await client
          .get<coreV1.ConfigMap>(configMaps, registerKey)
          .catch(() => undefined);
        if (known !== undefined && known.data?.["names"] !== data.names)
          await register.update({ ...known, data }).catch(() => undefined);
        await sleep(500);
      }
    },
  };
}

/** @throws Error for a map that should not have come, or not like this. */
function nameOf(map: coreV1.ConfigMap): string {
  const { name = "", namespace, labels } = map.metadata ?? {};
  if (namespace !== "default") throw new Error(`${name} of ${namespace} came`);
  if (labels?.["kind"] !== "book") throw new Error(`${name} is no book, and came`);
  if (map.data !== undefined) throw new Error(`${name} came with its contents`);
  return name;
}

const labelled = (kind: string): coreV1.ConfigMap => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { labels: { kind } },
  data: { text: "of a book" },
});

/** The register names the books. */
export const registrarRules: ChaosOptions = {
  users: [
    {
      resource: "configmaps",
      namespace: "default",
      names: ["a", "b", "c"],
      variants: [labelled("book"), labelled("letter"), labelled("book")],
    },
    {
      resource: "configmaps",
      namespace: "kube-public",
      names: ["z"],
      variants: [labelled("book")],
    },
  ],
  objects: [
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { namespace: "kube-public", name: "register" },
      data: { names: "" },
    } as coreV1.ConfigMap,
  ],
  troubles: ["watch-cut", "watch-expired", "list-refused", "watch-refused", "slow-watch", "crash"],
  invariants: [
    eventually("the register names the books", ({ list, get }) => {
      const books = list(configMaps, { namespace: "default", labelSelector: "kind=book" });
      const wanted = books.map(({ metadata }) => metadata?.name).sort();
      const told = get<coreV1.ConfigMap>(configMaps, registerKey)?.data?.["names"] ?? "";
      return wanted.join() === told || `books are "${wanted.join()}", registered "${told}"`;
    }),
  ],
  seed: 1,
};
