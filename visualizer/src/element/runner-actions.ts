import type { TraceFile } from "@informerlab/core/trace";
import type { Branch } from "../controls/branches.ts";
import type { ForkChoice, Runner } from "../controls/runner.ts";
import type { QueueFlavour } from "../model/world.ts";
import type { App } from "./app.ts";
import type { Commands } from "./commands.ts";

/** What running scenarios changes. */
export interface RunnerHooks {
  readonly runner: () => Runner | undefined;
  readonly replaced: (trace: TraceFile) => void;
  readonly emit: (type: string, detail: unknown) => void;
}

/** What only a page that can run scenarios offers: forks, another queue, links. */
export class RunnerActions {
  readonly #app: App;
  readonly #commands: Commands;
  readonly #hooks: RunnerHooks;

  constructor(app: App, commands: Commands, hooks: RunnerHooks) {
    this.#app = app;
    this.#commands = commands;
    this.#hooks = hooks;
  }

  /** @throws Error when there is no trace, no runner, no such fork, or the scenario cannot be run. */
  async fork(edit: string | ForkChoice): Promise<Branch> {
    const app = this.#app;
    const { branches } = app.state;
    const runner = this.#hooks.runner();
    if (branches === undefined) throw new Error("there is no trace to fork");
    if (runner === undefined) {
      throw new Error("forking needs a runner: set the property `runner` first");
    }
    const choice = typeof edit === "string" ? runner.forks.find(({ id }) => id === edit) : edit;
    if (choice === undefined) {
      const known = runner.forks.map(({ id }) => id).join(", ");
      throw new Error(`no fork "${String(edit)}"; the runner offers ${known || "none"}`);
    }
    const { position } = app;
    const branch = await branches.fork(runner, choice, position);
    app.timelineView.forget();
    this.#commands.goTo(Math.min(position, branch.timeline.length));
    this.#hooks.emit("informer-fork", { branch: branch.id, fork: choice.id, position });
    return branch;
  }

  /** The same for a reader: what goes wrong is said in the picture. */
  async forkOrSay(choice: ForkChoice): Promise<void> {
    const app = this.#app;
    app.say(app.word("forking"));
    try {
      await this.fork(choice);
      app.say("");
      app.stage?.element.focus({ preventScroll: true });
    } catch (error) {
      this.#sayFailure(error);
    }
  }

  /** Runs the scenario with another queue between Reflector and Indexer. */
  async switchQueue(queue: QueueFlavour): Promise<void> {
    const runner = this.#hooks.runner();
    const scenario = this.#app.timeline?.log.scenario;
    if (runner?.withQueue === undefined || scenario === undefined) return;
    try {
      const changed = runner.withQueue(scenario, queue);
      const file = await runner.run(changed);
      this.#hooks.replaced(file.scenario === undefined ? { ...file, scenario: changed } : file);
      this.#hooks.emit("informer-queue", { queue });
    } catch (error) {
      this.#sayFailure(error);
    }
  }

  /** The address of this scenario at this step: the runner's, else this page's with `#e=`. */
  permalink(): string {
    const app = this.#app;
    const runner = this.#hooks.runner();
    const scenario = app.timeline?.log.scenario;
    if (runner?.permalink !== undefined && scenario !== undefined) {
      return runner.permalink(scenario, app.position);
    }
    const address = app.root.ownerDocument.defaultView?.location.href.split("#")[0] ?? "";
    return `${address}#e=${app.position}`;
  }

  async share(): Promise<void> {
    const app = this.#app;
    const link = this.permalink();
    try {
      await app.root.ownerDocument.defaultView?.navigator.clipboard.writeText(link);
      app.say(app.word("copied"));
    } catch {
      app.say(app.word("copyFailed", { link }));
    }
  }

  #sayFailure(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const message = this.#app.word("forkFailed", { error: reason });
    this.#app.say(message);
    this.#hooks.emit("informer-error", { message });
  }
}
