import { mayBeLeft } from "../may-be-left.ts";
import type { ResourceRequest } from "../request/read/resource-request.ts";
import { problemOfMatch } from "./check-fault.ts";
import type { FaultMatch } from "./fault.ts";
import { FaultError } from "./fault-kinds.ts";
import { compileMatch } from "./fault-match.ts";

/** Where a gate holds requests: before the server looks at them, or before their answer leaves. */
export type GatePoint = "request" | "response";

/** Holds matching requests until it is opened: exact interleavings instead of sleeps. */
export interface Gate extends Disposable {
  /** Requests held now. */
  readonly waiting: number;
  /** Settles when a request is held, at once when one is. Rejects when the gate is opened, which then holds nothing. */
  arrived(): Promise<void>;
  /** Lets the requests that are held go on, oldest first; others are held as before. */
  release(): void;
  /** Lets all go on and holds nothing any more. */
  open(): void;
}

interface HeldGate {
  readonly point: GatePoint;
  readonly fits: (request: ResourceRequest) => boolean;
  readonly held: (() => void)[];
  readonly arrivals: { readonly resolve: () => void; readonly reject: (error: Error) => void }[];
}

/** All gates of a server. */
export class Gates {
  readonly #gates = new Set<HeldGate>();

  get isEmpty(): boolean {
    return this.#gates.size === 0;
  }

  /** Puts up a gate. @throws FaultError when the match or the point is none. */
  add(match: FaultMatch, point: GatePoint): Gate {
    const problem =
      point === "request" || point === "response"
        ? problemOfMatch(match)
        : `a gate is at "request" or "response", not ${JSON.stringify(point)}`;
    if (problem !== undefined) throw new FaultError(problem);
    const compiled = compileMatch(match);
    const gate: HeldGate = { point, fits: compiled.request, held: [], arrivals: [] };
    this.#gates.add(gate);
    const release = (): void => {
      for (const goOn of gate.held.splice(0)) goOn();
    };
    const open = (): void => {
      this.#gates.delete(gate);
      giveUpArrivals(gate);
      release();
    };
    return {
      get waiting(): number {
        return gate.held.length;
      },
      arrived: () => {
        const arrived = new Promise<void>((resolve, reject) => {
          if (gate.held.length > 0) resolve();
          else if (this.#gates.has(gate)) gate.arrivals.push({ resolve, reject });
          else reject(openedError());
        });
        return mayBeLeft(arrived);
      },
      release,
      open,
      [Symbol.dispose]: open,
    };
  }

  /** Holds a request at the first gate that fits; answers how to give up holding it, or undefined when none fits. */
  hold(request: ResourceRequest, point: GatePoint, goOn: () => void): (() => void) | undefined {
    for (const gate of this.#gates) {
      if (gate.point !== point || !gate.fits(request)) continue;
      gate.held.push(goOn);
      for (const { resolve } of gate.arrivals.splice(0)) resolve();
      return () => {
        const index = gate.held.indexOf(goOn);
        if (index >= 0) gate.held.splice(index, 1);
      };
    }
    return undefined;
  }

  /** Lets everybody go on. */
  clear(): void {
    const gates = [...this.#gates];
    this.#gates.clear();
    for (const gate of gates) {
      giveUpArrivals(gate);
      for (const goOn of gate.held.splice(0)) goOn();
    }
  }
}

function giveUpArrivals({ arrivals }: HeldGate): void {
  for (const { reject } of arrivals.splice(0)) reject(openedError());
}

function openedError(): Error {
  return new Error("the gate is open and holds no request any more");
}
