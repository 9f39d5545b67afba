import type { Clock } from "../environment/clock.ts";
import { type Cancel, lane } from "../environment/scheduler.ts";
import type { Lease } from "../kinds/coordination-v1.generated.ts";
import type { RestRequest, RestResponseObserver, RestTransport } from "../source/rest-transport.ts";
import type {
  ElectionFault,
  ElectionOperation,
  ElectionRequest,
  ElectionScenario,
} from "./election-scenario.ts";
import { ObjectServer } from "./object-server.ts";

const leasePath = "/apis/coordination.k8s.io/v1/namespaces/default/leases/lock";
const serverLane = lane("server");

/** A server of one Lease for a scenario: requests take effect at once, answers come after its latency, or not at all. */
export class LeaseServer implements RestTransport {
  readonly server = "https://cluster:6443";
  readonly requests: ElectionRequest[] = [];
  readonly #objects = new ObjectServer();
  readonly #clock: Clock;
  readonly #scenario: ElectionScenario;
  readonly #startedAt: number;

  constructor(clock: Clock, scenario: ElectionScenario) {
    this.#clock = clock;
    this.#scenario = scenario;
    this.#startedAt = clock.now();
    const { lease, operations } = scenario;
    if (lease !== null) {
      const { renewedAgoMs, ...spec } = lease;
      const renewTime = this.#microTime(-renewedAgoMs);
      this.#put({ spec: { ...spec, acquireTime: renewTime, renewTime } });
    }
    for (const one of operations) clock.after(one.atMs, serverLane, () => this.#operate(one));
  }

  send(request: RestRequest, observer: RestResponseObserver): Cancel {
    this.requests.push(this.#noted(request));
    const kind = this.#faultOf(request.method);
    if (kind === "silence") return () => {};
    this.#objects.intercept = () => (typeof kind === "number" ? kind : undefined);
    let answer = (): void => {};
    this.#objects.send(request, {
      responded: (head) => {
        answer = () => observer.responded(head);
      },
      text: (text) => {
        const before = answer;
        answer = () => {
          before();
          observer.text(text);
          observer.ended();
        };
      },
      ended: () => {},
      failed: () => {},
    });
    if (kind === "lost") return () => {};
    return this.#clock.after(this.#scenario.latencyMs, serverLane, () => answer());
  }

  #nowMs(): number {
    return this.#clock.now() - this.#startedAt;
  }

  #faultOf(method: string): ElectionFault["kind"] | undefined {
    const now = this.#nowMs();
    return this.#scenario.faults.find(
      ({ fromMs, toMs, methods }) => fromMs <= now && now < toMs && methods.includes(method),
    )?.kind;
  }

  #noted({ method, body }: RestRequest): ElectionRequest {
    const { spec } = JSON.parse(body ?? "{}") as Lease;
    return {
      atMs: this.#nowMs(),
      method,
      holderIdentity: spec?.holderIdentity ?? "",
      leaseDurationSeconds: spec?.leaseDurationSeconds ?? 0,
      leaseTransitions: spec?.leaseTransitions ?? 0,
      acquiredAtMs: this.#sinceStart(spec?.acquireTime),
      renewedAtMs: this.#sinceStart(spec?.renewTime),
    };
  }

  #sinceStart(time: string | undefined): number {
    return time === undefined ? 0 : Date.parse(time) - this.#startedAt;
  }

  #microTime(sinceStartMs: number): string {
    return new Date(this.#startedAt + sinceStartMs).toISOString().replace("Z", "000Z");
  }

  #operate({ kind, holder }: ElectionOperation): void {
    const found = this.#objects.get(leasePath) as Lease | undefined;
    if (found === undefined) return;
    const now = this.#microTime(this.#nowMs());
    switch (kind) {
      case "delete":
        this.#objects.delete(leasePath);
        return;
      case "touch":
        this.#put(found);
        return;
      case "renew":
        this.#put({ spec: { ...found.spec, renewTime: now } });
        return;
      case "take":
      case "clear": {
        const leaseTransitions = (found.spec?.leaseTransitions ?? 0) + 1;
        const taken = {
          holderIdentity: holder,
          renewTime: now,
          acquireTime: now,
          leaseTransitions,
        };
        this.#put({ spec: { ...found.spec, ...taken } });
      }
    }
  }

  #put({ spec }: Lease): void {
    this.#objects.put(leasePath, { metadata: { name: "lock", namespace: "default" }, spec });
  }
}
