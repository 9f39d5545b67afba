import { fromBase64Url, fromUtf8, toBase64Url, toUtf8 } from "./base64-url.ts";
import { checksum } from "./checksum.ts";
import { permalinkWords } from "./permalink-words.ts";
import { toScenario } from "./read-scenario.ts";
import type { Operation, Scenario } from "./scenario.ts";
import { ScenarioError } from "./scenario-error.ts";

/** First byte of every link; older versions stay readable for good. */
const version = 1;

/**
 * What the first byte of a value means: 0–63 that number; 64–95 a string seen before; 128–255 a word of
 * {@link permalinkWords}; 108–127 an object with the field names of an earlier one; else one of these.
 */
const tags = {
  firstText: 64,
  lastText: 95,
  none: 96,
  yes: 97,
  no: 98,
  positive: 99,
  negative: 100,
  decimal: 101,
  newText: 102,
  oldText: 103,
  list: 104,
  newShape: 105,
  oldShape: 106,
  firstShape: 108,
  lastShape: 127,
  firstWord: 128,
} as const;

const depthMax = 32;

/** A scenario in the compact form of links: base64url. */
export function encodeScenario(scenario: Scenario): string {
  const bytes: number[] = [version];
  new Encoder(bytes).value(withTimesApart(scenario));
  const sum = checksum(bytes);
  return toBase64Url([...bytes, sum >> 8, sum & 0xff]);
}

/**
 * Reads what {@link encodeScenario} wrote.
 *
 * @throws ScenarioError when the text was cut or mistyped, was made by a newer version, or holds no valid scenario.
 */
export function decodeScenario(text: string): Scenario {
  const bytes = fromBase64Url(text);
  if (bytes === undefined)
    throw new ScenarioError("link: it has characters or a length that no link has; copy it again");
  if (bytes.length < 4) throw new ScenarioError("link: it ends too early; copy it again");
  if (bytes[0] !== version) {
    throw new ScenarioError(
      `link: made by format ${bytes[0]}, this page reads format ${version}; reload for a newer one`,
    );
  }
  const content = bytes.slice(0, -2);
  if (checksum(content) !== (((bytes.at(-2) ?? 0) << 8) | (bytes.at(-1) ?? 0))) {
    throw new ScenarioError(
      "link: its check sum is wrong, so a part was lost or mistyped; copy it again",
    );
  }
  const decoder = new Decoder(content);
  const data = decoder.value(0);
  decoder.end();
  return toScenario(withTimes(data), "link");
}

class Encoder {
  readonly #bytes: number[];
  readonly #texts = new Map<string, number>();
  readonly #shapes = new Map<string, number>();

  constructor(bytes: number[]) {
    this.#bytes = bytes;
  }

  value(value: unknown): void {
    if (value === null) this.#bytes.push(tags.none);
    else if (typeof value === "boolean") this.#bytes.push(value ? tags.yes : tags.no);
    else if (typeof value === "number") this.#number(value);
    else if (typeof value === "string") this.#text(value);
    else if (Array.isArray(value)) {
      this.#bytes.push(tags.list);
      this.#count(value.length);
      for (const item of value) this.value(item);
    } else this.#object(value as Record<string, unknown>);
  }

  #number(value: number): void {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
      this.#bytes.push(tags.decimal);
      this.#utf8(String(value));
    } else if (value >= 0 && value < tags.firstText) this.#bytes.push(value);
    else {
      this.#bytes.push(value < 0 ? tags.negative : tags.positive);
      this.#count(Math.abs(value));
    }
  }

  #text(text: string): void {
    const word = permalinkWords.indexOf(text);
    const seen = this.#texts.get(text);
    if (word >= 0) this.#bytes.push(tags.firstWord + word);
    else if (seen === undefined) {
      this.#texts.set(text, this.#texts.size);
      this.#bytes.push(tags.newText);
      this.#utf8(text);
    } else if (seen <= tags.lastText - tags.firstText) this.#bytes.push(tags.firstText + seen);
    else {
      this.#bytes.push(tags.oldText);
      this.#count(seen);
    }
  }

  #object(value: Record<string, unknown>): void {
    const names = Object.keys(value).filter((name) => value[name] !== undefined);
    const shape = JSON.stringify(names);
    const seen = this.#shapes.get(shape);
    if (seen === undefined) {
      this.#shapes.set(shape, this.#shapes.size);
      this.#bytes.push(tags.newShape);
      this.#count(names.length);
      for (const name of names) this.#text(name);
    } else if (seen <= tags.lastShape - tags.firstShape) this.#bytes.push(tags.firstShape + seen);
    else {
      this.#bytes.push(tags.oldShape);
      this.#count(seen);
    }
    for (const name of names) this.value(value[name]);
  }

  #utf8(text: string): void {
    const bytes = toUtf8(text);
    this.#count(bytes.length);
    // One by one: as parameters of one call long texts do not fit on the stack.
    for (const byte of bytes) this.#bytes.push(byte);
  }

  /** Seven bits a byte, lowest first; the eighth says that more follow. */
  #count(count: number): void {
    let rest = count;
    while (rest >= 0x80) {
      this.#bytes.push((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes.push(rest);
  }
}

class Decoder {
  readonly #bytes: readonly number[];
  readonly #texts: string[] = [];
  readonly #shapes: (readonly string[])[] = [];
  #position = 1;

  constructor(bytes: readonly number[]) {
    this.#bytes = bytes;
  }

  end(): void {
    if (this.#position < this.#bytes.length) throw broken();
  }

  value(depth: number): unknown {
    if (depth > depthMax) throw broken();
    const tag = this.#byte();
    if (tag < tags.firstText) return tag;
    if (
      tag <= tags.lastText ||
      tag >= tags.firstWord ||
      tag === tags.newText ||
      tag === tags.oldText
    ) {
      return this.#text(tag);
    }
    if (tag >= tags.firstShape) return this.#fields(this.#shapes[tag - tags.firstShape], depth);
    switch (tag) {
      case tags.none:
        return null;
      case tags.yes:
        return true;
      case tags.no:
        return false;
      case tags.positive:
        return this.#count();
      case tags.negative:
        return -this.#count();
      case tags.decimal:
        return Number(this.#utf8());
      case tags.list:
        return Array.from({ length: this.#size() }, () => this.value(depth + 1));
      case tags.newShape: {
        const names = Array.from({ length: this.#size() }, () => this.#text(this.#byte()));
        this.#shapes.push(names);
        return this.#fields(names, depth);
      }
      case tags.oldShape:
        return this.#fields(this.#shapes[this.#count()], depth);
      default:
        throw broken();
    }
  }

  #fields(names: readonly string[] | undefined, depth: number): Record<string, unknown> {
    if (names === undefined) throw broken();
    // defineProperty, because a hostile link may name a field "__proto__".
    const value: Record<string, unknown> = {};
    for (const name of names) {
      const field = {
        value: this.value(depth + 1),
        enumerable: true,
        writable: true,
        configurable: true,
      };
      Object.defineProperty(value, name, field);
    }
    return value;
  }

  #text(tag: number): string {
    if (tag === tags.newText) {
      const text = this.#utf8();
      this.#texts.push(text);
      return text;
    }
    let text: string | undefined;
    if (tag === tags.oldText) text = this.#texts[this.#count()];
    else if (tag >= tags.firstWord) text = permalinkWords[tag - tags.firstWord];
    else if (tag >= tags.firstText && tag <= tags.lastText)
      text = this.#texts[tag - tags.firstText];
    if (text === undefined) throw broken();
    return text;
  }

  #utf8(): string {
    const length = this.#size();
    const text = fromUtf8(this.#bytes.slice(this.#position, this.#position + length));
    if (text === undefined) throw broken();
    this.#position += length;
    return text;
  }

  /** A count of things that each take at least one byte: more than are left is a lie. */
  #size(): number {
    const size = this.#count();
    if (size > this.#bytes.length - this.#position) throw broken();
    return size;
  }

  #count(): number {
    let count = 0;
    for (let factor = 1; factor < 2 ** 53; factor *= 0x80) {
      const byte = this.#byte();
      count += (byte & 0x7f) * factor;
      if (byte < 0x80) return count;
    }
    throw broken();
  }

  #byte(): number {
    const byte = this.#bytes[this.#position];
    if (byte === undefined) throw broken();
    this.#position += 1;
    return byte;
  }
}

/** Distances in time are smaller numbers than times. */
function withTimesApart(scenario: Scenario): unknown {
  if (scenario.script === undefined) return scenario;
  let before = 0;
  const script = scenario.script.map((operation) => {
    const apart = { ...operation, atMs: operation.atMs - before };
    before = operation.atMs;
    return apart;
  });
  return { ...scenario, script };
}

function withTimes(data: unknown): unknown {
  const script = (data as { script?: unknown } | null)?.script;
  if (!Array.isArray(script)) return data;
  let before = 0;
  const timed = script.map((operation: Operation) => {
    if (typeof operation?.atMs !== "number") return operation;
    before += operation.atMs;
    return { ...operation, atMs: before };
  });
  return { ...(data as object), script: timed };
}

function broken(): ScenarioError {
  return new ScenarioError("link: its content cannot be read; copy it again");
}
