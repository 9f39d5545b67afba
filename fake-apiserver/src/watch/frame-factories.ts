import type { Clock } from "@informerlab/core";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import type { MediaType, WireForm } from "../request/answer/wire-form.ts";
import type { ResourceRequest } from "../request/read/resource-request.ts";
import { FrameFactory } from "./frame-factory.ts";

/** The factories of one server: watchers that see a kind alike share one, and so its frames. */
export class FrameFactories {
  readonly #clock: Clock;
  readonly #wireFormOf: (mediaType: MediaType) => WireForm;
  /** Definitions that are replaced take their factories along. */
  readonly #shared = new WeakMap<ResourceDefinition, Map<string, FrameFactory>>();

  constructor(clock: Clock, wireFormOf: (mediaType: MediaType) => WireForm) {
    this.#clock = clock;
    this.#wireFormOf = wireFormOf;
  }

  of({
    definition,
    representation,
    metaVersion,
    isPartialList,
    answerMediaType,
    includeObject,
  }: ResourceRequest): FrameFactory {
    const make = (): FrameFactory =>
      new FrameFactory(definition, {
        representation,
        metaVersion,
        isPartialList,
        form: this.#wireFormOf(answerMediaType),
        now: () => this.#clock.now(),
        includeObject,
      });
    // A Table tells its columns once per stream, so its frames are shared with nobody.
    if (representation === "table") return make();
    let factories = this.#shared.get(definition);
    if (factories === undefined) {
      factories = new Map();
      this.#shared.set(definition, factories);
    }
    const key = `${representation} ${metaVersion} ${isPartialList} ${answerMediaType}`;
    let factory = factories.get(key);
    if (factory === undefined) {
      factory = make();
      factories.set(key, factory);
    }
    return factory;
  }
}
