import { enqueueObject, enqueueOwner, isNotFound, ReconcileLoop } from "@informerlab/core";
import { type appsV1, type coreV1, resources } from "@informerlab/core/kinds";
import {
  always,
  type ChaosOptions,
  type ControllerUnderTest,
  eventually,
  type Program,
  sameEndAsWithoutFaults,
  sometimes,
} from "@informerlab/test";

const { replicaSets } = resources.apps.v1;
const { pods } = resources.core.v1;

/** How the names of new pods are made. */
type Naming = "drawn by the server" | "counted";

/**
 * A controller like that of ReplicaSets. It counts the pods in its cache and creates what is missing: with drawn names a
 * cache that lags behind the controller's own writes makes it create pods twice; with counted names the second create
 * is refused.
 */
export function replicaSetController(naming: Naming): ControllerUnderTest {
  return { name: "replica-sets", start: (program) => start(program, naming) };
}

async function start({ informers, client, environment }: Program, naming: Naming): Promise<void> {
  const setInformer = informers.apps.v1.replicaSets;
  const podInformer = informers.core.v1.pods;
  const loop = new ReconcileLoop(environment, { name: "replica-sets", reconcile });
  setInformer.informer().addEventHandler(enqueueObject(loop.queue));
  podInformer
    .informer()
    .addEventHandler(enqueueOwner(loop.queue, { kind: "ReplicaSet", group: "apps" }));
  informers.start();
  await informers.waitForCacheSync();
  loop.start();

  async function reconcile(key: string): Promise<void> {
    const set = setInformer.informer().indexer.getByKey(key);
    if (set === undefined) return;
    const owned = podInformer
      .informer()
      .indexer.list()
      .filter((pod) => ownerOf(pod) === set.metadata?.uid && !isBeingDeleted(pod));
    if (naming === "counted") await fillByName(set, owned);
    else await fillByNumber(set, owned);
  }

  async function fillByNumber(set: appsV1.ReplicaSet, owned: readonly coreV1.Pod[]): Promise<void> {
    const wanted = set.spec?.replicas ?? 0;
    for (let count = owned.length; count < wanted; count++) {
      await client.create(pods, podOf(set, { generateName: `${set.metadata?.name}-` }));
    }
    for (const pod of owned.slice(wanted)) await remove(pod);
  }

  async function fillByName(set: appsV1.ReplicaSet, owned: readonly coreV1.Pod[]): Promise<void> {
    const names = Array.from(
      { length: set.spec?.replicas ?? 0 },
      (_, index) => `${set.metadata?.name}-${index}`,
    );
    const present = new Set(owned.map(({ metadata }) => metadata?.name));
    for (const name of names)
      if (!present.has(name)) await client.create(pods, podOf(set, { name }));
    for (const pod of owned) if (!names.includes(pod.metadata?.name ?? "")) await remove(pod);
  }

  async function remove({ metadata }: coreV1.Pod): Promise<void> {
    try {
      await client.delete(pods, `${metadata?.namespace}/${metadata?.name}`, {
        ...(metadata?.uid === undefined ? {} : { uid: metadata.uid }),
      });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
}

function podOf(
  { metadata, spec }: appsV1.ReplicaSet,
  name: { readonly name?: string; readonly generateName?: string },
): coreV1.Pod {
  const { template } = spec ?? {};
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...name,
      namespace: metadata?.namespace ?? "default",
      labels: template?.metadata?.labels ?? {},
      ownerReferences: [
        {
          apiVersion: "apps/v1",
          kind: "ReplicaSet",
          name: metadata?.name ?? "",
          uid: metadata?.uid ?? "",
          controller: true,
        },
      ],
    },
    ...(template?.spec === undefined ? {} : { spec: template.spec }),
  };
}

const setOf = (replicas: number): appsV1.ReplicaSet => ({
  apiVersion: "apps/v1",
  kind: "ReplicaSet",
  spec: {
    replicas,
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: { containers: [{ name: "web", image: "web:1" }] },
    },
  },
});

/** The set that a pod belongs to. */
function ownerOf({ metadata }: coreV1.Pod): string {
  return metadata?.ownerReferences?.[0]?.uid ?? "";
}

function isBeingDeleted({ metadata }: coreV1.Pod): boolean {
  return metadata?.deletionTimestamp !== undefined;
}

/** What users do, and what must hold. */
export const options: ChaosOptions = {
  users: [
    { resource: "replicasets.apps", names: ["a", "b"], variants: [setOf(2), setOf(1), setOf(3)] },
  ],
  accidents: [{ resource: "pods", do: "delete" }],
  invariants: [
    always("no set has more pods than anybody ever wanted of it", ({ commit, commits, list }) => {
      if (commit?.verb !== "create" || commit.resource !== "pods") return true;
      const uid = ownerOf(commit.object as coreV1.Pod);
      const most = Math.max(
        0,
        ...commits
          .filter(({ object }) => object.metadata?.uid === uid)
          .map(({ object }) => (object as appsV1.ReplicaSet).spec?.replicas ?? 0),
      );
      const own = list(pods).filter((pod) => ownerOf(pod) === uid);
      const names = own.map(({ metadata }) => metadata?.name).join(", ");
      return (
        own.length <= most || `${own.length} pods (${names}) where at most ${most} were ever wanted`
      );
    }),
    eventually("every set has as many pods as it wants", ({ list }) => {
      for (const { metadata, spec } of list(replicaSets)) {
        const own = list(pods).filter((pod) => ownerOf(pod) === metadata?.uid);
        if (own.length !== spec?.replicas)
          return `${metadata?.name} wants ${spec?.replicas} pods and has ${own.length}`;
      }
      return true;
    }),
    sometimes(
      "a pod is deleted by its controller",
      ({ commit }) => commit?.verb === "delete" && commit.by === "replica-sets",
    ),
    sameEndAsWithoutFaults({ resources: ["replicasets.apps"] }),
  ],
};
