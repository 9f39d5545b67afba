import { type coordinationV1, resources } from "@informerlab/core/kinds";
import type { LocalizedText } from "../../scenario/localized-text.ts";
import { type ClusterView, type Commit, resourceName } from "../process/cluster-view.ts";
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
 * @throws TypeError for what names no Lease.
 */
export function leaderElected(lease: string): readonly Rule[] {
  checkLease("leaderElected(lease)", lease);
  return [
    always(
      { en: "a Lease is taken only when it is free", "zh-CN": "Lease 空闲时才能被取得" },
      (view) => {
        const { commit } = view;
        if (commit === undefined || commit.life === 0 || !isLease(commit, lease)) return true;
        const before = heldBefore(view, lease);
        const after = commit.verb === "delete" ? nobody : heldOf(commit);
        const isOwn = before.holder === "" || isHolder(before.holder, commit);
        if (isOwn || before.holder === after.holder || commit.atMs >= before.expiresAtMs)
          return true;
        const isGone = commit.verb === "delete";
        const left = secondsOf(before.expiresAtMs - commit.atMs);
        return {
          en: `${nameOf(commit)} ${isGone ? "deletes it" : `writes "${after.holder}" into it`} while ${before.holder} holds it for another ${left} s`,
          "zh-CN": `${before.holder} 还持有它 ${left} 秒，${nameOf(commit)} 就${isGone ? "删除了它" : `写入了“${after.holder}”`}`,
        };
      },
    ),
    always(
      {
        en: "each holder of a Lease has a term of its own",
        "zh-CN": "Lease 的每个持有者各有自己的任期",
      },
      (view) => {
        const { commit } = view;
        if (commit?.verb !== "update" || commit.life === 0 || !isLease(commit, lease)) return true;
        return termObjection(heldBefore(view, lease), heldOf(commit));
      },
    ),
    eventually(
      { en: "there is a leader again", "zh-CN": "最终又有了 leader" },
      ({ commits, now }) => {
        const last = commits.findLast((commit) => isLease(commit, lease));
        if (last === undefined || last.verb === "delete")
          return { en: "nobody ever made the Lease", "zh-CN": "始终没有人创建 Lease" };
        const { holder, expiresAtMs } = heldOf(last);
        if (holder === "")
          return {
            en: "the Lease was given up and nobody took it",
            "zh-CN": "Lease 已被让出，却没有人取得",
          };
        const agoSeconds = secondsOf(now - last.atMs);
        return (
          expiresAtMs > now || {
            en: `${holder} last renewed ${agoSeconds} s before the end`,
            "zh-CN": `${holder} 最后一次续约是在结束前 ${agoSeconds} 秒`,
          }
        );
      },
    ),
    sometimes({ en: "the lead changes hands", "zh-CN": "领导权会易手" }, (view) => {
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
  checkLease("onlyTheLeaderWrites({ lease })", lease);
  const writerOf = ({ commit }: ClusterView): Commit | undefined =>
    commit !== undefined && commit.life > 0 && isGuarded(commit) ? commit : undefined;
  return [
    always({ en: "never two leaders write", "zh-CN": "绝不会有两个 leader 同时写入" }, (view) => {
      const writer = writerOf(view);
      if (writer === undefined) return true;
      const { holder } = heldBefore(view, lease);
      if (holder === "" || isHolder(holder, writer)) return true;
      return told(writer, { en: `, and ${holder} leads`, "zh-CN": `，而 leader 是 ${holder}` });
    }),
    always({ en: "who has lost the Lease stops", "zh-CN": "失去 Lease 的人不再写入" }, (view) => {
      const writer = writerOf(view);
      if (writer === undefined) return true;
      const { holder, expiresAtMs } = heldBefore(view, lease);
      if (holder === "")
        return told(writer, { en: ", and nobody leads", "zh-CN": "，而此时没有 leader" });
      if (!isHolder(holder, writer) || writer.atMs < expiresAtMs) return true;
      const lateSeconds = secondsOf(writer.atMs - expiresAtMs);
      return told(writer, {
        en: ` ${lateSeconds} s after its lease ran out`,
        "zh-CN": `，而它的租约已过期 ${lateSeconds} 秒`,
      });
    }),
  ];
}

/** A Lease that nobody ever writes would break no rule. */
function checkLease(asked: string, lease: unknown): void {
  if (typeof lease === "string" && lease.includes("/")) return;
  throw new TypeError(
    `${asked} takes "namespace/name" of the Lease, such as "default/my-controller", not ${JSON.stringify(lease)}`,
  );
}

/** A write that was not its writer's to do, and why. */
function told(writer: Commit, why: LocalizedText): LocalizedText {
  const { resource, key } = writer;
  return {
    en: `${nameOf(writer)} writes ${resource} ${key}${why.en}`,
    "zh-CN": `${nameOf(writer)} 写入了 ${resource} ${key}${why["zh-CN"]}`,
  };
}

function termObjection(before: Held, after: Held): LocalizedText | undefined {
  const said = {
    en: `after ${before.transitions} ("${before.holder}") comes ${after.transitions} ("${after.holder}")`,
    "zh-CN": `${before.transitions}（“${before.holder}”）之后是 ${after.transitions}（“${after.holder}”）`,
  };
  if (after.holder === before.holder || after.holder === "") {
    if (after.transitions !== before.transitions)
      return {
        en: `the holder is no new one, and leaseTransitions change: ${said.en}`,
        "zh-CN": `持有者没有换，leaseTransitions 却变了：${said["zh-CN"]}`,
      };
    if (after.holder === before.holder && after.acquiredAt !== before.acquiredAt)
      return {
        en: `${after.holder} renews, and acquireTime changes from ${before.acquiredAt} to ${after.acquiredAt}`,
        "zh-CN": `${after.holder} 只是续约，acquireTime 却从 ${before.acquiredAt} 变成了 ${after.acquiredAt}`,
      };
    return undefined;
  }
  if (after.transitions === before.transitions + 1) return undefined;
  return {
    en: `leaseTransitions count one more for each new holder: ${said.en}`,
    "zh-CN": `每换一个持有者，leaseTransitions 应加一：${said["zh-CN"]}`,
  };
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

function secondsOf(ms: number): string {
  return (ms / 1000).toFixed(1);
}
