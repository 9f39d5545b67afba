import { KubeConfig } from "@kubernetes/client-node";
import { Connections, type Dispatcher } from "./connections.ts";

type DispatcherOptions = ReturnType<KubeConfig["createDispatcherOptions"]>;

/**
 * client-node makes a new dispatcher, and with it new connections, for every request. This keeps the last one for as
 * long as address, proxy, certificates and keys stay what they were; exec plugins may renew them.
 */
export class DispatcherCache {
  #options: DispatcherOptions | undefined;
  #connections: Connections | undefined;

  /** A KubeConfig that does all that the given one does, except that it takes its dispatchers from here. */
  attach(kubeConfig: KubeConfig): KubeConfig {
    const create: unknown = kubeConfig["createDispatcher"];
    // Another release of client-node may build its dispatchers elsewhere: then it makes them as it likes. So does a
    // subclass, whose private members a stand-in would not have.
    if (typeof create !== "function" || isSubclassed(kubeConfig)) return kubeConfig;
    return Object.create(kubeConfig, {
      createDispatcher: {
        value: (
          ...input: Parameters<KubeConfig["createDispatcherOptions"]>
        ): Dispatcher | undefined =>
          this.#connectionsFor(
            kubeConfig.createDispatcherOptions(...input),
            () => create.apply(kubeConfig, input) as Dispatcher | undefined,
          )?.dispatcher,
      },
    }) as KubeConfig;
  }

  /** Those that the dispatcher makes, which {@link attach} or another KubeConfig gave out. */
  of(dispatcher: Dispatcher): Connections {
    const kept = this.#connections;
    return kept?.dispatcher === dispatcher ? kept : new Connections(dispatcher);
  }

  /** Those to a server, maybe behind a proxy, with these TLS settings; the same while they stay the same and are well. */
  forAccess(server: string, proxyUrl: string, tls: Readonly<Record<string, unknown>>): Connections {
    // client-node refuses plain HTTP unless verification is off; kubectl does not, and there is nothing to verify.
    const cluster = {
      name: "",
      server,
      skipTLSVerify: true,
      ...(proxyUrl === "" ? {} : { proxyUrl }),
    };
    const maker = new KubeConfig();
    const options = maker.createDispatcherOptions(cluster, tls);
    const connections = this.#connectionsFor(options, () => {
      const create: unknown = maker["createDispatcher"];
      if (typeof create !== "function")
        throw new Error("this release of @kubernetes/client-node makes no dispatchers; use 2.0");
      return create.call(maker, cluster, tls) as Dispatcher | undefined;
    });
    if (connections === undefined) throw new Error(`no way to connect to ${server}`);
    return connections;
  }

  /** Closes idle connections; those in use close when their requests end. */
  close(): Promise<void> {
    return this.#connections?.retire() ?? Promise.resolve();
  }

  #connectionsFor(
    options: DispatcherOptions,
    create: () => Dispatcher | undefined,
  ): Connections | undefined {
    if (this.#options !== undefined && isSame(this.#options, options)) return this.#connections;
    void this.close();
    const dispatcher = create();
    this.#options = options;
    this.#connections =
      dispatcher === undefined ? undefined : new Connections(dispatcher, () => this.#forget());
    return this.#connections;
  }

  #forget(): void {
    this.#connections = undefined;
    this.#options = undefined;
  }
}

/** Whether the object is of a class below the one that makes dispatchers. */
function isSubclassed(kubeConfig: KubeConfig): boolean {
  return !Object.hasOwn(Object.getPrototypeOf(kubeConfig) as object, "createDispatcher");
}

function isSame(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (Buffer.isBuffer(left) && Buffer.isBuffer(right)) return left.equals(right);
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null)
    return false;
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].every((name) =>
    isSame((left as Record<string, unknown>)[name], (right as Record<string, unknown>)[name]),
  );
}
