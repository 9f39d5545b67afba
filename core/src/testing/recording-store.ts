import type { Keyed, TransformFunction } from "../cache/store.ts";
import type { ReflectorStore } from "../queue/queue.ts";
import { printed, type TestObject } from "./objects.ts";

/** Writes down what a Reflector tells it. */
export class RecordingStore implements ReflectorStore<TestObject> {
  readonly calls: string[] = [];
  transformer?: TransformFunction<TestObject>;
  /** Set to make the next calls throw. */
  failsOn: string | undefined;

  add(object: TestObject): void {
    this.#note("add", printed(object));
  }

  update(object: TestObject): void {
    this.#note("update", printed(object));
  }

  delete(object: Keyed<TestObject>): void {
    this.#note("delete", printed(object));
  }

  replace(objects: readonly TestObject[], resourceVersion: string): void {
    this.#note("replace", `@${resourceVersion} [${objects.map(printed).sort().join(" ")}]`);
  }

  resync(): void {
    this.#note("resync", "");
  }

  bookmark(resourceVersion: string): void {
    this.#note("bookmark", `@${resourceVersion}`);
  }

  updateResourceVersion(resourceVersion: string): void {
    this.calls.push(`version @${resourceVersion}`);
  }

  #note(verb: string, what: string): void {
    this.calls.push(`${verb} ${what}`.trim());
    if (this.failsOn === verb) throw new Error(`${verb} refused`);
  }
}
