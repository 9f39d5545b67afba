import { addressFamily } from "../../cel/library/addresses.ts";

/**
 * Whether Go reads exactly one mail address: plain, or behind a name, with comments, or as a group of one.
 *
 * @see net/mail message.go ParseAddress
 */
export function isMailAddress(text: string): boolean {
  const reader = new MailReader(text);
  return reader.addresses({ mayBeGroup: true }) === 1 && reader.skipComments() && reader.isAtEnd();
}

const spaces = /[ \t]*/y;
const atom = /(?:(?![()<>[\]:;@\\,"])[!-~\u0080-\u{10ffff}])+/uy;
const quoted = /"((?:\\[\t !-~\u0080-\u{10ffff}]|(?!["\\])[\t !-~\u0080-\u{10ffff}])*)"/uy;
const literal = /\[((?:(?![[\]\\])[!-~\u0080-\u{10ffff}])*)\]/uy;

/** Goes through a text; what cannot be read there gives undefined or false. */
class MailReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** How many addresses come. */
  addresses({ mayBeGroup }: { readonly mayBeGroup: boolean }): number | undefined {
    this.#read(spaces);
    if (this.isAtEnd()) return undefined;
    if (this.#plain()) {
      this.#read(spaces);
      return !this.#takes("(") || this.#endOfComment() ? 1 : undefined;
    }
    if (!this.#looksAt("<") && !this.#phrase()) return undefined;
    this.#read(spaces);
    if (mayBeGroup && this.#takes(":")) return this.#group();
    return this.#takes("<") && this.#plain() && this.#takes(">") ? 1 : undefined;
  }

  /** False in a comment that does not end. */
  skipComments(): boolean {
    this.#read(spaces);
    while (this.#takes("(")) {
      if (!this.#endOfComment()) return false;
      this.#read(spaces);
    }
    return true;
  }

  #group(): number | undefined {
    this.#read(spaces);
    let count = 0;
    if (this.#takes(";")) return this.skipComments() ? count : undefined;
    for (;;) {
      const found = this.addresses({ mayBeGroup: false });
      if (found === undefined || !this.skipComments()) return undefined;
      count += found;
      if (this.#takes(";")) return this.skipComments() ? count : undefined;
      if (!this.#takes(",")) return undefined;
    }
  }

  /** `local@domain`; where it is none, nothing was read. */
  #plain(): boolean {
    const start = this.#at;
    this.#read(spaces);
    const isThere = this.#local() && this.#takes("@") && this.#domain();
    if (!isThere) this.#at = start;
    return isThere;
  }

  #local(): boolean {
    return this.#looksAt('"') ? (this.#read(quoted)?.[1] ?? "") !== "" : this.#strictAtom();
  }

  #domain(): boolean {
    this.#read(spaces);
    if (!this.#looksAt("[")) return this.#strictAtom();
    const address = this.#read(literal)?.[1];
    return (
      address !== undefined && !address.includes("%") && typeof addressFamily(address) !== "string"
    );
  }

  #strictAtom(): boolean {
    const parts = this.#read(atom)?.[0].split(".") ?? [""];
    return parts.every((part) => part !== "");
  }

  /** One word or more, between which there may be comments. */
  #phrase(): boolean {
    for (let words = 0; ; words++) {
      if (words > 0 && !this.skipComments()) return false;
      this.#read(spaces);
      if (this.isAtEnd()) return true;
      const word = this.#read(this.#looksAt('"') ? quoted : atom);
      if (word === undefined) return words > 0;
    }
  }

  /** Comments stand in comments; false where one does not end. */
  #endOfComment(): boolean {
    let depth = 1;
    while (depth > 0 && !this.isAtEnd()) {
      if (this.#looksAt("\\") && this.#at + 1 < this.#text.length) this.#at++;
      else if (this.#looksAt("(")) depth++;
      else if (this.#looksAt(")")) depth--;
      this.#at++;
    }
    return depth === 0;
  }

  #looksAt(letter: string): boolean {
    return this.#text[this.#at] === letter;
  }

  #takes(letter: string): boolean {
    const isThere = this.#looksAt(letter);
    if (isThere) this.#at++;
    return isThere;
  }

  #read(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match !== null) this.#at = pattern.lastIndex;
    return match ?? undefined;
  }
}
