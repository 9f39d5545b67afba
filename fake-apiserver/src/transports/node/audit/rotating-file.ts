import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  renameSync,
  writeSync,
} from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

/** When a file is put aside, and how long it is kept then. */
export interface Rotation {
  readonly bytesMax: number;
  /** Of files put aside; 0: all stay. */
  readonly filesMax: number;
  /** Of files put aside; 0: for ever. */
  readonly ageMsMax: number;
  readonly isCompressed: boolean;
}

const packed = promisify(gzip);

/**
 * A file that grows, and is put aside under a name with the time in it before it grows too large.
 *
 * @see gopkg.in/natefinch/lumberjack.v2
 */
export class RotatingFile {
  readonly #path: string;
  readonly #rotation: Rotation;
  readonly #now: () => number;
  #file: number;
  #bytes: number;
  #tidying: Promise<void> = Promise.resolve();

  /** @throws the host's own error where the file cannot be opened */
  constructor(path: string, rotation: Rotation, now: () => number) {
    this.#path = path;
    this.#rotation = rotation;
    this.#now = now;
    makeFolder(dirname(path));
    this.#file = openSync(path, "a", 0o600);
    this.#bytes = fstatSync(this.#file).size;
  }

  write(text: string): void {
    const bytes = Buffer.from(text);
    if (this.#bytes > 0 && this.#bytes + bytes.length > this.#rotation.bytesMax) this.#rotate();
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
    this.#bytes += bytes.length;
  }

  /** Ends it; resolves when those put aside are in order. */
  async close(): Promise<void> {
    closeSync(this.#file);
    await this.#tidying;
  }

  #rotate(): void {
    closeSync(this.#file);
    renameSync(this.#path, this.#nameAt(this.#now()));
    this.#file = openSync(this.#path, "a", 0o600);
    this.#bytes = 0;
    this.#tidying = this.#tidying.then(() => this.#tidy()).catch(() => undefined);
  }

  /** `audit-2026-11-30T09-17-00.123.log` */
  #nameAt(time: number): string {
    const { prefix, ending } = this.#parts();
    const stamp = new Date(time).toISOString().replace("Z", "").replaceAll(":", "-");
    return join(dirname(this.#path), `${prefix}${stamp}${ending}`);
  }

  #parts(): { readonly prefix: string; readonly ending: string } {
    const ending = extname(this.#path);
    return { prefix: `${basename(this.#path, ending)}-`, ending };
  }

  async #tidy(): Promise<void> {
    const { filesMax, ageMsMax, isCompressed } = this.#rotation;
    const folder = dirname(this.#path);
    const aside = await this.#putAside();
    const oldest = ageMsMax === 0 ? Number.NEGATIVE_INFINITY : this.#now() - ageMsMax;
    for (const [index, { name, time }] of aside.entries()) {
      const isTooMany = filesMax > 0 && index >= filesMax;
      if (isTooMany || time < oldest) await rm(join(folder, name));
      else if (isCompressed && !name.endsWith(".gz")) {
        await writeFile(
          join(folder, `${name}.gz`),
          await packed(await readFile(join(folder, name))),
          {
            mode: 0o600,
          },
        );
        await rm(join(folder, name));
      }
    }
  }

  /** The newest first. */
  async #putAside(): Promise<readonly { readonly name: string; readonly time: number }[]> {
    const { prefix, ending } = this.#parts();
    const names = await readdir(dirname(this.#path));
    return names
      .flatMap((name) => {
        const plain = name.replace(/\.gz$/, "");
        if (!plain.startsWith(prefix) || !plain.endsWith(ending)) return [];
        const stamp = plain.slice(prefix.length, plain.length - ending.length);
        const time = Date.parse(`${stamp.replace(/T(\d\d)-(\d\d)-/, "T$1:$2:")}Z`);
        return Number.isNaN(time) ? [] : [{ name, time }];
      })
      .sort((a, b) => b.time - a.time);
  }
}

/** Node's own recursive way never ends in `/proc`. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}
