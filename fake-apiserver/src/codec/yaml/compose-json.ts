import { printJson } from "@informerlab/core";
import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent } from "js-yaml";
import { setMember } from "../json/plain-object.ts";
import { AliasBudget } from "./alias-budget.ts";
import { resolveScalar } from "./yaml-scalar.ts";
import { YamlSyntaxError } from "./yaml-syntax-error.ts";

/** A member that a mapping has twice, and where its later value begins in the text. */
export interface DuplicateMember {
  readonly key: string;
  readonly position: number;
}

/** The JSON form of a document. */
export interface ComposedJson {
  readonly value: unknown;
  readonly duplicates: readonly DuplicateMember[];
}

/** One step of the parser per node, so a document costs what its text is long, whatever its aliases point at. */
export function composeJson(text: string, events: readonly Event[]): ComposedJson {
  return new Composer(text, events).compose();
}

type Mapping = Record<string, unknown>;

/** What an anchor stands for; undefined while the anchored node is not complete. */
interface Anchored {
  node: Composed | undefined;
}

/** A value with what writing it out costs, since aliases share it. */
interface Composed {
  readonly value: unknown;
  readonly nodes: number;
  readonly characters: number;
  /** Where it begins, and for a mapping where each of its values begins: a merge tells the line of the one it repeats. */
  readonly position: number;
  readonly valuePositions?: ReadonlyMap<string, number>;
  readonly items?: readonly Composed[];
  readonly isMergeKey?: boolean;
}

class Composer {
  readonly #text: string;
  readonly #events: readonly Event[];
  readonly #anchors = new Map<string, Anchored>();
  readonly #duplicates: DuplicateMember[] = [];
  readonly #budget = new AliasBudget();
  #at = 0;

  constructor(text: string, events: readonly Event[]) {
    this.#text = text;
    this.#events = events;
  }

  compose(): ComposedJson {
    const first = this.#events[this.#at];
    if (first?.type === EVENT_ID.DOCUMENT) this.#at += 1;
    const isEmpty = this.#events[this.#at] === undefined || this.#peekType() === EVENT_ID.POP;
    const value = isEmpty ? null : this.#node().value;
    return { value, duplicates: this.#duplicates };
  }

  #peekType(): number | undefined {
    return this.#events[this.#at]?.type;
  }

  #node(): Composed {
    const event = this.#events[this.#at];
    this.#at += 1;
    switch (event?.type) {
      case EVENT_ID.SCALAR:
        return this.#anchored(event, () => this.#scalar(event));
      case EVENT_ID.SEQUENCE:
        return this.#anchored(event, () => this.#sequence(event.start));
      case EVENT_ID.MAPPING:
        return this.#anchored(event, () => this.#mapping(event.start));
      case EVENT_ID.ALIAS:
        return this.#alias(this.#text.slice(event.anchorStart, event.anchorEnd));
      default:
        throw new YamlSyntaxError("yaml: did not find expected node content");
    }
  }

  #anchored(
    { anchorStart, anchorEnd }: { readonly anchorStart: number; readonly anchorEnd: number },
    compose: () => Composed,
  ): Composed {
    if (anchorStart < 0) return compose();
    const anchored: Anchored = { node: undefined };
    this.#anchors.set(this.#text.slice(anchorStart, anchorEnd), anchored);
    anchored.node = compose();
    return anchored.node;
  }

  #alias(name: string): Composed {
    const anchored = this.#anchors.get(name);
    if (anchored === undefined)
      throw new YamlSyntaxError(`yaml: unknown anchor '${name}' referenced`);
    if (anchored.node === undefined)
      throw new YamlSyntaxError(`yaml: anchor '${name}' value contains itself`);
    this.#budget.expand(anchored.node);
    return anchored.node;
  }

  #scalar(event: ScalarEvent): Composed {
    const text = getScalarValue(this.#text, event);
    const tag = event.tagStart < 0 ? undefined : this.#text.slice(event.tagStart, event.tagEnd);
    const isPlain = event.style === SCALAR_STYLE.PLAIN;
    const resolved = resolveScalar(text, isPlain, tag === undefined ? undefined : fullTag(tag));
    if ("problem" in resolved) throw new YamlSyntaxError(resolved.problem);
    this.#budget.read();
    const isMergeKey = isPlain && text === "<<" && (tag === undefined || tag === "!!merge");
    return {
      value: resolved.value,
      nodes: 1,
      characters: text.length,
      position: event.valueStart,
      isMergeKey,
    };
  }

  #sequence(position: number): Composed {
    const items: Composed[] = [];
    let [nodes, characters] = [1, 2];
    this.#budget.read();
    while (this.#peekType() !== EVENT_ID.POP) {
      const item = this.#node();
      items.push(item);
      nodes += item.nodes;
      characters += item.characters + 1;
    }
    this.#at += 1;
    return { value: items.map(({ value }) => value), nodes, characters, position, items };
  }

  #mapping(position: number): Composed {
    const members: Mapping = {};
    const valuePositions = new Map<string, number>();
    let [nodes, characters] = [1, 2];
    this.#budget.read();
    while (this.#peekType() !== EVENT_ID.POP) {
      const start = this.#at;
      const key = this.#node();
      const value = this.#node();
      nodes += key.nodes + value.nodes;
      characters += key.characters + value.characters + 4;
      const isMerge = key.isMergeKey === true && this.#events[start]?.type === EVENT_ID.SCALAR;
      if (isMerge) this.#merge(members, valuePositions, value);
      else
        this.#put(
          members,
          valuePositions,
          [keyText(key.value, value.value), value.value],
          value.position < 0 ? key.position : value.position,
        );
    }
    this.#at += 1;
    return { value: members, nodes, characters, position, valuePositions };
  }

  #put(
    members: Mapping,
    valuePositions: Map<string, number>,
    [key, value]: readonly [string, unknown],
    position: number,
  ): void {
    if (valuePositions.has(key)) this.#duplicates.push({ key, position });
    valuePositions.set(key, position);
    setMember(members, key, value);
  }

  /** Merged members are put in as if they stood here; of a list's mappings the first one wins. */
  #merge(members: Mapping, valuePositions: Map<string, number>, merged: Composed): void {
    const mappings = merged.items === undefined ? [merged] : [...merged.items].reverse();
    for (const mapping of mappings) {
      if (mapping.valuePositions === undefined) {
        throw new YamlSyntaxError("yaml: map merge requires map or sequence of maps as the value");
      }
      this.#budget.expand(mapping);
      for (const [key, position] of mapping.valuePositions) {
        this.#put(members, valuePositions, [key, (mapping.value as Mapping)[key]], position);
      }
    }
  }
}

const tagPrefix = "tag:yaml.org,2002:";

function fullTag(tag: string): string {
  if (tag.startsWith("!<")) return tag.slice(2, -1);
  return tag.startsWith("!!") ? `${tagPrefix}${tag.slice(2)}` : tag;
}

/** JSON has only texts for keys: numbers and booleans become theirs. */
function keyText(key: unknown, value: unknown): string {
  if (typeof key === "string") return key;
  if (typeof key === "number" || typeof key === "bigint" || typeof key === "boolean")
    return String(key);
  if (key === null) {
    throw new YamlSyntaxError(
      `unsupported map key of type: %!s(<nil>), key: <nil>, value: ${goSyntax(value)}`,
    );
  }
  throw new YamlSyntaxError(`yaml: invalid map key: ${goSyntax(key)}`);
}

/** A value as Go's %#v writes it, as far as a message needs it. */
function goSyntax(value: unknown): string {
  if (value === null) return "interface {}(nil)";
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(", ")}}`;
  if (typeof value === "object") {
    const members = Object.entries(value).map(
      ([key, item]) => `${JSON.stringify(key)}:${goSyntax(item)}`,
    );
    return `map[interface {}]interface {}{${members.join(", ")}}`;
  }
  return printJson(value);
}
