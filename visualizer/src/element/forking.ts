import type { Branch } from "../controls/branch.ts";
import type { ForkChoice, Runner } from "../controls/runner.ts";
import { beatOf } from "../model/runs/rebind.ts";
import type { Story } from "../model/timeline/story.ts";
import type { QueueFlavour } from "../model/world/world.ts";
import { fillWord } from "../text/interface-text.ts";
import { type ForkWord, forkText } from "../text/panels/fork-words.ts";
import type { Conductor } from "./conductor.ts";
import { showRerun } from "./rerun.ts";

/** What running scenarios changes. */
export interface ForkingHooks {
  /** Another run of the same scenario takes the place of the one shown; its story is bound to it. */
  readonly rerun: (story: Story | undefined) => void;
  readonly emit: (type: string, detail: unknown) => void;
  /** The address of what is shown, and how to hand it to the reader. */
  readonly permalink: () => string;
  readonly copy: (text: string) => Promise<void>;
}

/** What only a page that can run scenarios offers: forks, another queue, links. */
export class Forking {
  readonly #conductor: Conductor;
  readonly #hooks: ForkingHooks;

  constructor(conductor: Conductor, hooks: ForkingHooks) {
    this.#conductor = conductor;
    this.#hooks = hooks;
  }

  get #runner(): Runner | undefined {
    return this.#conductor.state.runner;
  }

  /** @throws Error when there is no trace, no runner, no such fork, or the scenario cannot be run. */
  async fork(edit: string | ForkChoice): Promise<Branch> {
    const conductor = this.#conductor;
    const { branches, runner } = conductor.state;
    if (branches === undefined) throw new Error("there is no trace to fork");
    if (runner === undefined) {
      throw new Error("forking needs a runner: set the property `runner` first");
    }
    const choice = typeof edit === "string" ? runner.forks.find(({ id }) => id === edit) : edit;
    if (choice === undefined) {
      const known = runner.forks.map(({ id }) => id).join(", ");
      throw new Error(`no fork "${String(edit)}"; the runner offers ${known || "none"}`);
    }
    const { position } = conductor;
    const before = [...branches.all];
    const branch = await branches.fork(runner, choice, position);
    // Another trace was opened meanwhile: its playhead stays.
    if (conductor.state.branches !== branches) return branch;
    this.#sayDropped(before.filter((one) => !branches.all.includes(one)));
    conductor.branchesChanged();
    conductor.goTo(Math.min(position, branch.timeline.length));
    const from = branch.forked?.from;
    this.#hooks.emit("informer-fork", { branch: branch.id, fork: choice.id, position, from });
    return branch;
  }

  /** The same for a reader: what goes wrong is said in the picture. */
  async forkOrSay(choice: ForkChoice): Promise<void> {
    const conductor = this.#conductor;
    conductor.say(this.#word("forking"));
    try {
      await this.fork(choice);
      if (conductor.state.notice === this.#word("forking")) conductor.say("");
      conductor.focus.stage();
    } catch (error) {
      this.#sayFailure(error);
    }
  }

  /** Runs the scenario with another queue between Reflector and Indexer. */
  async switchQueue(queue: QueueFlavour): Promise<void> {
    const runner = this.#runner;
    const scenario = this.#conductor.timeline?.log.scenario;
    if (runner?.withQueue === undefined || scenario === undefined) return;
    try {
      const changed = runner.withQueue(scenario, queue);
      const { branches } = this.#conductor.state;
      const forks = branches?.all.slice(1) ?? [];
      const file = await runner.run(changed);
      const { timeline, position, state } = this.#conductor;
      if (state.branches !== branches) return;
      const beat = timeline === undefined ? undefined : beatOf(timeline, position);
      await showRerun(
        this.#conductor,
        file.scenario === undefined ? { ...file, scenario: changed } : file,
        this.#hooks.rerun,
      );
      this.#sayDropped(forks);
      this.#hooks.emit("informer-queue", { queue, beat });
    } catch (error) {
      this.#sayFailure(error);
    }
  }

  /** No future goes without a word. */
  #sayDropped(dropped: readonly Branch[]): void {
    const { language } = this.#conductor.state;
    const name = dropped.map(({ label }) => label[language]).join(", ");
    if (name !== "") this.#conductor.say(this.#word("forkDropped", { name }));
  }

  async share(): Promise<void> {
    const conductor = this.#conductor;
    const link = this.#hooks.permalink();
    try {
      await this.#hooks.copy(link);
      conductor.say(this.#word("copied"));
    } catch {
      conductor.say(this.#word("copyFailed", { link }));
    }
  }

  #word(name: ForkWord, values: Readonly<Record<string, string>> = {}): string {
    return fillWord(forkText(this.#conductor.state.language)[name], values);
  }

  #sayFailure(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const message = this.#word("forkFailed", { error: reason });
    this.#conductor.say(message);
    this.#hooks.emit("informer-error", { message });
  }
}
