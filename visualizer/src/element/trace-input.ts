import type { TraceFile } from "@informerlab/core/trace";
import type { Story } from "../model/timeline/story.ts";
import type { VisualRecord } from "../trace/trace-log.ts";
import type { Conductor } from "./conductor.ts";

/** What becomes of what is read. */
export interface TraceInputHooks {
  readonly read: (trace: TraceFile) => void;
  /** A file of the reader's own: no author's story belongs to it. */
  readonly dropped: (trace: TraceFile) => void;
  readonly failed: (error: unknown, name: string) => void;
  /** What a reader has brought is no trace: what was there stays. */
  readonly refused: (error: unknown, name: string) => void;
}

/** The ways a trace comes in besides the property: an address, a dropped file, a live source. The newest one wins. */
export class TraceInput {
  readonly #conductor: Conductor;
  readonly #root: HTMLElement;
  readonly #hooks: TraceInputHooks;
  #run = 0;
  #brought = 0;

  constructor(conductor: Conductor, root: HTMLElement, hooks: TraceInputHooks) {
    this.#conductor = conductor;
    this.#root = root;
    this.#hooks = hooks;
    this.#acceptDrops();
    this.#acceptPastes();
  }

  /** Ends what is still being read. */
  cancel(): void {
    this.#begin();
  }

  /** Asks whether nothing newer has begun since. */
  #begin(): () => boolean {
    this.#conductor.store.set({ isLive: false });
    this.#run += 1;
    const run = this.#run;
    return () => run === this.#run;
  }

  async load(address: string): Promise<void> {
    const isNewest = this.#begin();
    this.#conductor.store.set({ status: { kind: "loading" } });
    try {
      const response = await fetch(address);
      if (!response.ok) {
        throw new Error(`the server answered ${response.status} ${response.statusText}`.trim());
      }
      await this.#open(isNewest, new Uint8Array(await response.arrayBuffer()), this.#hooks.read);
    } catch (error) {
      if (isNewest()) this.#hooks.failed(error, address);
    }
  }

  /** Shows records as they come; the playhead stays at the end until the reader moves it. */
  async follow(source: AsyncIterable<VisualRecord>, story: Story | undefined): Promise<void> {
    const isNewest = this.#begin();
    const { followLive } = await import("./follow-live.ts");
    if (!isNewest()) return;
    await followLive(this.#conductor, source, {
      story,
      isStopped: () => !isNewest(),
      nextFrame: () => this.#nextFrame(),
    });
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

  /** Until it has turned out to be a trace, nothing else ends for it. */
  async #readFile(file: File): Promise<void> {
    this.#brought += 1;
    const brought = this.#brought;
    const isNewest = (): boolean => brought === this.#brought;
    try {
      await this.#open(isNewest, new Uint8Array(await file.arrayBuffer()), this.#hooks.dropped);
    } catch (error) {
      if (isNewest()) this.#hooks.refused(error, file.name);
    }
  }

  /** Reads what a reader brings, and says what there is to know about it. */
  async #open(
    isNewest: () => boolean,
    bytes: Uint8Array<ArrayBuffer>,
    show: (trace: TraceFile) => void,
  ): Promise<void> {
    const { openInput } = await import("./around/open-input.ts");
    const { trace, notes } = openInput(bytes, this.#conductor.state.language);
    if (!isNewest()) return;
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
