import type { Ask, Beat, Claim } from "../timeline/story.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { QueueFlavour } from "../world/world.ts";
import { type ClaimPlace, type Quantity, quantities } from "./claim-quantities.ts";
import { ClaimError, type Expression, type Operator, parseExpression } from "./claim-syntax.ts";

/** A claim that does not hold, and what it was compared with. */
export interface BrokenClaim {
  readonly beat: string;
  readonly claim: Claim;
  /** The values of both sides, or why it cannot be evaluated. */
  readonly found: string;
}

/**
 * The value of an expression at a position of a trace. `at("beat", …)` evaluates at another beat of the story,
 * `since("beat", …)` tells how much a number has grown since, `of("informer", …)` looks at another informer.
 *
 * @throws ClaimError naming what cannot be read or is not known.
 */
export function evaluate(source: string, place: ClaimPlace): Quantity {
  return resolved(parseExpression(source), place);
}

/** The claims of a story that do not hold on its trace with this queue. */
export function brokenClaims(timeline: Timeline, flavour: QueueFlavour): readonly BrokenClaim[] {
  return (timeline.story?.beats ?? []).flatMap((beat) =>
    (beat.claims ?? []).flatMap((claim): BrokenClaim[] => {
      if (claim.in !== undefined && !claim.in.includes(flavour)) return [];
      const found = contradiction(claim, placeOf(timeline, beat));
      return found === undefined ? [] : [{ beat: beat.id, claim, found }];
    }),
  );
}

/**
 * The right answer to a prediction, as the `value` of one of its choices; of `order`, the values with commas.
 *
 * @throws ClaimError when it cannot be evaluated, or no choice has that value.
 */
export function answerOf(timeline: Timeline, beat: Beat, ask: Ask): string {
  const value = evaluate(ask.answer, placeOf(timeline, beat));
  const answer = Array.isArray(value) ? value.join(",") : String(value ?? "absent");
  const { choices } = ask;
  const parts = ask.kind === "order" ? answer.split(",") : [answer];
  const unknown = parts.find((part) => choices?.every((choice) => choice.value !== part));
  if (unknown === undefined) return answer;
  throw new ClaimError(
    `the answer of "${beat.id}" is ${unknown}, which is none of ${choices?.map((choice) => choice.value).join(", ")}`,
  );
}

function placeOf(timeline: Timeline, { id, seq, informer }: Beat): ClaimPlace {
  const position = timeline.log.positionOf(seq);
  if (position === undefined) throw new ClaimError(`the trace has no record ${seq} of "${id}"`);
  return { timeline, position, informer };
}

function contradiction({ holds }: Claim, place: ClaimPlace): string | undefined {
  try {
    const expression = parseExpression(holds);
    const value = resolved(expression, place);
    if (value === true) return undefined;
    if (expression.kind !== "binary") return shown(value);
    const [left, right] = [expression.left, expression.right].map((side) => resolved(side, place));
    return `${shown(left)} ${expression.operator} ${shown(right)}`;
  } catch (error) {
    if (error instanceof ClaimError) return error.message;
    throw error;
  }
}

function shown(value: Quantity): string {
  if (value === undefined) return "absent";
  return typeof value === "object" ? `[${value.map(shown).join(", ")}]` : JSON.stringify(value);
}

function resolved(expression: Expression, place: ClaimPlace): Quantity {
  switch (expression.kind) {
    case "value":
      return expression.value;
    case "list":
      return expression.items.map((item) => resolved(item, place));
    case "not":
      return !truth(resolved(expression.operand, place));
    case "binary":
      return compared(
        expression.operator,
        () => resolved(expression.left, place),
        () => resolved(expression.right, place),
      );
    case "call":
      return called(expression.name, expression.args, place);
  }
}

function called(name: string, args: readonly Expression[], place: ClaimPlace): Quantity {
  const [first, second] = args;
  if (name === "at" || name === "since" || name === "of") {
    if (first?.kind !== "value" || second === undefined || args.length > 2) {
      throw new ClaimError(`${name}() takes a name in quotes and an expression`);
    }
    const word = String(first.value);
    if (name === "of") return resolved(second, { ...place, informer: word });
    const before = resolved(second, elsewhere(place, word));
    return name === "at" ? before : difference(resolved(second, place), before);
  }
  const quantity = Object.hasOwn(quantities, name) ? quantities[name] : undefined;
  if (quantity === undefined) {
    const known = [...Object.keys(quantities), "at", "since", "of"].join(", ");
    throw new ClaimError(`there is no "${name}()"; known: ${known}`);
  }
  const [least, most] = quantity.takes;
  if (args.length < least || args.length > most) {
    throw new ClaimError(`${name}() has ${args.length} arguments; ${quantity.docs}`);
  }
  // The world belongs to the timeline and moves with the next question: arguments come first.
  const values = args.map((argument) => resolved(argument, place));
  const world = place.timeline.worldAt(place.position);
  return quantity.read({ ...place, world, args: values });
}

function elsewhere(place: ClaimPlace, id: string): ClaimPlace {
  const beats = place.timeline.story?.beats ?? [];
  const beat = beats.find((one) => one.id === id);
  if (beat !== undefined) return { ...place, position: placeOf(place.timeline, beat).position };
  throw new ClaimError(`there is no beat "${id}"; known: ${beats.map((one) => one.id).join(", ")}`);
}

function compared(operator: Operator, left: () => Quantity, right: () => Quantity): Quantity {
  switch (operator) {
    case "or":
      return truth(left()) || truth(right());
    case "and":
      return truth(left()) && truth(right());
    case "==":
      return isSame(left(), right());
    case "!=":
      return !isSame(left(), right());
    case "in": {
      const [wanted, list] = [left(), right()];
      if (typeof list === "object") return list.some((item) => isSame(item, wanted));
      throw new ClaimError(`"in" looks into a list, not into ${shown(list)}`);
    }
    case "+":
      return amount(left()) + amount(right());
    case "-":
      return difference(left(), right());
    case "<":
      return amount(left()) < amount(right());
    case ">":
      return amount(left()) > amount(right());
    case "<=":
      return amount(left()) <= amount(right());
    case ">=":
      return amount(left()) >= amount(right());
  }
}

function difference(after: Quantity, before: Quantity): number {
  return amount(after) - amount(before);
}

function amount(value: Quantity): number {
  if (typeof value === "number") return value;
  throw new ClaimError(`a number is needed, not ${shown(value)}`);
}

function truth(value: Quantity): boolean {
  if (typeof value === "boolean") return value;
  throw new ClaimError(`true or false is needed, not ${shown(value)}`);
}

function isSame(left: Quantity, right: Quantity): boolean {
  if (typeof left !== "object" || typeof right !== "object") return left === right;
  return left.length === right.length && left.every((item, index) => isSame(item, right[index]));
}
