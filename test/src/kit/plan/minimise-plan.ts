import { printJson } from "@informerlab/core";
import type { ChaosPlan, PlanOperation } from "./plan.ts";

/** Runs that one minimisation may take. */
export const shrinkingRunsMax = 200;

/** A plan that still fails, and in how many runs it was come by. */
export interface MinimisedPlan {
  readonly plan: ChaosPlan;
  readonly runs: number;
}

/**
 * Makes a plan smaller and plainer while it still fails: operations go in halves, quarters and one by one, network,
 * schedule and seed after them, times become round.
 */
export async function minimisePlan(
  plan: ChaosPlan,
  fails: (candidate: ChaosPlan) => Promise<boolean>,
): Promise<MinimisedPlan> {
  let best = plan;
  let runs = 0;
  const tried = new Set([printJson(plan)]);
  const attempt = async (candidate: ChaosPlan): Promise<boolean> => {
    if (runs >= shrinkingRunsMax) return false;
    // The last pass over what is left would ask most of its questions again.
    const text = printJson(candidate);
    if (tried.has(text)) return false;
    tried.add(text);
    runs += 1;
    if (!(await fails(candidate))) return false;
    best = candidate;
    return true;
  };
  const attemptWithout = async (size: number): Promise<boolean> => {
    let isSmaller = false;
    for (let end = (best.script ?? []).length; end > 0; end -= size) {
      if (await attempt(withoutOperations(best, end - size, size))) isSmaller = true;
    }
    return isSmaller;
  };
  for (let size = (best.script ?? []).length >> 1; size > 1; size >>= 1) await attemptWithout(size);
  for (let isSmaller = true; isSmaller && runs < shrinkingRunsMax; ) {
    isSmaller = await attemptWithout(1);
    for (const candidate of plainer(best)) if (await attempt(candidate)) isSmaller = true;
    for (let index = 0; index < (best.script ?? []).length; index++) {
      if (await first(withPlainerOperation(best, index), attempt)) isSmaller = true;
    }
  }
  return { plan: best, runs };
}

/** Tries one candidate after the other; true at the first that succeeds. */
async function first(
  candidates: readonly ChaosPlan[],
  attempt: (candidate: ChaosPlan) => Promise<boolean>,
): Promise<boolean> {
  for (const candidate of candidates) if (await attempt(candidate)) return true;
  return false;
}

function withoutOperations(plan: ChaosPlan, from: number, count: number): ChaosPlan {
  const script = (plan.script ?? []).filter((_one, own) => own < from || own >= from + count);
  return { ...plan, script };
}

function withPlainerOperation(plan: ChaosPlan, index: number): readonly ChaosPlan[] {
  const { script = [] } = plan;
  return plainerOperations(script[index] as PlanOperation).map((operation) => ({
    ...plan,
    script: script.with(index, operation).sort((a, b) => a.atMs - b.atMs),
  }));
}

function plainer(plan: ChaosPlan): readonly ChaosPlan[] {
  const { clocks: _clocks, ...agreed } = plan;
  const { network: _network, ...immediate } = plan;
  const { schedule: _schedule, ...ordered } = plan;
  return [
    ...(plan.clocks === undefined ? [] : [agreed]),
    ...(plan.network === undefined ? [] : [immediate]),
    ...(plan.schedule === undefined ? [] : [ordered]),
    ...(plan.seed === 1 ? [] : [{ ...plan, seed: 1 }]),
  ];
}

/** The same at a rounder time, for a rounder while, or without its name. */
function plainerOperations(operation: PlanOperation): readonly PlanOperation[] {
  const { id, ...unnamed } = operation;
  const candidates: PlanOperation[] = [];
  for (const grain of [1000, 100, 10]) {
    const atMs = Math.round(operation.atMs / grain) * grain;
    if (atMs !== operation.atMs) candidates.push({ ...operation, atMs });
    if ("forMs" in operation && operation.forMs !== undefined) {
      const forMs = Math.max(grain, Math.round(operation.forMs / grain) * grain);
      if (forMs !== operation.forMs) candidates.push({ ...operation, forMs });
    }
  }
  if (id !== undefined) candidates.push(unnamed as PlanOperation);
  return candidates;
}
