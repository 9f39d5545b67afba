import { ObjectClient, RetryingTransport } from "@informerlab/core";
import { type coreV1, resources } from "@informerlab/core/kinds";
import { always, type ChaosOptions, type ControllerUnderTest, sometimes } from "@informerlab/test";

const { configMaps } = resources.core.v1;
const turns = 6;

type Call = (client: ObjectClient<coreV1.ConfigMap>, name: string) => Promise<unknown>;

/** Ways of the core's client to change much, or nothing. */
export interface Sweeps {
  /** Deletes what is swept, and nothing else. */
  readonly sweep: (client: ObjectClient<coreV1.ConfigMap>) => Promise<unknown>;
  /** Changes nothing. */
  readonly rehearsals: readonly Call[];
}

const right: Sweeps = {
  sweep: (client) => client.deleteCollection({ labelSelector: "sweep=yes" }),
  rehearsals: [
    (client, name) => client.delete(name, { isDryRun: true }),
    (client, name) => client.delete(name, { preconditions: { uid: "another" } }),
    (client, name) => client.patch(name, { data: { rehearsed: "yes" } }, { isDryRun: true }),
    (client, name) =>
      client.apply(
        { metadata: { name }, data: { rehearsed: "yes" } },
        { fieldManager: "sweeper", isDryRun: true },
      ),
    (client) => client.create({ metadata: { name: "rehearsed" } }, { isDryRun: true }),
    async (client, name) => {
      const known = await client.get(name);
      return client.update({ ...known, data: { rehearsed: "yes" } }, { isDryRun: true });
    },
  ],
};

/** Makes things of which half are to be swept, sweeps, and rehearses on the rest. */
export function sweeper({ sweep, rehearsals }: Sweeps = right): ControllerUnderTest {
  return {
    name: "sweeper",
    async start({ environment, transport, sleep, life }) {
      const retrying = new RetryingTransport(environment, transport);
      const client = new ObjectClient(retrying, configMaps, "default");
      for (let turn = 1; turn <= turns; turn++) {
        for (const isSwept of [true, false]) {
          const labels = { sweep: isSwept ? "yes" : "no" };
          const name = `${labels.sweep}-${life}-${turn}`;
          await client.create({ metadata: { name, labels } }).catch(() => undefined);
        }
        await sweep(client).catch(() => undefined);
        for (const rehearse of rehearsals)
          await rehearse(client, `no-${life}-${turn}`).catch(() => undefined);
        await sleep(400);
      }
    },
  };
}

const isKept = (object: coreV1.ConfigMap): boolean => object.metadata?.labels?.["sweep"] !== "yes";

/** What is to stay stays as it is. */
export const sweeperRules: ChaosOptions = {
  users: [
    {
      resource: "configmaps",
      namespace: "default",
      names: ["other"],
      deletes: false,
      variants: [{ apiVersion: "v1", kind: "ConfigMap" }],
    },
  ],
  troubles: ["write-failed", "lost-answer", "lost-request", "slow-answers", "verb-refused"],
  invariants: [
    always("only what is to be swept is deleted", ({ commit }) => {
      if (commit?.resource !== "configmaps" || commit.verb !== "delete") return true;
      return !isKept(commit.object as coreV1.ConfigMap) || `${commit.key} is deleted`;
    }),
    always("a rehearsal changes nothing", ({ commit }) => {
      if (commit?.resource !== "configmaps") return true;
      const { metadata, data } = commit.object as coreV1.ConfigMap;
      const isRehearsed = metadata?.name === "rehearsed" || data?.["rehearsed"] !== undefined;
      return !isRehearsed || `${commit.key} is rehearsed`;
    }),
    sometimes("something is swept", ({ commit }) => commit?.verb === "delete"),
  ],
  seed: 1,
};
