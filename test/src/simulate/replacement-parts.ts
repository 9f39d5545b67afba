import type {
  Clock,
  ControllerExpectations,
  Environment,
  InformerClient,
  InformerParts,
  KubernetesObject,
  Lister,
  ListerWatcher,
  ReconcileLoopOptions,
  ResourceEventHandler,
  RestListerWatcherOptions,
  RestTransport,
  SharedIndexInformer,
  SharedIndexInformerOptions,
  SharedInformerFactory,
  SharedInformerFactoryOptions,
} from "@informerlab/core";
import type { TraceFact } from "@informerlab/core/trace";

/**
 * Parts that take the place of the real ones when a world is put together: how planted bugs get in. Code that ships
 * knows nothing of them. Each is asked once per run, with the run's environment.
 */
export interface ReplacementParts {
  informer?(environment: Environment, informer: string): InformerParts<KubernetesObject>;
  /** Changes what an informer is made from. */
  alterOptions?(
    options: SharedIndexInformerOptions<KubernetesObject>,
  ): SharedIndexInformerOptions<KubernetesObject>;
  /** Changes an informer after it was made. */
  alterInformer?(informer: SharedIndexInformer, environment: Environment): void;
  /** Changes what the server is asked. */
  alterWrite?(content: KubernetesObject): KubernetesObject;
  /** Between an informer that speaks HTTP and its connection. */
  alterTransport?(transport: RestTransport, at: TransportPlace): RestTransport;
  /** Changes how such an informer lists and watches. */
  alterRest?(options: RestListerWatcherOptions): RestListerWatcherOptions;
  /** Between an informer and each of its handlers. */
  wrapHandler?(handler: ResourceEventHandler): ResourceEventHandler;
  createLister?(indexer: SharedIndexInformer["indexer"]): Lister;
  createFactory?(
    client: InformerClient,
    options: SharedInformerFactoryOptions,
  ): SharedInformerFactory;
  createExpectations?(
    clock: Clock,
    options: { readonly timeoutMs: number },
  ): ControllerExpectations;
  createWorkQueue?: NonNullable<ReconcileLoopOptions["createQueue"]>;
  /** Between the server and the network: a server that lies. */
  lyingServer?(environment: Environment): LyingServer;
}

/**
 * At the connection's end, where the judge hears what comes of it, or at the client's, past the judge, below or above what
 * sends a request again.
 */
export type TransportPlace = "connection" | "client" | "retries";

/** A server that lies: what it sends differs from what it should, and its own facts tell what it sent. */
export interface LyingServer {
  wrap(listerWatcher: ListerWatcher, informer: string): ListerWatcher;
  /** The facts as this server would report them; undefined: it would not. */
  report(fact: TraceFact): TraceFact | undefined;
}
