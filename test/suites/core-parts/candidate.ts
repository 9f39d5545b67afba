import {
  type Clock,
  type Environment,
  LeaderElector,
  LeaseLock,
  lane,
  ObjectClient,
  type RestTransport,
  type StopSignal,
} from "@informerlab/core";
import { type coordinationV1, resources } from "@informerlab/core/kinds";
import {
  always,
  type ChaosOptions,
  type ControllerUnderTest,
  leaderElected,
  type Program,
} from "@informerlab/test";
import { configMap } from "./users.ts";

const { leases } = resources.coordination.v1;
const leaseName = "candidate";
const times = { leaseDurationMs: 3000, renewDeadlineMs: 1500, retryPeriodMs: 500 };
/** A deadline, and a pause within it. */
const timersMax = 2;
/** The lead, its deadline, and a pause. */
const listenersMax = 3;
/** Tries to give the Lease up that meet somebody else's write. */
const releasesMax = 5;
/** So many waits of one length are no chance. */
const waitsMin = 8;

type ElectorOptions = ConstructorParameters<typeof LeaderElector>[1];
type CreateElector = (environment: Environment, options: ElectorOptions) => LeaderElector;
type CreateLock = (options: ConstructorParameters<typeof LeaseLock>[0]) => LeaseLock;

/** Parts of an election. */
export interface ElectionParts {
  readonly createElector: CreateElector;
  readonly createLock: CreateLock;
}

/**
 * Two that want to lead, and do nothing with it. Each looks at its own election: what it asks of the server and when, how
 * soon it hears that it is over, and what it leaves behind.
 */
export function candidate(parts: Partial<ElectionParts> = {}): ControllerUnderTest {
  const {
    createElector = (environment, options) => new LeaderElector(environment, options),
    createLock = (options) => new LeaseLock(options),
  } = parts;
  return {
    name: "candidate",
    replicas: 2,
    start: (program) => new Candidacy(program, { createElector, createLock }).run(),
  };
}

class Candidacy {
  readonly #clock: Clock;
  readonly #stop: StopSignal;
  readonly #elector: LeaderElector;
  readonly #flaw: Promise<never>;
  #tellFlaw: (flaw: Error) => void = () => {};
  #timers = 0;
  readonly #listeners = new Set<() => void>();
  #underWay = 0;
  #isRunning = false;
  #leading: StopSignal | undefined;
  #leader = "";
  #renewedAt = 0;
  /** Its last write of the Lease was done. */
  #isRenewed = false;
  /** When it had looked at the Lease, in this run, and did nothing since. */
  #lookedAt: number | undefined;
  /** Whose the Lease was when it was read or written last; undefined: nobody knows. */
  #holder: string | undefined;
  /** What its last write that was done said of its lead. */
  #written: Held | undefined;
  readonly #identity: string;
  readonly #waits: number[] = [];
  /** Answers to what it wrote after it was asked to stop. */
  readonly #releases: number[] = [];

  constructor(
    { environment, transport, stop, identity }: Program,
    { createElector, createLock }: ElectionParts,
  ) {
    this.#clock = environment.clock;
    this.#identity = identity;
    this.#stop = stop;
    this.#flaw = new Promise((_resolve, reject) => {
      this.#tellFlaw = reject;
    });
    const { random, scheduler, trace } = environment;
    const client = new ObjectClient<coordinationV1.Lease>(this.#watched(transport), leases);
    const place = { namespace: "default", name: leaseName };
    this.#elector = createElector(
      { clock: this.#counted(), random, scheduler, trace },
      {
        lock: createLock({ leases: client, ...place, identity }),
        ...times,
        onStartedLeading: (leading) => this.#leads(leading),
        onStoppedLeading: () => {
          this.#isRunning = false;
        },
        onNewLeader: (leader) => {
          this.#demand(leader !== this.#leader, `is told twice of ${leader}`);
          this.#leader = leader;
        },
      },
    );
    stop.addEventListener("abort", () =>
      this.#soon(1, () =>
        this.#demand(!this.#isRunning || this.#underWay > 0, "was asked to stop, and waits"),
      ),
    );
  }

  run(): Promise<void> {
    return Promise.race([this.#flaw, this.#runOnAndOn()]);
  }

  async #runOnAndOn(): Promise<void> {
    while (!this.#stop.aborted) {
      this.#isRunning = true;
      this.#leading = undefined;
      this.#lookedAt = undefined;
      await this.#elector.run(this.#signal());
      this.#demand(!this.#isRunning, "is not told that it stopped leading");
      this.#demand(this.#timers === 0, `leaves ${this.#timers} timers behind`);
      const listeners = this.#stop.aborted ? 0 : this.#listeners.size;
      this.#demand(listeners === 0, `leaves ${listeners} listeners behind`);
      this.#demand(this.#underWay === 0, `leaves ${this.#underWay} requests behind`);
      const tries = this.#releases.length;
      this.#demand(
        this.#releases.at(-1) !== 409 || tries === releasesMax,
        `does not give the Lease up, for it changed ${tries} times`,
      );
    }
  }

  #leads(leading: StopSignal): void {
    this.#leading = leading;
    leading.addEventListener("abort", () => {
      if (this.#stop.aborted) return;
      this.#soon(1, () =>
        this.#demand(this.#leading !== leading || !this.#isRunning, "lost the lead, and goes on"),
      );
    });
  }

  /** Since when one leads stays true for as long as it does, and nobody gives up what is another's. */
  #writes({ holderIdentity, acquireTime, leaseTransitions }: Held): void {
    if (holderIdentity === "") {
      const isOwn = this.#holder === undefined || this.#holder === this.#identity;
      this.#demand(isOwn, `gives a Lease up that ${this.#holder} holds`);
      return;
    }
    const written = this.#written;
    if (this.#leading === undefined || written?.leaseTransitions !== leaseTransitions) return;
    const isSame = written?.acquireTime === acquireTime;
    this.#demand(isSame, `leads since ${written?.acquireTime}, and says ${acquireTime}`);
  }

  #asks(method: string): void {
    const now = this.#clock.now();
    const leads = this.#leading !== undefined;
    if (this.#stop.aborted) {
      this.#demand(leads, `was asked to stop, and sends a ${method}`);
    } else if (method === "GET" && leads) {
      const isValid = this.#isRenewed && now < this.#renewedAt + times.leaseDurationMs;
      this.#demand(!isValid, "leads, nothing failed, and it reads the Lease");
    } else if (method === "GET" && this.#lookedAt !== undefined) {
      this.#waits.push(now - this.#lookedAt);
      const [first = 0] = this.#waits;
      const waited = Math.round(now - this.#lookedAt);
      this.#demand(waited >= times.retryPeriodMs, `asks again after ${waited} ms`);
      const inStep = this.#waits.every((wait) => Math.abs(wait - first) < 1);
      this.#demand(this.#waits.length < waitsMin || !inStep, "always waits for as long");
    }
    if (method !== "GET") this.#isRenewed = false;
  }

  #hears(method: string, status: number): void {
    if (method === "GET") return;
    if (this.#stop.aborted) this.#releases.push(status);
    this.#isRenewed = status >= 200 && status < 300;
    if (!this.#isRenewed) return;
    this.#renewedAt = this.#clock.now();
    this.#awaitRenewal(this.#renewedAt);
  }

  /** Who leads renews in time; a process that was held up has its time from then on. */
  #awaitRenewal(renewedAt: number): void {
    const waitMs = times.retryPeriodMs + times.renewDeadlineMs + 1;
    const dueAt = this.#clock.now() + waitMs;
    this.#soon(waitMs, () => {
      if (this.#renewedAt !== renewedAt || this.#leading?.aborted !== false) return;
      const now = this.#clock.now();
      if (now > dueAt) this.#awaitRenewal(renewedAt);
      else this.#demand(false, `leads, and did not renew for ${Math.round(now - renewedAt)} ms`);
    });
  }

  /** The same clock; who waits for little has few timers. */
  #counted(): Clock {
    return {
      now: () => this.#clock.now(),
      after: (delayMs, on, step) => {
        this.#timers += 1;
        this.#demand(this.#timers <= timersMax, `has ${this.#timers} timers`);
        const over = once(() => {
          this.#timers -= 1;
        });
        const cancel = this.#clock.after(delayMs, on, () => {
          over();
          step();
        });
        return () => {
          over();
          cancel();
        };
      },
    };
  }

  /** The signal to stop; few listen to it. */
  #signal(): StopSignal {
    const stop = this.#stop;
    return {
      get aborted() {
        return stop.aborted;
      },
      addEventListener: (type, listener) => {
        this.#listeners.add(listener);
        const count = this.#listeners.size;
        this.#demand(count <= listenersMax, `listens ${count} times for a stop`);
        stop.addEventListener(type, listener);
      },
      removeEventListener: (type, listener) => {
        this.#listeners.delete(listener);
        stop.removeEventListener(type, listener);
      },
    };
  }

  #watched(transport: RestTransport): RestTransport {
    return {
      server: transport.server,
      send: (request, observer) => {
        this.#asks(request.method);
        const wanted = heldIn(request.body);
        if (wanted !== undefined) this.#writes(wanted);
        this.#underWay += 1;
        let status = 0;
        let text = "";
        const over = once(() => {
          this.#underWay -= 1;
          this.#lookedAt = request.method === "GET" ? this.#clock.now() : undefined;
        });
        const cancel = transport.send(request, {
          ...observer,
          responded: (head) => {
            status = head.status;
            observer.responded(head);
          },
          text: (piece) => {
            text += piece;
            observer.text(piece);
          },
          ended: () => {
            over();
            const isDone = status >= 200 && status < 300;
            this.#holder = isDone ? heldIn(text)?.holderIdentity : undefined;
            if (isDone && wanted !== undefined) this.#written = wanted;
            this.#hears(request.method, status);
            observer.ended();
          },
          failed: (error) => {
            over();
            this.#holder = undefined;
            observer.failed(error);
          },
        });
        return () => {
          over();
          cancel();
        };
      },
    };
  }

  #soon(delayMs: number, step: () => void): void {
    this.#clock.after(delayMs, lane("candidate"), step);
  }

  #demand(isSo: boolean, otherwise: string): void {
    if (!isSo) this.#tellFlaw(new Error(`it ${otherwise}`));
  }
}

type Held = Pick<
  NonNullable<coordinationV1.Lease["spec"]>,
  "holderIdentity" | "acquireTime" | "leaseTransitions"
>;

/** What the text of a Lease says of who holds it. */
function heldIn(text: string | undefined): Held | undefined {
  if (text === undefined) return undefined;
  const lease: coordinationV1.Lease = JSON.parse(text);
  return lease.kind === "Lease" ? lease.spec : undefined;
}

function once(step: () => void): () => void {
  let isOver = false;
  return () => {
    if (!isOver) step();
    isOver = true;
  };
}

/** What must hold on the Lease; the rest each candidate asks by itself. */
export const candidateRules: ChaosOptions = {
  objects: [{ ...configMap("of nobody"), metadata: { namespace: "default", name: "a" } }],
  troubles: [
    "pause",
    "stop",
    "crash",
    "conflict",
    "clocks-apart",
    "cut-off",
    "slow-requests",
    "slow-answers",
    "lost-answer",
    "lost-request",
    "write-failed",
    "read-failed",
  ],
  settleMs: 25_000,
  invariants: [
    ...leaderElected(`default/${leaseName}`),
    always("a Lease says for how long it is held", ({ commit }) => {
      const { spec = {} } = (commit?.object ?? {}) as coordinationV1.Lease;
      if (commit?.verb === "delete") return true;
      // What is given up is to be taken at once, also by those who go by how long it was held.
      const seconds = spec.holderIdentity ? times.leaseDurationMs / 1000 : 1;
      return spec.leaseDurationSeconds === seconds || `it says ${spec.leaseDurationSeconds} s`;
    }),
  ],
  seed: 1,
};
