import type { TraceFact } from "@informerlab/core/trace";
import { type Asked, askedBy } from "./selected.ts";
import type { VisualRecord } from "./trace-log.ts";

/** More than so many get no copy of their own. */
const clientsMax = 24;

type Request = Extract<TraceFact, { kind: "server.requested" }>;

/** Somebody who watched what it asked for, under the name that its copy has in the picture. */
export interface WatchingClient {
  readonly name: string;
  readonly asked: Asked;
}

/** Who watched a server, and with which requests. */
export interface WatchingClients {
  /** In the order of their first watch. */
  readonly clients: readonly WatchingClient[];
  /** By the id of a list or watch; lists that no watch followed are nobody's. */
  readonly byRequest: ReadonlyMap<string, WatchingClient>;
  readonly byWatch: ReadonlyMap<string, WatchingClient>;
}

/** One client's requests for the same objects. Two informers of one program that ask alike cannot be told apart. */
interface Subject {
  readonly asked: Asked;
  readonly userAgent: string;
  /** Lists and refused watches since its last watch was opened. */
  readonly before: string[];
  client: WatchingClient | undefined;
}

/**
 * Tells from what a server recorded which clients watched it. What the server wrote by itself, and who only read, has no
 * client.
 */
export function watchingClients(records: readonly VisualRecord[]): WatchingClients {
  const finder = new Finder();
  for (const { fact } of records) finder.take(fact);
  return finder;
}

class Finder implements WatchingClients {
  readonly clients: WatchingClient[] = [];
  readonly byRequest = new Map<string, WatchingClient>();
  readonly byWatch = new Map<string, WatchingClient>();
  readonly #names = new Set<string>();
  readonly #subjects = new Map<string, Subject>();
  /** Watches that were asked for and are not open yet, by client and resource, oldest first. */
  readonly #asked = new Map<string, Request[]>();

  take(fact: TraceFact): void {
    if (fact.kind === "server.requested") this.#requested(fact);
    else if (fact.kind === "server.responded" && fact.code !== 200) this.#refused(fact.request);
    else if (fact.kind === "server.watch-opened") this.#opened(fact);
  }

  #requested(fact: Request): void {
    if (fact.verb === "list") this.#subjectOf(fact).before.push(fact.request);
    if (fact.verb !== "watch") return;
    const place = placeOf(fact);
    this.#asked.set(place, [...(this.#asked.get(place) ?? []), fact]);
  }

  #refused(request: string): void {
    for (const [place, asked] of this.#asked) {
      const refused = asked.find((one) => one.request === request);
      if (refused === undefined) continue;
      this.#subjectOf(refused).before.push(request);
      this.#asked.set(
        place,
        asked.filter((one) => one !== refused),
      );
    }
  }

  #opened(fact: Extract<TraceFact, { kind: "server.watch-opened" }>): void {
    const request = this.#asked.get(placeOf(fact))?.shift();
    if (request === undefined) return;
    const subject = this.#subjectOf(request);
    if (subject.client === undefined && this.clients.length < clientsMax) {
      subject.client = { name: this.#nameOf(subject), asked: subject.asked };
      this.clients.push(subject.client);
    }
    const { client } = subject;
    if (client === undefined) return;
    this.byWatch.set(fact.watch, client);
    for (const one of [...subject.before.splice(0), request.request])
      this.byRequest.set(one, client);
  }

  #nameOf({ asked: { resource, namespace }, userAgent }: Subject): string {
    const [program = ""] = userAgent.split("/");
    const scoped = namespace === undefined ? resource : `${resource} ${namespace}`;
    const full = `${scoped} ${program}`.trim();
    let name = [resource, scoped, full].find((one) => !this.#names.has(one));
    for (let number = 2; name === undefined; number += 1)
      if (!this.#names.has(`${full} ${number}`)) name = `${full} ${number}`;
    this.#names.add(name);
    return name;
  }

  #subjectOf(request: Request): Subject {
    const asked = askedBy(request);
    const key = JSON.stringify([request.client, asked]);
    let subject = this.#subjects.get(key);
    if (subject === undefined) {
      subject = { asked, userAgent: request.client, before: [], client: undefined };
      this.#subjects.set(key, subject);
    }
    return subject;
  }
}

function placeOf({ client, resource }: { readonly client: string; readonly resource: string }) {
  return `${resource} ${client}`;
}
