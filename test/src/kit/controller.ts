import type {
  Environment,
  KubernetesObject,
  RestTransport,
  SharedInformerFactory,
  SharedInformerFactoryOptions,
  StopSignal,
} from "@informerlab/core";
import type {
  FakeCluster,
  FetchHandler,
  Manifests,
  RequestHandler,
} from "@informerlab/fake-apiserver";
import type { Language } from "../scenario/localized-text.ts";
import type { TroubleName } from "./plan/trouble.ts";
import type { Accident, Subject } from "./plan/workload.ts";
import type { ChaosClient } from "./process/client.ts";
import type { Rule } from "./rules/rules.ts";

/** What a controller under test gets of the world. Nothing else may make it wait. */
export interface Program {
  /** Name of the process: the controller's, with its number where there are several replicas. */
  readonly name: string;
  /** Which life it is: 1, and one more after each crash. */
  readonly life: number;
  /** Tells this life of this process from all others: for the Lease of an election, or as owner of something. */
  readonly identity: string;
  /** Given when the process is asked to end, as by SIGTERM; some time later it is ended as by SIGKILL. */
  readonly stop: StopSignal;
  /** Virtual time, keyed chance, lanes: for informers, queues and loops. */
  readonly environment: Environment;
  /** Requests to the server, with the faults on their way. */
  readonly client: ChaosClient;
  /** The same server for the clients of the core: `createClientSet(program)`, `new ObjectClient(transport, …)`. */
  readonly transport: RestTransport;
  /** The same server for programs that speak HTTP: a `fetch` of one's own. */
  readonly fetch: FetchHandler;
  /** Informers that read from the server; start them, wait for their sync. Cached objects are frozen. */
  readonly informers: SharedInformerFactory;
  /** More informers, with other settings. */
  informersWith(options: SharedInformerFactoryOptions): SharedInformerFactory;
  /** Settles after so many virtual milliseconds. */
  sleep(milliseconds: number): Promise<void>;
  /** The present virtual time. */
  now(): Date;
  /** Called when the run is over: for what lives outside the simulation, such as connections. */
  onEnd(step: () => void | Promise<void>): void;
  /** The server under this process's name, with its network and its fate: for `new MemoryKubeConfig(server)`. */
  readonly server: RequestHandler;
  /** The cluster itself, past network and faults. */
  readonly cluster: FakeCluster;
}

/** A controller to be tested: what its `main` does. */
export interface ControllerUnderTest {
  /** Letters, digits and dashes. */
  readonly name: string;
  /** How many processes run it. @defaultValue 1 */
  readonly replicas?: number;
  /** Starts it: returns, or settles, when it is started. What it throws ends the process, which is started again. */
  start(program: Program): void | PromiseLike<void>;
}

/** Settings of `chaosTest`. */
export interface ChaosOptions {
  /** What must hold: rules, and what makes several of them at once, such as `leaderElected`. */
  readonly invariants: readonly (Rule | readonly Rule[])[];
  /** What users create, change and delete. */
  readonly users?: readonly Subject[];
  /** What happens to objects without the users' doing: a pod that becomes ready, a pod that is evicted. */
  readonly accidents?: readonly Accident[];
  /** Own kinds: their CustomResourceDefinitions. */
  readonly kinds?: Manifests;
  /** What the cluster holds before anybody starts. */
  readonly objects?: readonly KubernetesObject[];
  /** Which kinds of trouble may strike; `[]`: none. @defaultValue all */
  readonly troubles?: readonly TroubleName[];
  /** @defaultValue 200 */
  readonly runs?: number;
  /** Key of every draw. @defaultValue INFORMERLAB_SEED of the process's environment, else 1 */
  readonly seed?: number;
  /** Most operations of a run; in one of sixteen runs five times as many. @defaultValue 12 */
  readonly operationsMax?: number;
  /**
   * How long a run goes on after all is healed, virtual milliseconds; what waits in a back-off is given its next try, and
   * the same time again. @defaultValue 120,000
   */
  readonly settleMs?: number;
  /** Errors of handlers and reconcilers that are not to count, beside what the server's refusals come to. @defaultValue none */
  readonly toleratesError?: (error: string) => boolean;
  /**
   * The controller waits for real IO over a connection in memory, as of `memoryKubeConfig`: after each step the host's
   * event loop turns until the connection is quiet. Slower; see the guide for what is then deterministic.
   *
   * @defaultValue false
   */
  readonly realIo?: boolean;
  /**
   * Ends the campaign: the signal of the test, as the contexts of Vitest's and `node:test`'s tests have one. In jest a
   * campaign ends by itself when the next test begins.
   */
  readonly signal?: StopSignal;
  /** Of what a failure tells; rules of one's own speak as they were written. @defaultValue en */
  readonly language?: Language;
  /** Where the site is, whose playground opens traces. @defaultValue http://localhost:4321, where `npm start` serves it */
  readonly site?: string;
}

/** All rules that are asked. */
export function rulesOf({ invariants }: ChaosOptions): readonly Rule[] {
  return invariants.flat();
}

/** The processes of controllers: one each, or one a replica. */
export function processesOf(
  controllers: readonly ControllerUnderTest[],
): readonly { readonly name: string; readonly controller: ControllerUnderTest }[] {
  return controllers.flatMap((controller) => {
    const { name, replicas = 1 } = controller;
    if (replicas === 1) return [{ name, controller }];
    return Array.from({ length: replicas }, (_, index) => ({
      name: `${name}-${index + 1}`,
      controller,
    }));
  });
}
