import type { Expression } from "../syntax/expression.ts";

/** The nodes right below a node. */
export function childrenOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case "select":
      return [node.operand];
    case "call":
      return node.target === undefined ? node.args : [node.target, ...node.args];
    case "list":
      return node.items;
    case "map":
      return node.entries.flatMap(({ key, value }) => [key, value]);
    case "struct":
      return node.fields.map(({ value }) => value);
    case "comprehension":
      return [node.range, node.init, node.condition, node.step, node.result];
    default:
      return [];
  }
}

/** A node and all below it. */
export function* allNodes(node: Expression): Generator<Expression> {
  yield node;
  for (const child of childrenOf(node)) yield* allNodes(child);
}
