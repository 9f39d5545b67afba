/** An element that knows its place in its heap; -1 while it is in none. */
export interface HeapElement {
  heapIndex: number;
}

/** A binary heap, first by `isBefore`, whose elements can change their place or leave from anywhere in O(log n). */
export class IndexedHeap<E extends HeapElement> {
  readonly #elements: E[] = [];
  readonly #isBefore: (a: E, b: E) => boolean;

  constructor(isBefore: (a: E, b: E) => boolean) {
    this.#isBefore = isBefore;
  }

  get length(): number {
    return this.#elements.length;
  }

  peek(): E | undefined {
    return this.#elements[0];
  }

  push(element: E): void {
    this.#elements.push(element);
    this.#siftUp(element, this.#elements.length - 1);
  }

  pop(): E | undefined {
    const first = this.#elements[0];
    const last = this.#elements.pop();
    if (first === undefined || last === undefined) return undefined;
    first.heapIndex = -1;
    if (first !== last) this.#siftDown(last, 0);
    return first;
  }

  /** Puts an element right whose order changed. */
  update(element: E): void {
    const index = element.heapIndex;
    this.#siftUp(element, index);
    if (element.heapIndex === index) this.#siftDown(element, index);
  }

  clear(): void {
    for (const element of this.#elements) element.heapIndex = -1;
    this.#elements.length = 0;
  }

  #siftUp(element: E, from: number): void {
    const elements = this.#elements;
    let index = from;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = elements[parentIndex];
      if (parent === undefined || !this.#isBefore(element, parent)) break;
      elements[index] = parent;
      parent.heapIndex = index;
      index = parentIndex;
    }
    elements[index] = element;
    element.heapIndex = index;
  }

  #siftDown(element: E, from: number): void {
    const elements = this.#elements;
    let index = from;
    for (;;) {
      let childIndex = 2 * index + 1;
      let child = elements[childIndex];
      if (child === undefined) break;
      const right = elements[childIndex + 1];
      if (right !== undefined && this.#isBefore(right, child)) {
        child = right;
        childIndex += 1;
      }
      if (!this.#isBefore(child, element)) break;
      elements[index] = child;
      child.heapIndex = index;
      index = childIndex;
    }
    elements[index] = element;
    element.heapIndex = index;
  }
}
