import { open, stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig, loadKubeConfig } from "@informerlab/core/client-node";
import { createSystemEnvironment } from "@informerlab/core/system";
import { TraceLineWriter, traceFileHeader } from "@informerlab/core/trace";

/** What is kept for pages that open later. */
const keptBytesMax = 16_000_000;
/** How much a page may be behind before it is dropped; it then asks again from the start. */
const unsentBytesMax = 4_000_000;

/** Lines of a growing trace for any number of readers; each gets them from the first. */
export class LiveTrace {
  readonly #readers = new Set<ServerResponse>();
  #kept: string[] = [];
  #bytes = 0;
  #full: (() => void) | undefined;

  /** Called when more is kept than may be: whoever writes begins a new trace. */
  whenFull(restart: () => void): void {
    this.#full = restart;
  }

  write(text: string): void {
    this.#kept.push(text);
    this.#bytes += text.length;
    for (const reader of this.#readers) {
      reader.write(text);
      if (reader.writableLength > unsentBytesMax) reader.destroy();
    }
    if (this.#bytes > keptBytesMax) this.#full?.();
  }

  /** Ends what every reader has, so that they ask again. */
  clear(): void {
    this.#kept = [];
    this.#bytes = 0;
    for (const reader of this.#readers) reader.end();
    // What comes now is the next trace: a write behind an end would end the program.
    this.#readers.clear();
  }

  /** Answers with the trace so far, and then as it grows. */
  serve(_request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, {
      "content-type": "application/x-ndjson",
      "cache-control": "no-store",
    });
    response.write(this.#kept.join(""));
    this.#readers.add(response);
    response.on("close", () => this.#readers.delete(response));
  }
}

/** Runs an informer of the ConfigMaps of a namespace against the server of a kubeconfig, and writes what it does. */
export async function traceInformer(
  kubeconfig: string,
  live: LiveTrace,
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    const full = new AbortController();
    live.clear();
    live.whenFull(() => full.abort());
    await traceOnce(kubeconfig, live, AbortSignal.any([stop, full.signal]));
  }
}

async function traceOnce(kubeconfig: string, live: LiveTrace, stop: AbortSignal): Promise<void> {
  const environment = createSystemEnvironment();
  const writer = new TraceLineWriter();
  live.write(`${traceFileHeader()}\n`);
  const unsubscribe = environment.trace.subscribe((record) => {
    live.write(`${writer.linesOf(record).join("\n")}\n`);
  });
  const source = fromKubeConfig(loadKubeConfig(kubeconfig), { environment });
  await using factory = new SharedInformerFactory(source, { namespace: "default" });
  factory.core.v1.configMaps.informer().addEventHandler({});
  factory.start(stop);
  await new Promise<void>((resolve) => {
    if (stop.aborted) resolve();
    stop.addEventListener("abort", () => resolve(), { once: true });
  });
  unsubscribe();
}

/** Follows a trace that another program writes: to a file, from its beginning, or to an address. */
export async function followTrace(from: string, live: LiveTrace, stop: AbortSignal): Promise<void> {
  if (/^https?:\/\//.test(from)) await followAddress(from, live, stop);
  else await followFile(from, live, stop);
}

async function followAddress(address: string, live: LiveTrace, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    live.clear();
    try {
      const response = await fetch(address, { signal: stop });
      if (!response.ok || response.body === null) throw new Error(`${response.status}`);
      const text = response.body.pipeThrough(new TextDecoderStream());
      for await (const chunk of text) live.write(chunk);
    } catch (error) {
      if (stop.aborted) return;
      console.error(`${address}: ${error instanceof Error ? error.message : error}; trying again`);
    }
    await delay(1000, undefined, { signal: stop }).catch(() => undefined);
  }
}

async function followFile(path: string, live: LiveTrace, stop: AbortSignal): Promise<void> {
  let at = 0;
  const chunk = Buffer.alloc(65_536);
  // Kept between two looks: what is written may end within a character.
  let decoder = new TextDecoder();
  while (!stop.aborted) {
    const size = await stat(path).then(
      (found) => found.size,
      () => 0,
    );
    if (size < at) {
      // Another program, or the same again, began the file anew.
      at = 0;
      decoder = new TextDecoder();
      live.clear();
    }
    if (size > at) {
      await using file = await open(path);
      while (at < size) {
        const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
        if (bytesRead === 0) break;
        at += bytesRead;
        live.write(decoder.decode(chunk.subarray(0, bytesRead), { stream: true }));
      }
    }
    await delay(50, undefined, { signal: stop }).catch(() => undefined);
  }
}
