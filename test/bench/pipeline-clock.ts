import { cpuSuffix, type Measurement } from "./benchmark.ts";

/** Notes how fast objects came through a pipeline. */
export class PipelineClock {
  readonly #name: string;
  readonly #count: number;
  readonly #figures: Measurement;
  #startedAt = performance.now();
  #cpu = process.cpuUsage();

  constructor(name: string, count: number, figures: Measurement) {
    this.#name = name;
    this.#count = count;
    this.#figures = figures;
  }

  restart(): void {
    this.#startedAt = performance.now();
    this.#cpu = process.cpuUsage();
  }

  noteInitial(): void {
    this.#figures[`${this.#name} handler synced ms`] = performance.now() - this.#startedAt;
    this.#note(`${this.#name} initial objects/s to handler`);
  }

  noteUpdates(): void {
    this.#note(`${this.#name} update events/s to handler`);
  }

  #note(figure: string): void {
    const { user, system } = process.cpuUsage(this.#cpu);
    this.#figures[figure] = this.#count / ((performance.now() - this.#startedAt) / 1000);
    this.#figures[figure + cpuSuffix] = this.#count / ((user + system) / 1e6);
  }
}
