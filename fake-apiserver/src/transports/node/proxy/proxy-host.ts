import { type Cancel, lane } from "@informerlab/core";
import type { FaultMatch } from "../../../faults/fault.ts";
import { FaultError } from "../../../faults/fault-kinds.ts";
import { Faults } from "../../../faults/faults.ts";
import { type Gate, type GatePoint, Gates } from "../../../faults/gates.ts";
import { RequestJournal } from "../../../journal/request-journal.ts";
import type { Call } from "../../../request/call.ts";
import { Clients } from "../../../request/clients.ts";
import { journalTap } from "../../../taps/journal-tap.ts";
import type { Tap } from "../../../taps/tap.ts";
import { Taps } from "../../../taps/taps.ts";
import { traceTap } from "../../../taps/trace-tap.ts";
import { Twins } from "../../../taps/twins/twins.ts";
import type { FaultHost } from "../../admin/admin-target.ts";
import type { HostEnvironment } from "../../cluster-host.ts";
import { BodiesOnTheWay } from "./read-along.ts";

const hostLane = lane("apiserver/proxy");

/** Settings of a {@link ProxyHost}. */
export interface ProxyHostOptions {
  readonly environment: HostEnvironment;
  /** Closes the connections of all clients: what a restart of the server behind looks like. */
  readonly dropConnections: () => void;
  /** Told of what clients do that correct informers would not. Absent: no client has a twin. */
  readonly warnOfClients?: (message: string) => void;
  /** Who else hears what passes. */
  readonly taps: readonly Tap[];
}

/** What a proxy keeps of its own: faults, gates and the journal. The objects are the server's behind it. */
export class ProxyHost implements FaultHost {
  readonly environment: HostEnvironment;
  readonly faults: Faults;
  readonly gates: Gates = new Gates();
  readonly requests: RequestJournal = new RequestJournal();
  readonly cluster: FaultHost["cluster"];
  /** Undefined: no client has a twin. */
  readonly twins: Twins | undefined;
  /** All that hear what passes. */
  readonly taps: Taps;
  readonly bodies: BodiesOnTheWay = new BodiesOnTheWay();
  readonly #clients = new Clients();
  #made = 0;
  #writes = 0;

  constructor({ environment, dropConnections, warnOfClients, taps }: ProxyHostOptions) {
    const { clock, trace } = environment;
    this.environment = environment;
    this.twins = warnOfClients === undefined ? undefined : new Twins(environment, warnOfClients);
    this.taps = new Taps([
      journalTap(this.requests, clock),
      traceTap(trace),
      ...(this.twins === undefined ? [] : [this.twins]),
      ...taps,
    ]);
    this.faults = new Faults(
      environment,
      {
        compact: () => refuse("compact"),
        restart: dropConnections,
        revisionAgo: () => refuse("stale"),
        readableFrom: () => refuse("stale"),
        clear: withFullNames,
        struck: (request, fault) => this.requests.struck(request, fault),
      },
      // What a proxy can count: the writes that went well through it.
      () => this.#writes,
    );
    this.faults.registerTransport(limits);
    this.cluster = {
      faults: this.faults,
      requests: this.requests,
      gate: (on: FaultMatch, at: GatePoint): Gate => this.gates.add(withFullNames(on), at),
    };
  }

  /** Ids of requests and watches, in the order in which they came. */
  nextId(): string {
    this.#made += 1;
    return String(this.#made);
  }

  /** The stable name of a request. */
  operationOf(call: Call): string {
    return this.#clients.operationOf(call);
  }

  /** A write has gone well. */
  written(): void {
    this.#writes += 1;
  }

  onChange(listener: () => void): Cancel {
    return this.requests.onChange(listener);
  }

  after(delayMs: number, step: () => void): Cancel {
    return this.environment.clock.after(delayMs, hostLane, step);
  }
}

/** What needs the storage of the server behind. */
const limits = {
  name: "proxy",
  cannot: ["compact", "stale", "futureResourceVersion"],
  cannotTell: ["resourceVersion"],
} as const;

function refuse(kind: string): never {
  throw new FaultError(`a proxy cannot express ${kind}`);
}

/**
 * A proxy knows no kinds, so a name is taken as it is: `pods`, `deployments.apps`. The short form that the fake
 * understands, `deployments`, would match nothing here, and a fault that can never strike tests nothing.
 */
function withFullNames(match: FaultMatch): FaultMatch {
  const { resource } = match;
  for (const name of typeof resource === "string" ? [resource] : (resource ?? [])) {
    const isPattern = name.includes("*") || name.startsWith("/") || name.includes(".");
    const [plain = ""] = name.split("/");
    if (isPattern || match.unserved === true || coreResources.has(plain)) continue;
    throw new FaultError(
      `${JSON.stringify(name)} is no resource of the core group; a proxy does not know which group is meant: say it in full, such as "deployments.apps" (or unserved: true in "on")`,
    );
  }
  return match;
}

const coreResources: ReadonlySet<string> = new Set([
  "bindings",
  "componentstatuses",
  "configmaps",
  "endpoints",
  "events",
  "limitranges",
  "namespaces",
  "nodes",
  "persistentvolumeclaims",
  "persistentvolumes",
  "pods",
  "podtemplates",
  "replicationcontrollers",
  "resourcequotas",
  "secrets",
  "serviceaccounts",
  "services",
]);
