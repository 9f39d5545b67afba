import { describe, expect, it, vi } from "vitest";
import { collectOncePerQuiet } from "./give-back-memory.ts";

const worked = 0.6;
const quiet = 0.001;

describe("memory that a server gives back", () => {
  it("is given back at the first quiet moment after the start, and not again while nothing happens", () => {
    const collect = vi.fn();
    const look = collectOncePerQuiet(collect);
    look(worked);
    expect(collect).not.toHaveBeenCalled();
    for (const share of [quiet, quiet, quiet]) look(share);
    expect(collect).toHaveBeenCalledTimes(1);
  });

  it("is given back once more after each time of work, and never during it", () => {
    const collect = vi.fn();
    const look = collectOncePerQuiet(collect);
    for (const share of [quiet, worked, worked]) look(share);
    expect(collect).toHaveBeenCalledTimes(1);
    for (const share of [quiet, quiet, worked, quiet]) look(share);
    expect(collect).toHaveBeenCalledTimes(3);
  });
});
