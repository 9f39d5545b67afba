import type { TraceFile } from "@informerlab/core/trace";
import { Branches } from "../controls/branches.ts";
import type { Story } from "../model/story.ts";
import { followSource } from "../trace/live-trace.ts";
import type { VisualRecord } from "../trace/trace-log.ts";
import type { Conductor } from "./conductor.ts";

/** What becomes of what is read. */
export interface TraceInputHooks {
  readonly read: (trace: TraceFile) => void;
  /** A file of the reader's own: no author's story belongs to it. */
  readonly dropped: (trace: TraceFile) => void;
  readonly failed: (error: unknown, name: string) => void;
}

/** The ways a trace comes in besides the property: an address, a dropped file, a live source. The newest one wins. */
export class TraceInput {
  readonly #conductor: Conductor;
  readonly #root: HTMLElement;
  readonly #hooks: TraceInputHooks;
  #run = 0;

  constructor(conductor: Conductor, root: HTMLElement, hooks: TraceInputHooks) {
    this.#conductor = conductor;
    this.#root = root;
    this.#hooks = hooks;
    this.#acceptDrops();
    this.#acceptPastes();
  }

  /** Ends what is still being read. */
  cancel(): void {
    this.#run += 1;
  }

  async load(address: string): Promise<void> {
    this.#run += 1;
    const run = this.#run;
    this.#conductor.store.set({ status: { kind: "loading" } });
    try {
      const response = await fetch(address);
      if (!response.ok) {
        throw new Error(`the server answered ${response.status} ${response.statusText}`.trim());
      }
      await this.#open(run, new Uint8Array(await response.arrayBuffer()), this.#hooks.read);
    } catch (error) {
      if (run === this.#run) this.#hooks.failed(error, address);
    }
  }

  /** Shows records as they come; the playhead stays at the end until the reader moves it. */
  async follow(source: AsyncIterable<VisualRecord>, story: Story | undefined): Promise<void> {
    const conductor = this.#conductor;
    const { store, player } = conductor;
    this.#run += 1;
    const run = this.#run;
    const branches = new Branches({ version: 1, records: [] }, story);
    const { timeline } = branches.active;
    store.set({ branches, status: { kind: "shown" }, isLive: true, isFollowing: true });
    player.goTo(0);
    let frame: Promise<void> | undefined;
    const show = (): void => {
      frame = undefined;
      timeline.extend();
      conductor.branchesChanged();
      if (conductor.state.isFollowing) player.goTo(timeline.length);
    };
    try {
      const end = await followSource(timeline.log, source, {
        isStopped: () => run !== this.#run,
        appended: () => {
          frame ??= this.#nextFrame().then(show);
          return timeline.log.length % 256 === 0 ? frame : undefined;
        },
      });
      await frame;
      if (end !== "stopped")
        conductor.say(conductor.word(end === "full" ? "liveFull" : "liveEnded"));
    } catch (error) {
      await frame;
      conductor.say(error instanceof Error ? error.message : String(error));
    }
    if (run === this.#run) store.set({ isLive: false });
  }

  #nextFrame(): Promise<void> {
    const view = this.#root.ownerDocument.defaultView;
    return new Promise((resolve) => {
      if (view === null) resolve();
      else view.requestAnimationFrame(() => resolve());
    });
  }

  #acceptDrops(): void {
    const root = this.#root;
    root.addEventListener("dragover", (event) => {
      if (event.dataTransfer?.types.includes("Files") !== true) return;
      event.preventDefault();
      root.classList.add("dropping");
    });
    root.addEventListener("dragleave", () => root.classList.remove("dropping"));
    root.addEventListener("drop", (event) => {
      event.preventDefault();
      root.classList.remove("dropping");
      const files = [...(event.dataTransfer?.files ?? [])];
      const [file] = files;
      if (file === undefined || files.length > 1)
        this.#conductor.say(this.#conductor.word("dropNot"));
      else void this.#readFile(file);
    });
  }

  async #readFile(file: File): Promise<void> {
    this.#run += 1;
    const run = this.#run;
    try {
      await this.#open(run, new Uint8Array(await file.arrayBuffer()), this.#hooks.dropped);
    } catch (error) {
      if (run === this.#run) this.#hooks.failed(error, file.name);
    }
  }

  /** Reads what a reader brings, and says what there is to know about it. */
  async #open(
    run: number,
    bytes: Uint8Array<ArrayBuffer>,
    show: (trace: TraceFile) => void,
  ): Promise<void> {
    const { openInput } = await import("./around/open-input.ts");
    const { trace, notes } = openInput(bytes, this.#conductor.state.language);
    if (run !== this.#run) return;
    show(trace);
    if (notes !== "") this.#conductor.say(notes);
  }

  /** A paste into the picture is taken for a file. */
  #acceptPastes(): void {
    this.#root.addEventListener("paste", (event) => {
      const target = event.composedPath()[0];
      const isField = target instanceof HTMLElement && target.matches("input, textarea, select");
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (isField || text.trim() === "") return;
      event.preventDefault();
      void this.#readFile(new File([text], ""));
    });
  }
}
