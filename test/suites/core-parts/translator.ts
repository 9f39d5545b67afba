import {
  type Environment,
  enqueueObject,
  ObjectClient,
  ReconcileLoop,
  RestClient,
  type RestTransport,
  RetryingTransport,
  SharedInformerFactory,
} from "@informerlab/core";
import { type coreV1, resources } from "@informerlab/core/kinds";
import { FetchTransport } from "@informerlab/core/system";
import { type ChaosOptions, type ControllerUnderTest, eventually } from "@informerlab/test";

const { configMaps } = resources.core.v1;
export type Fetch = NonNullable<ConstructorParameters<typeof FetchTransport>[0]["fetch"]>;

/** What comes between a program and its server. */
type Between = (fetch: Fetch) => Fetch;

/**
 * Copies what users write in many scripts, through a `fetch` whose bytes come in pieces, past a proxy that now and then
 * answers itself.
 */
export function translator(between: Between = loginPages(cutBytes(7))): ControllerUnderTest {
  return {
    name: "translator",
    start: ({ environment, fetch }) =>
      copyAll(
        environment,
        new FetchTransport({
          server: "http://cluster.test/",
          fetch: between((url, init) => fetch(url, init)),
        }),
      ),
  };
}

/** Copies the config maps of one namespace to another, now and from now on. */
export async function copyAll(environment: Environment, transport: RestTransport): Promise<void> {
  const client = new RestClient(transport, { environment });
  const factory = new SharedInformerFactory(client, { namespace: "default" });
  const maps = factory.core.v1.configMaps.informer();
  const copies = new ObjectClient(
    new RetryingTransport(environment, transport),
    configMaps,
    "kube-public",
  );
  const loop = new ReconcileLoop(environment, {
    name: "translator",
    reconcile: async (key) => {
      const map = maps.indexer.getByKey(key);
      const name = key.slice("default/".length);
      if (map?.data === undefined) return;
      const { data } = map;
      await copies.apply({ metadata: { name }, data }, { fieldManager: "copy", force: true });
    },
  });
  maps.addEventHandler(enqueueObject(loop.queue));
  factory.start();
  await factory.waitForCacheSync();
  loop.start();
}

/** The same answers, their bytes in pieces of this length: cut in the middle of characters, too. */
export function cutBytes(length: number): Between {
  return (fetch) => async (url, init) => {
    const answer = await fetch(url, init);
    if (answer.body === null) return answer;
    const cut = new TransformStream<Uint8Array, Uint8Array>({
      transform: (bytes, controller) => {
        for (let at = 0; at < bytes.length; at += length)
          controller.enqueue(bytes.slice(at, at + length));
      },
    });
    const { status, headers } = answer;
    return new Response(answer.body.pipeThrough(cut), { status, headers });
  };
}

/** After so many requests a proxy wants to know who asks. */
const loginEach = 9;

/** The same answers but for some, of which the server does not hear: a page for people, as if all were well. */
function loginPages(between: Between): Between {
  return (fetch) => {
    let requests = 0;
    const sent = between(fetch);
    return (url, init) => {
      requests += 1;
      if (requests % loginEach !== 0) return sent(url, init);
      const headers = { "content-type": "text/html" };
      return Promise.resolve(new Response("<html>Who are you?</html>", { headers }));
    };
  };
}

const written = (value: string): coreV1.ConfigMap => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  data: { value },
});

/** What is read is what was written. */
export const translatorRules: ChaosOptions = {
  users: [
    {
      resource: "configmaps",
      namespace: "default",
      deletes: false,
      variants: [written("日本語の見出し"), written("🙂🙃 emoji"), written("Zażółć gęślą jaźń")],
    },
  ],
  objects: [{ apiVersion: "v1", kind: "Namespace", metadata: { name: "kube-public" } }],
  troubles: ["watch-cut", "watch-expired", "list-refused", "write-failed", "crash"],
  invariants: [
    eventually("each copy is what was written", ({ list, get }) => {
      for (const map of list(configMaps, { namespace: "default" })) {
        if (map.data?.["value"] === undefined) continue;
        const copy = get<coreV1.ConfigMap>(configMaps, `kube-public/${map.metadata?.name}`);
        if (copy?.data?.["value"] !== map.data["value"])
          return `${map.data["value"]} became ${copy?.data?.["value"]}`;
      }
      return true;
    }),
  ],
  seed: 1,
};
