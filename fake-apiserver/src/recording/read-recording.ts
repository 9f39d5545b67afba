import { parseJson } from "@informerlab/core";
import { isPlainObject, type PlainObject } from "../codec/json/plain-object.ts";
import { LineError, readHeader, readLine } from "./read-line.ts";
import type {
  AnsweredLine,
  AskedLine,
  BodyLine,
  EventLine,
  OverLine,
  RecordingHeader,
  RecordingLine,
} from "./recording-line.ts";

/** Says which line of a recording is wrong, and how. */
export class RecordingError extends Error {
  override readonly name = "RecordingError";
}

/** What one client asked, and what it was told. */
export interface RecordedExchange {
  readonly asked: AskedLine;
  answered?: AnsweredLine;
  body?: BodyLine;
  readonly events: EventLine[];
  over?: OverLine;
}

/** A recording in memory. */
export interface Recording {
  readonly header: RecordingHeader;
  /** In the order in which they were asked. */
  readonly exchanges: readonly RecordedExchange[];
  /** Milliseconds from the beginning to the last line. */
  readonly lastAt: number;
  /** Lines. */
  readonly length: number;
}

/** Settings of a {@link RecordingReader}. */
export interface ReadRecordingOptions {
  /** A recording without its last line, or that breaks off within a line, is read up to there. @defaultValue false */
  readonly acceptsCut?: boolean;
}

/** Characters of one recording that are read; its objects are kept in memory. */
const charactersMax = 2 ** 30;

/** What a text looks like that is no recording. */
const foreign: readonly (readonly [RegExp, string])[] = [
  [/^\s*\{\s*"version"\s*:/, "a trace, which the picture opens"],
  [/^\s*\{.*"apiVersion"\s*:/, "an object of Kubernetes, which --seed takes"],
  [/^\s*(?:apiVersion|kind)\s*:/, "a kubeconfig or a manifest; --seed takes manifests"],
];

/** Reads a recording line by line. */
export class RecordingReader {
  readonly #acceptsCut: boolean;
  readonly #exchanges = new Map<number, RecordedExchange>();
  #header: RecordingHeader | undefined;
  #lines = 0;
  #characters = 0;
  #lastAt = 0;
  #isEnded = false;
  #cut: RecordingError | undefined;

  constructor({ acceptsCut = false }: ReadRecordingOptions = {}) {
    this.#acceptsCut = acceptsCut;
  }

  /** Takes the next line. @throws RecordingError naming the line and what is wrong with it */
  take(line: string): void {
    this.#lines += 1;
    this.#characters += line.length;
    if (this.#characters > charactersMax) {
      throw this.#problem(`the recording is longer than ${charactersMax / 2 ** 20} MiB of text`);
    }
    if (line.trim() === "") return;
    if (this.#cut !== undefined) throw this.#cut;
    if (this.#header === undefined) {
      this.#header = this.#headerOf(line);
      return;
    }
    if (this.#isEnded) throw this.#problem('nothing follows the line with "end"');
    const data = this.#parse(line);
    if (data !== undefined) this.#takeLine(this.#checked(() => readLine(data)));
  }

  /** What has been read. @throws RecordingError for a recording that is not whole */
  end(): Recording {
    if (this.#header === undefined) {
      throw new RecordingError('line 1: empty; a recording begins with {"recording":1,…}');
    }
    if (!this.#isEnded && !this.#acceptsCut) {
      throw (
        this.#cut ??
        this.#problem('the recording ends here without its last line, {"end":…}: it was cut off')
      );
    }
    return {
      header: this.#header,
      exchanges: [...this.#exchanges.values()],
      lastAt: this.#lastAt,
      length: this.#lines,
    };
  }

  #headerOf(line: string): RecordingHeader {
    const known = foreign.find(([look]) => look.test(line))?.[1];
    const data = this.#parsed(line);
    const wanted = 'a recording begins with {"recording":1,"startedAt":…}';
    if (data?.["recording"] === undefined) {
      throw this.#problem(`this is ${known ?? "no recording"}; ${wanted}`);
    }
    return this.#checked(() => readHeader(data));
  }

  #parsed(line: string): PlainObject | undefined {
    try {
      const data = parseJson(line);
      return isPlainObject(data) ? data : undefined;
    } catch {
      return undefined;
    }
  }

  /** Undefined for a line that is no JSON: it may be the last one, where the recording was cut off. */
  #parse(line: string): PlainObject | undefined {
    const data = this.#parsed(line);
    if (data === undefined) {
      this.#cut = this.#problem(`no JSON object, or a part of one: ${line.slice(0, 60)}`);
      return undefined;
    }
    return data;
  }

  #takeLine(line: RecordingLine): void {
    this.#lastAt = Math.max(this.#lastAt, line.at);
    if ("end" in line) this.#isEnded = true;
    else if ("asked" in line) this.#asked(line);
    else if ("answered" in line) this.#of(line.answered).answered = line;
    else if ("body" in line) this.#of(line.body).body = line;
    else if ("watch" in line) this.#of(line.watch).events.push(line);
    else this.#of(line.over).over = line;
  }

  #asked(asked: AskedLine): void {
    if (this.#exchanges.has(asked.asked)) {
      throw this.#problem(`exchange ${asked.asked} was asked by an earlier line`);
    }
    this.#exchanges.set(asked.asked, { asked, events: [] });
  }

  #of(number: number): RecordedExchange {
    const exchange = this.#exchanges.get(number);
    if (exchange !== undefined) return exchange;
    throw this.#problem(`is about exchange ${number}, which no earlier line asked`);
  }

  #checked<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      throw this.#problem(error.message);
    }
  }

  #problem(what: string): RecordingError {
    return new RecordingError(`line ${this.#lines}: ${what}`);
  }
}

/** Reads a whole recording. @throws RecordingError naming the line and what is wrong with it */
export function readRecording(text: string, options: ReadRecordingOptions = {}): Recording {
  const reader = new RecordingReader(options);
  for (const line of text.split("\n")) reader.take(line);
  return reader.end();
}

/** True for what begins as a recording does, whatever its version. */
export function isRecording(text: string): boolean {
  return /^\s*\{\s*"recording"\s*:/.test(text);
}
