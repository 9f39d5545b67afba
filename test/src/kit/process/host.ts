import { isOwnLine, placeIn } from "./own-places.ts";

/** What the kit uses of its host, where the host has it: nothing here exists in every browser and in Node. */
interface HostGlobals {
  setTimeout?: unknown;
  setInterval?: unknown;
  setImmediate?: (callback: () => void) => unknown;
  fetch?: unknown;
  readonly Date: { now: () => number };
  readonly Math: { random: () => number };
  readonly performance?: { now: () => number };
  readonly MessageChannel?: new () => { port1: Port; port2: Port };
  readonly process?: {
    getBuiltinModule?: (name: string) => unknown;
    on?: (event: "unhandledRejection", listener: RejectionListener) => void;
    off?: (event: "unhandledRejection", listener: RejectionListener) => void;
    readonly env?: Readonly<Record<string, string | undefined>>;
  };
}

type RejectionListener = (reason: unknown, promise: object) => void;

interface AsyncHook {
  enable(): void;
  disable(): void;
}

interface AsyncHooks {
  readonly createHook: (hooks: {
    readonly init: (id: number, type: string, trigger: number, resource: object) => void;
  }) => AsyncHook;
  readonly AsyncLocalStorage: new <T>() => AsyncStorage<T>;
}

interface Port {
  onmessage: (() => void) | null;
  postMessage(message: unknown): void;
}

interface AsyncStorage<T> {
  run(store: T, step: () => void): void;
  getStore(): T | undefined;
}

const host = globalThis as unknown as HostGlobals;
// Taken before a test framework puts a clock of its own in their places.
const { setImmediate: nextTurn, MessageChannel } = host;
const turns: (() => void)[] = [];
const channel = nextTurn === undefined && MessageChannel ? new MessageChannel() : undefined;
if (channel !== undefined) channel.port1.onmessage = () => turns.shift()?.();

/** Settles after every microtask that is queued now and all that those queue: a turn of the host's event loop. */
export function hostTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (nextTurn !== undefined) {
      nextTurn(resolve);
      return;
    }
    turns.push(resolve);
    channel?.port2.postMessage(undefined);
  });
}

/** A variable of the host's environment, where it has one. */
export function hostVariable(name: string): string | undefined {
  return host.process?.env?.[name];
}

/** Something that a program took from its host instead of from its environment. */
export interface HostUse {
  /** `setTimeout`, `fetch`, `Date.now` … */
  readonly what: string;
  /** Where: a line of the program. */
  readonly where: string;
  /** A wait that virtual time cannot end; the others only make runs differ from one another. */
  readonly isWait: boolean;
}

/** One life of a process: whose a step is. */
export interface StepOwner {
  /** It was ended, or asked to end: nobody needs to hear any more how its calls went. */
  readonly isEnding: boolean;
}

/** A promise that was rejected without anybody handling it. */
export interface Rejection {
  readonly reason: unknown;
  /** Whose it is, where the host can tell. */
  readonly owner: StepOwner | undefined;
  /** Made where the promise was, where that was traced. */
  readonly from: Error | undefined;
}

/** Follows a program through the host's own doors. */
export interface HostWatch {
  /** Runs a step of a process: what it and its promises call is the process's. */
  within(step: () => void, owner: StepOwner): void;
  /** What was used, each place once. */
  readonly uses: readonly HostUse[];
  /** Rejections that nobody handled. */
  readonly rejections: readonly Rejection[];
  /** Gives the host its doors back. */
  end(): void;
}

const waits = ["setTimeout", "setInterval", "setImmediate", "fetch"] as const;
const usesMax = 20;

/**
 * Watches timers, fetch, clocks and chance of the host while a simulation runs. Calls go through: the run says
 * afterwards what it found. Only what a step of the program or its promises call is told, where the host can tell
 * (Node's AsyncLocalStorage); elsewhere everything is.
 *
 * @param tracesPromises says of each promise where it was made, which costs half of the speed.
 */
export function watchHost(tracesPromises = false): HostWatch {
  const uses = new Map<string, HostUse>();
  const rejections: Rejection[] = [];
  const storage = createStorage<StepOwner>();
  const note = (what: string, isWait: boolean): void => {
    if (uses.size >= usesMax || storage?.getStore() === undefined) return;
    const where = callerOf(new Error("here").stack);
    const key = `${what} ${where}`;
    if (!uses.has(key)) uses.set(key, { what, where, isWait });
  };
  const leave = storage === undefined ? () => {} : listenAtDoors(note);
  const origins = tracesPromises ? traceOrigins() : undefined;
  const onRejection = (reason: unknown, promise: object): void => {
    const owner = storage?.getStore();
    // Of several runs at once each takes its own; what nobody owns is no one's.
    if (owner === undefined && atDoors.size > 1) return;
    rejections.push({ reason, owner, from: origins?.of.get(promise) });
  };
  host.process?.on?.("unhandledRejection", onRejection);
  return {
    within: (step, owner) => (storage === undefined ? step() : storage.run(owner, step)),
    get uses() {
      return [...uses.values()];
    },
    rejections,
    end: () => {
      leave();
      origins?.end();
      host.process?.off?.("unhandledRejection", onRejection);
    },
  };
}

/** Told of each call through one of the host's doors. */
type DoorListener = (what: string, isWait: boolean) => void;

const atDoors = new Set<DoorListener>();
let giveDoorsBack = (): void => {};

/** Several runs at once share one tap on each door, which the last of them takes away. */
function listenAtDoors(listener: DoorListener): () => void {
  if (atDoors.size === 0) giveDoorsBack = tapDoors();
  atDoors.add(listener);
  return () => {
    if (atDoors.delete(listener) && atDoors.size === 0) giveDoorsBack();
  };
}

function tapDoors(): () => void {
  const tell = (what: string, isWait: boolean) => () => {
    for (const listener of atDoors) listener(what, isWait);
  };
  const undo = [
    ...waits.map((name) => tap(host, name, tell(name, true))),
    tap(host.Date, "now", tell("Date.now", false)),
    tap(host.Math, "random", tell("Math.random", false)),
    tapTimers(tell("setTimeout of node:timers/promises", true)),
  ];
  return () => {
    for (const step of undo) step();
  };
}

/** Puts a listener before a function of an object. */
function tap<T extends object, K extends keyof T>(
  owner: T,
  name: K,
  listener: () => void,
): () => void {
  const original = owner[name];
  if (typeof original !== "function") return () => {};
  const called = original as unknown as (...parameters: unknown[]) => unknown;
  const tapped = function (this: unknown, ...parameters: unknown[]): unknown {
    listener();
    return called.apply(this, parameters);
  };
  owner[name] = Object.assign(tapped, original) as T[K];
  return () => {
    if (owner[name] === (tapped as T[K])) owner[name] = original;
  };
}

/** Where timers are imported by name, the host has to be told that the name means another function now. */
function tapTimers(listener: () => void): () => void {
  const timers = host.process?.getBuiltinModule?.("node:timers/promises");
  const modules = host.process?.getBuiltinModule?.("node:module");
  if (timers === undefined || modules === undefined) return () => {};
  const { syncBuiltinESMExports } = modules as { syncBuiltinESMExports: () => void };
  const undo = tap(timers as { setTimeout: unknown }, "setTimeout", listener);
  syncBuiltinESMExports();
  return () => {
    undo();
    syncBuiltinESMExports();
  };
}

function createStorage<T>(): AsyncStorage<T> | undefined {
  const hooks = asyncHooks();
  return hooks === undefined ? undefined : new hooks.AsyncLocalStorage<T>();
}

function asyncHooks(): AsyncHooks | undefined {
  return host.process?.getBuiltinModule?.("node:async_hooks") as AsyncHooks | undefined;
}

/** Deep enough for the clients that others write. */
const stackLinesMax = 40;

/** Runs whose promises are traced now, and the host's own limit. */
let tracing = 0;
let limitBefore: number | undefined;

/** Where each promise is made from now on: by clients that are none of the kit's, too. */
function traceOrigins():
  | { readonly of: WeakMap<object, Error>; readonly end: () => void }
  | undefined {
  const of = new WeakMap<object, Error>();
  const hook = asyncHooks()?.createHook({
    init: (_id, type, _trigger, promise) => {
      if (type === "PROMISE") of.set(promise, new Error("made"));
    },
  });
  if (hook === undefined) return undefined;
  const limits = Error as { stackTraceLimit?: number };
  if (tracing === 0) limitBefore = limits.stackTraceLimit;
  tracing += 1;
  limits.stackTraceLimit = stackLinesMax;
  hook.enable();
  return {
    of,
    end: () => {
      hook.disable();
      tracing -= 1;
      if (tracing === 0 && limitBefore !== undefined) limits.stackTraceLimit = limitBefore;
    },
  };
}

/** Where nothing of a stack is the program's. */
export const unknownPlace = "an unknown place";

/** The first line of a stack that is neither the host's nor this package's. */
export function callerOf(stack: string | undefined): string {
  const lines = (stack ?? "").split("\n").slice(1);
  const own = lines.find((line) => !isOwnLine(line)) ?? unknownPlace;
  return placeIn(own) ?? own.trim().replace(/^at /, "");
}
