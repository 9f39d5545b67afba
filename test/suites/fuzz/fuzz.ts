import { type KubernetesObject, parseApiVersion, seededRandom } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { createCluster, createFetchHandler, type FakeCluster } from "@informerlab/fake-apiserver";
import { readBases } from "./bases.ts";
import { type Base, drawRequest, type FuzzRequest } from "./requests.ts";

/** Something that must not happen, and how it came about. */
export class FuzzFinding extends Error {
  override readonly name = "FuzzFinding";

  constructor(seed: number, index: number, request: FuzzRequest, problem: string) {
    super(
      `${problem}\nrequest ${index} of seed ${seed}:\n${JSON.stringify(request, undefined, 1)}`,
    );
  }
}

/** What a run of the fuzzer did. */
export interface FuzzResult {
  readonly requests: number;
  /** How often each status was answered. */
  readonly codes: ReadonlyMap<number, number>;
}

/** After so many requests everything that is stored is read again, in all forms. */
const readAllEvery = 500;

/**
 * Sends requests drawn from a seed to one server, until there were enough of them or `isOver` says so. The same seed
 * sends the same requests.
 *
 * @throws FuzzFinding when the server makes a mistake of its own, or what it answers cannot be read.
 */
export async function fuzz(
  seed: number,
  {
    requestsMax,
    isOver = () => false,
  }: { readonly requestsMax: number; readonly isOver?: () => boolean },
): Promise<FuzzResult> {
  const server = new FuzzedServer();
  const random = seededRandom(seed);
  const codes = new Map<number, number>();
  let index = 0;
  for (; index < requestsMax && !isOver(); index++) {
    const request = drawRequest(random.fork(String(index)), server.bases);
    const problem = await server.send(request, (code) =>
      codes.set(code, (codes.get(code) ?? 0) + 1),
    );
    if (problem !== undefined) throw new FuzzFinding(seed, index, request, problem);
    const isDue = index % readAllEvery === readAllEvery - 1;
    const damage = isDue ? await server.readAll() : undefined;
    if (damage !== undefined) throw new FuzzFinding(seed, index, request, damage);
  }
  return { requests: index, codes };
}

class FuzzedServer {
  readonly bases: readonly Base[];
  readonly #simulation = new Simulation();
  readonly #cluster: FakeCluster = createCluster({ environment: this.#simulation });
  readonly #fetch = createFetchHandler(this.#cluster);

  constructor() {
    this.bases = readBases().flatMap((object) => this.#baseOf(object));
  }

  #baseOf(object: KubernetesObject): readonly Base[] {
    const { group, version } = parseApiVersion(object.apiVersion ?? "");
    const definition = this.#cluster.apiserver.registry.lookupKind(
      group,
      version,
      object.kind ?? "",
    );
    if (definition === undefined) return [];
    const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
    const inside = definition.namespaced ? "/namespaces/default" : "";
    const isListed = definition.verbs.includes("list");
    return [{ collection: `${root}${inside}/${definition.resource}`, isListed, object }];
  }

  async send(
    { method, target, headers, body }: FuzzRequest,
    onCode: (code: number) => void,
  ): Promise<string | undefined> {
    const leaving = new AbortController();
    const url = new URL(`http://cluster.test${target.startsWith("/") ? target : `/${target}`}`);
    const answer = this.#fetch(
      new Request(url, {
        method,
        headers,
        signal: leaving.signal,
        ...(body === undefined ? {} : { body }),
      }),
    );
    await new Promise((resolve) => setImmediate(resolve));
    this.#simulation.advanceBy(5_000);
    const response = await answer;
    onCode(response.status);
    const isWatch = response.status === 200 && /[?&]watch=(?:1|true|x)|\/watch\//.test(target);
    if (isWatch) leaving.abort();
    const problem = isWatch ? undefined : await unreadable(response);
    const [internal] = this.#cluster.apiserver.internalErrors;
    return internal === undefined
      ? problem
      : `the server made a mistake: ${String((internal as Error).stack ?? internal)}`;
  }

  /** What was accepted can be read by everybody, in every form. */
  async readAll(): Promise<string | undefined> {
    const forms = [
      "application/json",
      "application/yaml",
      "application/vnd.kubernetes.protobuf",
      "application/json;as=Table;v=v1;g=meta.k8s.io",
    ];
    for (const { collection, isListed } of this.bases) {
      if (!isListed) continue;
      for (const accept of forms) {
        let code = 0;
        const request = { method: "GET", target: collection, headers: { accept }, body: undefined };
        const problem = await this.send(request, (answered) => {
          code = answered;
        });
        if (problem !== undefined || code !== 200)
          return `${collection} as ${accept} cannot be read any more: ${code} ${problem ?? ""}`;
      }
    }
    return undefined;
  }
}

async function unreadable(response: Response): Promise<string | undefined> {
  const text = await response.text();
  if (response.status < 200 || response.status > 599) return `status ${response.status}`;
  if (text === "" || response.headers.get("content-type") !== "application/json") return undefined;
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    return `an answer that is no JSON: ${text.slice(0, 200)}`;
  }
}
