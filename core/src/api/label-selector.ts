import {
  createLabelRequirement,
  type LabelOperator,
  type LabelRequirement,
  type Labels,
  matchesLabelRequirement,
  printLabelRequirement,
  SelectorError,
} from "./label-requirement.ts";
import { parseLabelRequirements } from "./label-selector-parser.ts";

/** The `metav1.LabelSelector` that stands in Deployments, NetworkPolicies and others. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
}

/** One condition of a {@link LabelSelector}. */
export interface LabelSelectorRequirement {
  readonly key: string;
  /** `In`, `NotIn`, `Exists` or `DoesNotExist`. */
  readonly operator: string;
  readonly values?: readonly string[];
}

const noLabels: Labels = {};

const operatorOf: ReadonlyMap<string, LabelOperator> = new Map([
  ["In", "in"],
  ["NotIn", "notin"],
  ["Exists", "exists"],
  ["DoesNotExist", "!"],
]);

/**
 * Chooses objects by their labels; every condition must hold. Immutable.
 *
 * @see apimachinery pkg/labels/selector.go
 */
export class Selector {
  static readonly #everything = new Selector([], false);
  static readonly #nothing = new Selector([], true);
  /** True when no labels match. */
  readonly isNothing: boolean;
  /** The conditions, sorted by key. */
  readonly requirements: readonly LabelRequirement[];

  private constructor(requirements: readonly LabelRequirement[], isNothing: boolean) {
    this.requirements = requirements;
    this.isNothing = isNothing;
  }

  /** Matches all labels. */
  static everything(): Selector {
    return Selector.#everything;
  }

  /** Matches no labels. It has no text form of its own: printed, it is empty. */
  static nothing(): Selector {
    return Selector.#nothing;
  }

  /**
   * Reads the text form: `app=web,tier!=cache`, `app in (a,b),!legacy`, `n>5`. The empty text is everything.
   *
   * @throws SelectorError with the text that the apiserver would answer.
   */
  static parse(text: string): Selector {
    return Selector.#of(parseLabelRequirements(text));
  }

  /**
   * Matches objects that carry exactly these labels, and maybe more.
   *
   * @throws SelectorError for a key or value that no label can have.
   */
  static fromLabels(labels: Labels): Selector {
    return Selector.#of(
      Object.entries(labels).map(([key, value]) =>
        createLabelRequirement({ key, operator: "=", values: [value] }),
      ),
    );
  }

  /**
   * Converts the selector of an API object. An absent one matches nothing, an empty one everything. In it, null is what is
   * not there, as Go reads it: YAML has it where nothing stands behind a name.
   *
   * @throws SelectorError for an operator, key or value that is none.
   */
  static fromLabelSelector(labelSelector: LabelSelector | null | undefined): Selector {
    if (labelSelector === undefined || labelSelector === null) return Selector.nothing();
    const { matchLabels, matchExpressions } = labelSelector;
    const expressions = (matchExpressions ?? []).map(({ key, operator: name, values }) => {
      const operator = operatorOf.get(name);
      if (operator === undefined) {
        throw new SelectorError(`${JSON.stringify(name)} is not a valid label selector operator`);
      }
      return createLabelRequirement({ key, operator, values: values ?? [] });
    });
    return Selector.fromLabels(matchLabels ?? {}).with(...expressions);
  }

  static #of(requirements: readonly LabelRequirement[]): Selector {
    if (requirements.length === 0) return Selector.#everything;
    return new Selector([...requirements].sort(byKey), false);
  }

  /** True when nothing is left out. */
  get isEverything(): boolean {
    return !this.isNothing && this.requirements.length === 0;
  }

  /** True when the labels of an object, absent ones included, satisfy every condition. */
  matches(labels: Labels | undefined): boolean {
    if (this.isNothing) return false;
    for (const requirement of this.requirements) {
      if (!matchesLabelRequirement(requirement, labels ?? noLabels)) return false;
    }
    return true;
  }

  /** A selector with further conditions. Nothing stays nothing. */
  with(...requirements: readonly LabelRequirement[]): Selector {
    return this.isNothing ? this : Selector.#of([...this.requirements, ...requirements]);
  }

  /** The one value that the label must have; undefined when several would do. */
  exactMatch(key: string): string | undefined {
    const requirement = this.requirements.find((candidate) => candidate.key === key);
    if (requirement === undefined || requirement.values.length !== 1) return undefined;
    const isExact = ["=", "==", "in"].includes(requirement.operator);
    return isExact ? requirement.values[0] : undefined;
  }

  /** The text form, as a request carries it. */
  toString(): string {
    return this.requirements.map(printLabelRequirement).join(",");
  }
}

function byKey(left: LabelRequirement, right: LabelRequirement): number {
  return left.key < right.key ? -1 : left.key > right.key ? 1 : 0;
}
