import {
  type Environment,
  type KubernetesObject,
  type ListerWatcher,
  type ListResult,
  lane,
  metaNamespaceKey,
} from "@informerlab/core";
import type { ConsistencyAnswer } from "../../invariants/invariant.ts";
import { around } from "../network/around.ts";
import type { ScenarioServer } from "../server/scenario-server.ts";
import type { InformerActor } from "./informer-actor.ts";
import { awaitWithin } from "./step-promise.ts";

/** So long an answer to a check is held, milliseconds: meanwhile the cache moves on. */
const heldMs = 1000;
const probeLane = lane("probe");

/**
 * Asks an informer that claims a version whether its cache is what the server has, beside a server whose answer differs
 * in every way from what it was: one object is left out, one is another's, one is new.
 */
export class ConsistencyProbe {
  readonly #environment: Environment;
  #listed: readonly KubernetesObject[] | undefined;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** Stands between an informer and its server. */
  wrap(way: ListerWatcher): ListerWatcher {
    return around(way, {
      list: (options, done, waiting) =>
        options.resourceVersionMatch === "Exact"
          ? way.list(options, (result) => this.#answer(result, done), waiting)
          : way.list(options, done, waiting),
    });
  }

  /** Begins a check; the answer is complete a while later. */
  ask({ informer }: InformerActor, server: ScenarioServer): ConsistencyAnswer {
    this.#listed = undefined;
    const cached = digestsOf(informer.indexer.list());
    let told: ConsistencyAnswer["told"] = "nothing";
    awaitWithin(
      () => informer.checkConsistency(),
      (report) => {
        told = report;
      },
    );
    const [first] = informer.indexer.list();
    const { name, namespace } = first?.metadata ?? {};
    if (name !== undefined)
      server.act(
        {
          atMs: 0,
          do: "update",
          resource: informer.resource,
          name,
          ...(namespace === undefined ? {} : { namespace }),
        },
        "probe",
      );
    const listed = (): ReadonlyMap<string, string> | undefined =>
      this.#listed && digestsOf(this.#listed);
    return {
      cached,
      get listed() {
        return listed();
      },
      get told() {
        return told;
      },
    };
  }

  #answer(
    result: ListResult<KubernetesObject>,
    done: (result: ListResult<KubernetesObject>) => void,
  ): void {
    if (result.ok) this.#listed = otherwise(result.list.items);
    const other =
      result.ok && this.#listed !== undefined
        ? { ...result, list: { ...result.list, items: this.#listed } }
        : result;
    this.#environment.clock.after(heldMs, probeLane, () => done(other));
  }
}

function otherwise(items: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const stranger = { metadata: { name: "stranger", uid: "s", resourceVersion: "1" } };
  const [, second, ...rest] = items;
  const changed =
    second === undefined ? [] : [{ ...second, metadata: { ...second.metadata, uid: "other" } }];
  return [...changed, ...rest, stranger];
}

/** By key, which object and version it is. */
function digestsOf(objects: readonly KubernetesObject[]): ReadonlyMap<string, string> {
  return new Map(
    objects.map((object) => {
      const { uid = "", resourceVersion = "" } = object.metadata ?? {};
      return [metaNamespaceKey(object), `${uid} ${resourceVersion}`];
    }),
  );
}
