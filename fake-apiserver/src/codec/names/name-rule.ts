/** Returns what is wrong with a name; nothing when it is good. */
export type NameRule = (name: string) => readonly string[];
