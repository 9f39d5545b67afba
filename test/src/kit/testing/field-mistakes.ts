import {
  deletedObject,
  enqueueOwner,
  isAlreadyExists,
  isConflict,
  isNotFound,
  type KubernetesObject,
  ReconcileLoop,
} from "@informerlab/core";
import { type appsV1, type coreV1, resources } from "@informerlab/core/kinds";
import type { ChaosOptions, ControllerUnderTest, Program } from "../controller.ts";
import {
  comesToRest,
  noDuplicates,
  noOrphans,
  nothingStuckInDeletion,
  observedGeneration,
  specBelongsToUsers,
} from "../rules/ready-rules.ts";
import { eventually } from "../rules/rules.ts";
import { configMap, configMaps, reconciling, users } from "./config-map-controllers.ts";

/** A controller with one mistake, as public ones had it, and the same without. */
export interface FieldMistake {
  readonly name: string;
  /** Who told of it. */
  readonly report: string;
  readonly rule: string;
  readonly options: ChaosOptions;
  make(hasMistake: boolean): ControllerUnderTest | readonly ControllerUnderTest[];
}

const { deployments } = resources.apps.v1;
const { secrets } = resources.core.v1;
const finalizer = "example.com/cleanup";

/** What stands for a cloud: objects that nobody else writes, reached by the same requests. */
const cloud = "cloud";
const cloudNamespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: cloud } };

function cached({ informers }: Program, key: string): coreV1.ConfigMap | undefined {
  return informers.core.v1.configMaps.informer().indexer.getByKey(key);
}

async function unless(expected: (error: unknown) => boolean, request: Promise<unknown>) {
  try {
    await request;
    return true;
  } catch (error) {
    if (!expected(error)) throw error;
    return false;
  }
}

const uidOf = ({ metadata }: KubernetesObject): string => metadata?.uid ?? "";

function secretFor(
  map: coreV1.ConfigMap,
  name: { readonly name?: string; readonly generateName?: string },
): coreV1.Secret {
  const owner = { apiVersion: "v1", kind: "ConfigMap", name: map.metadata?.name ?? "" };
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      ...name,
      namespace: "default",
      ownerReferences: [{ ...owner, uid: uidOf(map), controller: true }],
    },
  };
}

/** Reconciles config maps, and those whose secrets change. */
function withSecrets(
  reconcile: (
    map: coreV1.ConfigMap,
    program: Program,
    owned: readonly coreV1.Secret[],
  ) => Promise<unknown>,
): ControllerUnderTest {
  return {
    name: "maps",
    async start(program) {
      const { informers, environment } = program;
      const owned = informers.core.v1.secrets.informer();
      const loop = new ReconcileLoop(environment, {
        name: "maps",
        reconcile: async (key) => {
          const map = cached(program, key);
          if (map === undefined) return;
          const isOwned = ({ metadata }: coreV1.Secret): boolean =>
            metadata?.ownerReferences?.[0]?.uid === uidOf(map);
          await reconcile(map, program, owned.indexer.list().filter(isOwned));
        },
      });
      const enqueue = (map: KubernetesObject): void =>
        loop.queue.add(`default/${map.metadata?.name}`);
      informers.core.v1.configMaps
        .informer()
        .addEventHandler({ onAdd: enqueue, onUpdate: (_old, map) => enqueue(map) });
      owned.addEventHandler(enqueueOwner(loop.queue, { kind: "ConfigMap", group: "" }));
      informers.start();
      await informers.waitForCacheSync();
      loop.start();
    },
  };
}

/** Mistakes of public controllers, one each. */
export const fieldMistakes: readonly FieldMistake[] = [
  {
    name: "a cache that lags behind one's own create is asked what is missing",
    report: "ray-project/kuberay#715",
    rule: "no two secrets for one purpose",
    options: {
      users,
      invariants: [noDuplicates(secrets, ({ metadata }) => metadata?.ownerReferences?.[0]?.uid)],
    },
    make: (hasMistake) =>
      withSecrets(async (map, { client }, owned) => {
        if (owned.length > 0) return;
        const name = map.metadata?.name ?? "";
        await (hasMistake
          ? client.create(secrets, secretFor(map, { generateName: `${name}-` }))
          : client.create(secrets, secretFor(map, { name: `${name}-${uidOf(map)}` })));
      }),
  },
  {
    name: "a child has no ownerReference",
    report: "infinispan/infinispan-operator#906",
    rule: "no secrets without their owner",
    options: { users, invariants: [noOrphans({ children: secrets, owners: configMaps })] },
    make: (hasMistake) =>
      withSecrets(async (map, { client }) => {
        const { metadata, ...rest } = secretFor(map, { name: `s-${uidOf(map)}` });
        const { ownerReferences: _owners, ...bare } = metadata ?? {};
        const secret = { ...rest, metadata: hasMistake ? bare : { ...metadata } };
        await unless(isAlreadyExists, client.create(secrets, secret));
      }),
  },
  {
    name: "the finalizer goes before the cleanup is done",
    report: "appvia/kore#818",
    rule: "what nobody wants is gone from the cloud",
    options: {
      users,
      objects: [cloudNamespace],
      invariants: [
        eventually("what nobody wants is gone from the cloud", ({ list }) => {
          const wanted = list(configMaps).map(uidOf);
          const there = list(secrets, { namespace: cloud });
          return there.every(({ metadata }) => wanted.includes(metadata?.name ?? ""));
        }),
      ],
    },
    make: (hasMistake) =>
      reconciling(async (key, program) => {
        const map = cached(program, key);
        if (map === undefined || !key.startsWith("default/")) return;
        const { client } = program;
        const { deletionTimestamp, finalizers = [], resourceVersion } = map.metadata ?? {};
        const others = finalizers.filter((each) => each !== finalizer);
        const setFinalizers = (wanted: readonly string[]): Promise<boolean> => {
          // A patch replaces the list: only over the version that was read it keeps what others put there.
          const metadata = { finalizers: wanted, uid: uidOf(map), resourceVersion };
          return unless(isNotFound, client.patch(configMaps, key, { metadata }));
        };
        const name = uidOf(map);
        if (deletionTimestamp !== undefined) {
          if (!finalizers.includes(finalizer)) return;
          if (hasMistake) await setFinalizers(others);
          await unless(isNotFound, client.delete(secrets, `${cloud}/${name}`));
          if (!hasMistake) await setFinalizers(others);
          return;
        }
        if (!finalizers.includes(finalizer) && !(await setFinalizers([...others, finalizer])))
          return;
        const { metadata: _own, ...secret } = secretFor(map, {});
        await unless(
          isAlreadyExists,
          client.create(secrets, { ...secret, metadata: { namespace: cloud, name } }),
        );
      }),
  },
  {
    name: "a conflict is taken for somebody else's turn",
    report: "envoyproxy/ai-gateway#2565",
    rule: "nothing is stuck in deletion",
    options: { users, invariants: [nothingStuckInDeletion()] },
    make: (hasMistake) =>
      reconciling(async (key, program) => {
        const { client, sleep } = program;
        const seen = cached(program, key)?.metadata;
        // Changes of content are none of its business, so the one that conflicts does not bring it back.
        if (seen === undefined) return;
        if (seen.deletionTimestamp && !seen.finalizers?.includes(finalizer)) return;
        try {
          const map = await client.get(configMaps, key);
          const { deletionTimestamp, finalizers = [], ...metadata } = map.metadata ?? {};
          const isHeld = finalizers.includes(finalizer);
          if (isHeld === (deletionTimestamp === undefined)) return;
          await sleep(200);
          const others = finalizers.filter((each) => each !== finalizer);
          const wanted = isHeld ? others : [...others, finalizer];
          await client.update(configMaps, {
            ...map,
            metadata: { ...metadata, finalizers: wanted },
          });
        } catch (error) {
          if (isNotFound(error) || (hasMistake && isConflict(error))) return;
          throw error;
        }
      }),
  },
  {
    name: "a status is written with the whole object, without its version",
    report: "openshift/cluster-network-operator#2325",
    rule: "only users write data of configmaps",
    options: { users, invariants: [specBelongsToUsers(configMaps, { fields: ["data"] })] },
    make: (hasMistake) =>
      reconciling(async (key, program) => {
        const map = cached(program, key);
        const annotations = { seen: map?.data?.["value"] ?? "" };
        if (map === undefined || map.metadata?.annotations?.["seen"] === annotations.seen) return;
        const { resourceVersion: _version, ...metadata } = map.metadata ?? {};
        const whole = { ...map, metadata: { ...metadata, annotations } };
        await unless(
          isNotFound,
          hasMistake
            ? program.client.update(configMaps, whole)
            : program.client.patch(configMaps, key, { metadata: { annotations } }),
        );
      }),
  },
  {
    name: "a delete handler does not know tombstones",
    report: "prometheus-operator/prometheus-operator#46",
    rule: "the list names what is there",
    options: {
      users,
      objects: [{ ...configMap(""), metadata: { namespace: "kube-public", name: "list" } }],
      invariants: [
        eventually("the list names what is there", ({ list, get }) => {
          const names = list(configMaps, { namespace: "default" }).map((map) => map.metadata?.name);
          return (
            get<coreV1.ConfigMap>(configMaps, "kube-public/list")?.data?.["value"] === names.join()
          );
        }),
      ],
    },
    make: (hasMistake) => ({
      name: "maps",
      async start({ informersWith, client, sleep }) {
        const informers = informersWith({ namespace: "default" });
        const names = new Set<string>();
        informers.core.v1.configMaps.informer().addEventHandler({
          onAdd: ({ metadata }) => void names.add(metadata?.name ?? ""),
          onDelete: (deleted) => {
            if (hasMistake && !("metadata" in deleted)) return;
            names.delete(deletedObject(deleted)?.metadata?.name ?? "");
          },
        });
        informers.start();
        await informers.waitForCacheSync();
        for (;;) {
          const data = { value: [...names].sort().join() };
          await client.patch(configMaps, "kube-public/list", { data }).catch(() => undefined);
          await sleep(1000);
        }
      },
    }),
  },
  {
    name: "the status tells of the newest generation, and was made from an older one",
    report: "brandonrc/mobula#40",
    rule: "the status says what is wanted",
    options: {
      users: [{ resource: "deployments.apps", variants: [deployment(1), deployment(2)] }],
      invariants: [
        observedGeneration(deployments),
        eventually("the status says what is wanted", ({ list }) =>
          list(deployments).every(({ spec, status }) => spec?.replicas === status?.replicas),
        ),
      ],
    },
    make: (hasMistake) => ({
      name: "deployments",
      async start({ informers, client, environment, sleep }) {
        const informer = informers.apps.v1.deployments.informer();
        const loop = new ReconcileLoop(environment, {
          name: "deployments",
          reconcile: async (key) => {
            const seen = informer.indexer.getByKey(key);
            if (seen?.metadata === undefined) return;
            if (seen.status?.observedGeneration === seen.metadata.generation) return;
            await sleep(300);
            await unless(isNotFound, report(key, seen));
          },
        });
        const report = async (key: string, seen: appsV1.Deployment): Promise<void> => {
          const latest = await client.get(deployments, key);
          if (uidOf(latest) !== uidOf(seen)) return;
          const { generation } = (hasMistake ? latest : seen).metadata ?? {};
          const status = { replicas: seen.spec?.replicas, observedGeneration: generation };
          await client.patch(
            deployments,
            key,
            { metadata: { uid: uidOf(seen) }, status },
            { subresource: "status" },
          );
        };
        const enqueue = (one: KubernetesObject): void =>
          loop.queue.add(`default/${one.metadata?.name}`);
        informer.addEventHandler({ onAdd: enqueue, onUpdate: (_old, one) => enqueue(one) });
        informers.start();
        await informers.waitForCacheSync();
        loop.start();
      },
    }),
  },
  {
    name: "two controllers want different values, and take their time",
    report: "k8ssandra/cass-operator#626",
    rule: "controllers come to rest",
    options: { users, invariants: [comesToRest()] },
    make: (hasMistake) =>
      ["team", "billing"].map((name) => ({
        ...reconciling(async (key, program) => {
          const label = hasMistake ? "owner" : `${name}-owner`;
          await program.sleep(2000);
          if (cached(program, key)?.metadata?.labels?.[label] === name) return;
          const metadata = { labels: { [label]: name } };
          await unless(isNotFound, program.client.patch(configMaps, key, { metadata }));
        }),
        name,
      })),
  },
];

/** A deployment of so many pods. */
export function deployment(replicas: number): appsV1.Deployment {
  const labels = { app: "a" };
  const spec = { containers: [{ name: "a", image: "a:1" }] };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
}
