import type { TraceFact } from "@informerlab/core/trace";
import type { FakeCluster } from "@informerlab/fake-apiserver";
import type { LocalizedText } from "../../scenario/localized-text.ts";
import { type ChaosOptions, rulesOf } from "../controller.ts";
import { type ClusterView, type Commit, viewOf } from "../process/cluster-view.ts";
import { rootOf, withPlace } from "../process/error-place.ts";
import type { HostWatch, Rejection } from "../process/host.ts";
import {
  isServersRefusal,
  type ProcessUnderTest,
  refusalNames,
} from "../process/process-under-test.ts";
import { everyRejectionIsHeard, type ProgramCall, unheard } from "../process/unheard.ts";
import { objectionOf, type Rule } from "../rules/rules.ts";
import { realWait, waitsInVirtualTime } from "./real-wait.ts";

/** Something that must not be, and where in the run it was seen. */
export interface Failure {
  /** Name of the rule. */
  readonly rule: string;
  readonly message: string;
  /** Virtual milliseconds since the start. */
  readonly atMs: number;
  /** The last record of the trace at that moment. */
  readonly seq: number;
}

/** What a judge looks at. */
export interface JudgedRun {
  readonly options: ChaosOptions;
  readonly cluster: FakeCluster;
  readonly host: HostWatch;
  /** Virtual milliseconds since the start. */
  now(): number;
}

/** Judges one run as it goes by: the rules given, and those that hold for every program. */
export class RunJudge {
  readonly commits: Commit[] = [];
  readonly sometimes: Set<string> = new Set();
  failure: Failure | undefined;
  readonly #world: JudgedRun;
  readonly #view: ClusterView;
  readonly #rules: readonly Rule[];
  readonly #complaints: unknown[] = [];
  readonly #calls = new WeakMap<object, ProgramCall>();
  #judged = 0;
  #heard = 0;
  #seq = 0;
  #commit: Commit | undefined;

  constructor(world: JudgedRun) {
    this.#world = world;
    this.#rules = rulesOf(world.options);
    this.#view = viewOf(world.cluster, {
      now: () => world.now(),
      commit: () => this.#commit,
      commits: this.commits,
    });
  }

  /** The record at hand. */
  at(seq: number): void {
    this.#seq = seq;
  }

  committed(commit: Commit): void {
    this.commits.push(commit);
  }

  /** The program wrote an error off as a warning. */
  complained(error: unknown): void {
    this.#complaints.push(error);
  }

  /** A call of the program was refused. */
  refused(error: unknown, call: ProgramCall): void {
    if (typeof error === "object" && error !== null) this.#calls.set(error, call);
  }

  /** An error of the program was written off: by a handler, or by a reconcile that will be tried again. */
  threw(fact: Extract<TraceFact, { readonly kind: "handler.threw" | "reconcile.failed" }>): void {
    const { error } = fact;
    if (refusalNames.has(error.slice(0, error.indexOf(":")))) return;
    if (this.#world.options.toleratesError?.(error) === true) return;
    const told = this.#complaints
      .map(rootOf)
      .find((each) => each !== undefined && error.endsWith(each.message));
    if (isServersRefusal(told)) return;
    const { rule, what } = fact.kind === "handler.threw" ? thrown(fact) : failed(fact);
    const { en, "zh-CN": zh } = withPlace(
      { en: `${what.en}: ${error}`, "zh-CN": `${what["zh-CN"]}：${error}` },
      told,
    );
    const isOfCache = frozenWrite.test(error);
    this.broken(rule, {
      en: isOfCache ? `${en}; ${copyFirst.en}` : en,
      "zh-CN": isOfCache ? `${zh}；${copyFirst["zh-CN"]}` : zh,
    });
  }

  /** After each step: rules about what was written, and about what the program took from its host. */
  afterStep(): void {
    for (; this.#judged < this.commits.length; this.#judged++) {
      this.#commit = this.commits[this.#judged];
      this.#judgeCommit();
    }
    this.#commit = undefined;
    const wait = realWait(this.#world.host.uses, this.#world.options.realIo === true);
    if (wait !== undefined) this.broken(waitsInVirtualTime, wait);
    for (; this.#heard < this.#world.host.rejections.length; this.#heard++)
      this.#judgeRejection(this.#world.host.rejections[this.#heard] as Rejection);
  }

  #judgeRejection({ reason, owner, from }: Rejection): void {
    // Of a refusal whose process the host cannot tell nobody knows whether there is still somebody to hear it.
    if (isServersRefusal(reason) && owner?.isEnding !== false) return;
    const call =
      typeof reason === "object" && reason !== null ? this.#calls.get(reason) : undefined;
    this.broken(everyRejectionIsHeard, unheard(reason, call, from));
  }

  #judgeCommit(): void {
    for (const rule of this.#rules) {
      if (rule.kind === "always") {
        const objection = objectionOf(rule, this.#view);
        if (objection !== undefined) this.broken(rule.title, objection);
      } else if (rule.kind === "sometimes" && !this.sometimes.has(rule.name)) {
        if (objectionOf(rule, this.#view) === undefined) this.sometimes.add(rule.name);
      }
    }
  }

  /** The run is over: what was begun has ended, and the rules for the end hold. */
  end(processes: readonly Pick<ProcessUnderTest, "name" | "unfinished">[]): void {
    // What the program did after the last step, when its promises had their turn.
    this.afterStep();
    if (this.failure !== undefined) return;
    for (const process of processes) {
      const open = process.unfinished;
      const stuck = open.filter(
        (name) => name.startsWith("worker/") || name.startsWith("handler/"),
      );
      if (stuck.length > 0 && stuck.length + (open.includes("start") ? 1 : 0) === open.length) {
        this.broken(
          { en: "what begins ends", "zh-CN": "有始有终" },
          {
            en: `${stuck.join(", ")} of ${process.name} never came back, and nothing in virtual time is under way for it: it awaits something outside the simulation, such as a socket, a file or a real timer, or a promise that nobody settles`,
            "zh-CN": `${process.name} 的 ${stuck.join("、")} 一去不返，虚拟时间里也没有什么在为它进行：它在等模拟之外的东西，例如套接字、文件或真实的定时器，或是一个没人兑现的 Promise`,
          },
        );
      }
    }
    for (const rule of this.#rules) {
      if (rule.kind !== "eventually") continue;
      const objection = objectionOf(rule, this.#view);
      if (objection !== undefined) this.broken(rule.title, objection);
    }
  }

  /** A rule is broken; the first one counts. */
  broken(rule: LocalizedText, message: LocalizedText): void {
    const { language = "en" } = this.#world.options;
    this.failure ??= {
      rule: rule[language],
      message: message[language],
      atMs: this.#world.now(),
      seq: this.#seq,
    };
  }
}

/** What engines say of a write to something frozen: V8, then the others. */
const frozenWrite =
  /^TypeError: .*(not extensible|read only property|Cannot delete property|read-only|readonly property|non-configurable)/;
const copyFirst: LocalizedText = {
  en: "objects out of a cache are shared, and frozen here: change a copy, such as structuredClone makes",
  "zh-CN": "缓存里的对象是共享的，在这里是冻结的：请改一份副本，例如用 structuredClone 复制",
};

/** What an error of the program breaks, and what it did. */
interface Mishap {
  readonly rule: LocalizedText;
  readonly what: LocalizedText;
}

function thrown({
  informer,
  handler,
  notification,
  ref,
}: Extract<TraceFact, { readonly kind: "handler.threw" }>): Mishap {
  return {
    rule: { en: "no event handler throws", "zh-CN": "事件处理器不抛出异常" },
    what: {
      en: `handler ${handler} of ${informer} threw on ${notification} of ${ref.key}`,
      "zh-CN": `${informer} 的事件处理器 ${handler} 处理 ${ref.key} 的 ${notification} 时抛出异常`,
    },
  };
}

function failed({ queue, key }: Extract<TraceFact, { readonly kind: "reconcile.failed" }>): Mishap {
  return {
    rule: {
      en: "no reconcile fails but for the server's refusals",
      "zh-CN": "除了被服务器拒绝，调谐不会失败",
    },
    what: { en: `${queue}: ${key} failed`, "zh-CN": `${queue}：调谐 ${key} 失败` },
  };
}
