import { type coordinationV1, resources } from "@informerlab/core/kinds";
import { type ClusterView, type Commit, resourceName } from "./cluster-view.ts";
import { always, eventually, type Rule, sometimes } from "./rules.ts";

const { leases } = resources.coordination.v1;

/** A Lease as a write left it. */
interface Held {
  /** Empty: nobody. */
  readonly holder: string;
  readonly transitions: number;
  readonly acquiredAt: string;
  /** Milliseconds of the run; by the server's time, from the last write. */
  readonly expiresAtMs: number;
}

const nobody: Held = { holder: "", transitions: 0, acquiredAt: "", expiresAtMs: 0 };

/**
 * What holds for every election on a Lease, whatever happens to network, processes and their clocks: it is taken only
 * when it is free, each holder has a term of its own, and when all is healed there is a leader again. Candidates must
 * use `program.name` or `program.identity` as holderIdentity; `settleMs` must be longer than a lease.
 *
 * @param lease `namespace/name`
 */
export function leaderElected(lease: string): readonly Rule[] {
  return [
    always("a Lease is taken only when it is free", (view) => {
      const { commit } = view;
      if (commit === undefined || commit.life === 0 || !isLease(commit, lease)) return true;
      const before = heldBefore(view, lease);
      const after = commit.verb === "delete" ? nobody : heldOf(commit);
      const isOwn = before.holder === "" || isHolder(before.holder, commit);
      if (isOwn || before.holder === after.holder || commit.atMs >= before.expiresAtMs) return true;
      const did = commit.verb === "delete" ? "deletes it" : `writes "${after.holder}" into it`;
      return `${nameOf(commit)} ${did} while ${before.holder} holds it for another ${inSeconds(before.expiresAtMs - commit.atMs)}`;
    }),
    always("each holder of a Lease has a term of its own", (view) => {
      const { commit } = view;
      if (commit?.verb !== "update" || commit.life === 0 || !isLease(commit, lease)) return true;
      return termObjection(heldBefore(view, lease), heldOf(commit));
    }),
    eventually("there is a leader again", ({ commits, now }) => {
      const last = commits.findLast((commit) => isLease(commit, lease));
      if (last === undefined || last.verb === "delete") return "nobody ever made the Lease";
      const { holder, expiresAtMs } = heldOf(last);
      if (holder === "") return "the Lease was given up and nobody took it";
      return (
        expiresAtMs > now || `${holder} last renewed ${inSeconds(now - last.atMs)} before the end`
      );
    }),
    sometimes("the lead changes hands", (view) => {
      const { commit } = view;
      if (commit === undefined || commit.verb === "delete" || !isLease(commit, lease)) return false;
      const { holder } = heldOf(commit);
      return holder !== "" && holder !== (heldBefore(view, lease).holder || holder);
    }),
  ];
}

/** Which writes only the leader may do. */
export interface GuardedWrites {
  /** `namespace/name` of the Lease. */
  readonly lease: string;
  /** @defaultValue every write of a process but those of Leases */
  readonly isGuarded?: (commit: Commit) => boolean;
}

/**
 * Whoever writes holds the Lease, by the server's time. An election cannot promise that: a process that is held up for
 * longer than the lease outlasts the renew deadline writes before it learns that it lost. So ask this with `troubles`
 * that leave `pause` out, and with times in which no answer is as late as that; else fence the writes, and ask that
 * terms never go back.
 */
export function onlyTheLeaderWrites({
  lease,
  isGuarded = isNoLease,
}: GuardedWrites): readonly Rule[] {
  const writerOf = ({ commit }: ClusterView): Commit | undefined =>
    commit !== undefined && commit.life > 0 && isGuarded(commit) ? commit : undefined;
  return [
    always("never two leaders write", (view) => {
      const writer = writerOf(view);
      if (writer === undefined) return true;
      const { holder } = heldBefore(view, lease);
      if (holder === "" || isHolder(holder, writer)) return true;
      return `${nameOf(writer)} writes ${writer.resource} ${writer.key}, and ${holder} leads`;
    }),
    always("who has lost the Lease stops", (view) => {
      const writer = writerOf(view);
      if (writer === undefined) return true;
      const { holder, expiresAtMs } = heldBefore(view, lease);
      const what = `${nameOf(writer)} writes ${writer.resource} ${writer.key}`;
      if (holder === "") return `${what}, and nobody leads`;
      if (!isHolder(holder, writer) || writer.atMs < expiresAtMs) return true;
      return `${what} ${inSeconds(writer.atMs - expiresAtMs)} after its lease ran out`;
    }),
  ];
}

function termObjection(before: Held, after: Held): string | undefined {
  const said = `after ${before.transitions} ("${before.holder}") comes ${after.transitions} ("${after.holder}")`;
  if (after.holder === before.holder || after.holder === "") {
    if (after.transitions !== before.transitions)
      return `the holder is no new one, and leaseTransitions change: ${said}`;
    if (after.holder === before.holder && after.acquiredAt !== before.acquiredAt)
      return `${after.holder} renews, and acquireTime changes from ${before.acquiredAt} to ${after.acquiredAt}`;
    return undefined;
  }
  if (after.transitions === before.transitions + 1) return undefined;
  return `leaseTransitions count one more for each new holder: ${said}`;
}

/** The Lease as it was when the write at hand came. */
function heldBefore({ commit, commits }: ClusterView, lease: string): Held {
  const end = commit === undefined ? commits.length : commits.lastIndexOf(commit);
  for (let index = end - 1; index >= 0; index--) {
    const earlier = commits[index];
    if (earlier === undefined || !isLease(earlier, lease)) continue;
    return earlier.verb === "delete" ? nobody : heldOf(earlier);
  }
  return nobody;
}

function heldOf({ object, atMs }: Commit): Held {
  const { spec = {} } = object as coordinationV1.Lease;
  return {
    holder: spec.holderIdentity ?? "",
    transitions: spec.leaseTransitions ?? 0,
    acquiredAt: spec.acquireTime ?? "",
    expiresAtMs: atMs + (spec.leaseDurationSeconds ?? 0) * 1000,
  };
}

function isLease({ resource, key }: Commit, lease: string): boolean {
  return resource === resourceName(leases) && key === lease;
}

function isNoLease({ resource }: Commit): boolean {
  return resource !== resourceName(leases);
}

function isHolder(holder: string, { by, life }: Commit): boolean {
  return holder === by || holder === `${by}_${life}`;
}

function nameOf({ by, life }: Commit): string {
  return `${by}_${life}`;
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
