import type { KubernetesObject } from "@informerlab/core";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import { Reinvocation } from "./reinvocation.ts";

/** Another object that a plugin wants written once all have agreed: the usage of a quota. */
export interface Charge {
  readonly definition: ResourceDefinition;
  readonly object: KubernetesObject;
  readonly subresource: string;
}

const noCharges: readonly Charge[] = [];

/** What a webhook answered, kept while the request is asked again from the beginning. */
export type KeptReplies = Map<string, unknown>;

const noAnnotations: ReadonlyMap<string, string> = new Map();

/** What admission noticed about one request, besides letting it pass or not. Of most there is nothing to keep. */
export class Findings {
  #warnings: Set<string> | undefined;
  #audit: Map<string, string> | undefined;
  readonly #charges: Charge[] = [];
  #replies: KeptReplies | undefined;
  /** False: nothing of the network is asked, since the writer cannot wait. */
  readonly mayWait: boolean;
  /** When the request came, by the server's clock in milliseconds. */
  readonly begunAt: number;
  #done: Set<string> | undefined;
  #reinvocation: Reinvocation | undefined;

  constructor({
    mayWait = true,
    begunAt = 0,
  }: { readonly mayWait?: boolean; readonly begunAt?: number } = {}) {
    this.mayWait = mayWait;
    this.begunAt = begunAt;
  }

  /** Answers from the network; they outlive {@link Findings.clear}. */
  get replies(): KeptReplies {
    this.#replies ??= new Map();
    return this.#replies;
  }

  /** Who of the webhooks has to be asked again. */
  get reinvocation(): Reinvocation {
    this.#reinvocation ??= new Reinvocation();
    return this.#reinvocation;
  }

  /** Begins the second round where a webhook has made one necessary; there is no third. */
  beginSecondRound(): boolean {
    return this.#reinvocation?.beginSecondRound() === true;
  }

  /** Does something once, however often the request is looked at. */
  once(what: string, step: () => void): void {
    if (this.isDone(what)) return;
    this.#done ??= new Set();
    this.#done.add(what);
    step();
  }

  /** Texts of Warning headers, each once. */
  get warnings(): readonly string[] {
    return this.#warnings === undefined ? [] : [...this.#warnings];
  }

  /** Annotations of the audit event. */
  get audit(): ReadonlyMap<string, string> {
    return this.#audit ?? noAnnotations;
  }

  warn(...texts: readonly string[]): void {
    this.#warnings ??= new Set();
    for (const text of texts) this.#warnings.add(text);
  }

  /** The first value of a key stays, as in the real audit log. */
  annotate(key: string, value: string): void {
    this.#audit ??= new Map();
    if (!this.#audit.has(key)) this.#audit.set(key, value);
  }

  charge(charge: Charge): void {
    this.#charges.push(charge);
  }

  /** The writes asked for so far, which are the caller's from now on. */
  takeCharges(): readonly Charge[] {
    return this.#charges.length === 0 ? noCharges : this.#charges.splice(0);
  }

  isDone(what: string): boolean {
    return this.#done?.has(what) === true;
  }

  /** Before a request is looked at once more. */
  clear(): void {
    this.#warnings = undefined;
    this.#audit = undefined;
    this.#charges.length = 0;
    this.#reinvocation = undefined;
  }
}
