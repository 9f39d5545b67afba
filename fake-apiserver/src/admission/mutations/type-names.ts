import { CelList, CelMap, type CelValue } from "../../cel/values/cel-value.ts";
import { MutationError } from "./mutation.ts";

/**
 * Objects that are made for a place must be of the type that is named after it: `Object.spec{}` for `spec`.
 *
 * @throws MutationError
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/cel/mutation/dynamic/objects.go CheckTypeNamesMatchFieldPathNames
 */
export function checkTypeNames(value: CelMap): void {
  const problems = problemsIn(value, value.type?.name ?? "");
  if (problems.length > 0) throw new MutationError(`type mismatch: ${problems.join("\n")}`);
}

function problemsIn(value: CelValue, expected: string): readonly string[] {
  if (value instanceof CelList) return value.items.flatMap((item) => problemsIn(item, expected));
  if (!(value instanceof CelMap)) return [];
  const { type } = value;
  const members = [...value.entries.values()];
  if (type?.isOpen !== true) return members.flatMap(([, member]) => problemsIn(member, expected));
  const own =
    type.name === expected
      ? []
      : [
          `unexpected type name ${JSON.stringify(type.name)}, expected ${JSON.stringify(expected)}, which matches field name path from root Object type`,
        ];
  return [
    ...own,
    ...members.flatMap(([name, member]) => problemsIn(member, `${expected}.${String(name)}`)),
  ];
}
