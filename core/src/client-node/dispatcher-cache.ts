import { KubeConfig, type RequestContext } from "@kubernetes/client-node";

/** What sends requests for client-node: an undici dispatcher. */
export type Dispatcher = NonNullable<ReturnType<RequestContext["getDispatcher"]>>;

type DispatcherOptions = ReturnType<KubeConfig["createDispatcherOptions"]>;

/**
 * client-node makes a new dispatcher, and with it new connections, for every request. This keeps the last one for as
 * long as address, proxy, certificates and keys stay what they were; exec plugins may renew them.
 */
export class DispatcherCache {
  #options: DispatcherOptions | undefined;
  #dispatcher: Dispatcher | undefined;

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
          this.#dispatcherFor(
            kubeConfig.createDispatcherOptions(...input),
            () => create.apply(kubeConfig, input) as Dispatcher | undefined,
          ),
      },
    }) as KubeConfig;
  }

  /** The dispatcher for a server, maybe behind a proxy, with these TLS settings; the same one while they stay the same. */
  forAccess(server: string, proxyUrl: string, tls: Readonly<Record<string, unknown>>): Dispatcher {
    // client-node refuses plain HTTP unless verification is off; kubectl does not, and there is nothing to verify.
    const cluster = {
      name: "",
      server,
      skipTLSVerify: true,
      ...(proxyUrl === "" ? {} : { proxyUrl }),
    };
    const maker = new KubeConfig();
    const options = maker.createDispatcherOptions(cluster, tls);
    const dispatcher = this.#dispatcherFor(options, () => {
      const create: unknown = maker["createDispatcher"];
      if (typeof create !== "function")
        throw new Error("this release of @kubernetes/client-node makes no dispatchers; use 2.0");
      return create.call(maker, cluster, tls) as Dispatcher | undefined;
    });
    if (dispatcher === undefined) throw new Error(`no way to connect to ${server}`);
    return dispatcher;
  }

  /** Closes idle connections; those in use close when their requests end. */
  async close(): Promise<void> {
    const dispatcher = this.#dispatcher;
    this.#dispatcher = undefined;
    this.#options = undefined;
    await dispatcher?.close();
  }

  #dispatcherFor(
    options: DispatcherOptions,
    create: () => Dispatcher | undefined,
  ): Dispatcher | undefined {
    if (this.#options !== undefined && isSame(this.#options, options)) return this.#dispatcher;
    void this.close();
    this.#options = options;
    this.#dispatcher = create();
    return this.#dispatcher;
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
