import { initialEventsEndAnnotation, type KubernetesObject } from "@informerlab/core";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import { jsonForm } from "../request/answer/json-form.ts";
import {
  type IncludeObject,
  type MetaVersion,
  tableOf,
  toPartialObject,
} from "../request/answer/represent.ts";
import type { WireForm } from "../request/answer/wire-form.ts";
import type { WatchFrame } from "../request/read/api-request.ts";
import type { Representation } from "../request/read/resource-request.ts";
import { apiVersionOf } from "../schema/api-version.ts";
import { ObjectFrame } from "./frame.ts";

/** How the frames of a factory look. */
export interface FrameFactoryOptions {
  readonly representation: Representation;
  /** @defaultValue "v1" */
  readonly metaVersion?: MetaVersion;
  /** `as=PartialObjectMetadataList`. */
  readonly isPartialList?: boolean;
  /** @defaultValue JSON */
  readonly form?: WireForm;
  /** Milliseconds since the epoch, for ages in Tables. */
  readonly now: () => number;
  /** @defaultValue "Metadata" */
  readonly includeObject?: IncludeObject;
}

/**
 * Makes the frames of one kind in one representation, once for all watchers that share them: within one commit
 * a frame of the same type and object is the same frame.
 */
export class FrameFactory {
  /** How objects become bytes. */
  readonly form: WireForm;
  /** False for a shape that no single object has. */
  readonly canShowObjects: boolean;
  readonly #definition: ResourceDefinition;
  readonly #representation: Representation;
  readonly #metaVersion: MetaVersion;
  readonly #now: () => number;
  readonly #includeObject: IncludeObject;
  #hasSentColumns = false;
  readonly #shared = new Map<WatchFrame["type"], WatchFrame>();
  #sharedObject: KubernetesObject | undefined;

  constructor(definition: ResourceDefinition, options: FrameFactoryOptions) {
    this.form = options.form ?? jsonForm;
    this.canShowObjects = options.isPartialList !== true;
    this.#includeObject = options.includeObject ?? "Metadata";
    this.#definition = definition;
    this.#representation = options.representation;
    this.#metaVersion = options.metaVersion ?? "v1";
    this.#now = options.now;
  }

  /** A frame for a stored object. */
  frameOf(type: WatchFrame["type"], stored: KubernetesObject, isInitial = false): WatchFrame {
    if (isInitial || this.#representation === "table") {
      return new ObjectFrame(type, this.#represent(stored), { isInitial, form: this.form });
    }
    if (this.#sharedObject !== stored) {
      this.#shared.clear();
      this.#sharedObject = stored;
    }
    let frame = this.#shared.get(type);
    if (frame === undefined) {
      frame = new ObjectFrame(type, this.#represent(stored), { form: this.form });
      this.#shared.set(type, frame);
    }
    return frame;
  }

  /** Progress without an object: a typed object with zero values, as Go writes it. */
  bookmark(resourceVersion: string, isInitialEventsEnd: boolean): WatchFrame {
    const { kind, origin, emptyObject = {} } = this.#definition;
    const annotations = isInitialEventsEnd ? { [initialEventsEndAnnotation]: "true" } : undefined;
    const apiVersion = apiVersionOf(this.#definition);
    // Custom objects have the order of names, all others that of Go's types.
    const object: KubernetesObject =
      origin === "custom"
        ? { apiVersion, kind, metadata: { ...(annotations && { annotations }), resourceVersion } }
        : {
            ...{ kind, apiVersion, metadata: {} },
            ...emptyObject,
            metadata: { resourceVersion, ...(annotations && { annotations }) },
          };
    return new ObjectFrame("BOOKMARK", this.#represent(object, true), { form: this.form });
  }

  #represent(stored: KubernetesObject, isBookmark = false): KubernetesObject {
    const whole = isBookmark ? stored : this.#definition.fromStored(stored);
    const object = this.#definition.shown?.(whole) ?? whole;
    switch (this.#representation) {
      case "object":
        return object;
      case "partial":
        return toPartialObject(object, this.#metaVersion, this.#definition);
      case "table":
        return this.#tableOf(object);
    }
  }

  /** Only the first frame of a stream has the columns. */
  #tableOf(object: KubernetesObject): KubernetesObject {
    const hasColumns = !this.#hasSentColumns;
    this.#hasSentColumns = true;
    const { resourceVersion = "" } = object.metadata ?? {};
    return tableOf({
      definition: this.#definition,
      metadata: { resourceVersion },
      objects: [object],
      now: this.#now(),
      includeObject: this.#includeObject,
      hasColumns,
      metaVersion: this.#metaVersion,
    });
  }
}
