import { printJson } from "@informerlab/core";
import { Writer } from "protobufjs/minimal.js";
import { isPlainObject } from "../../codec/json/plain-object.ts";

/** How the value of a member is written: a scalar, any JSON, a message, or one of the wrappers below. */
type Form =
  | "text"
  | "flag"
  | "integer"
  | "double"
  /** Any JSON, as YAML text; JSON is YAML. */
  | "any"
  | { readonly message: string }
  /** One field for each element. */
  | { readonly each: Form }
  /** The elements, or the only one, in a message of their own, as field 1. */
  | { readonly box: Form }
  /** Members whose names are the writer's choice: `{name = 1; value = 2}` each, as this field of a message. */
  | { readonly named: Form; readonly field?: number };

interface Message {
  /** Fields by the JSON's member names. */
  readonly fields: Readonly<Record<string, readonly [number: number, form: Form]>>;
  /** Number of the field that takes members beginning with `x-`. */
  readonly extensions?: number;
}

const texts: Form = { each: "text" };
const anyValues: Form = { each: "any" };
const schema: Form = { message: "Schema" };
const operation: Form = { message: "Operation" };
const parameters: Form = { each: { message: "ParametersItem" } };
const securities: Form = { each: { named: { box: texts } } };

/** Fields of the types that are not bodies begin with these, from a number on. */
function scalarFields(first: number): Message["fields"] {
  return { type: [first, "text"], format: [first + 1, "text"], default: [first + 4, "any"] };
}

const parameterHead: Message["fields"] = {
  required: [1, "flag"],
  in: [2, "text"],
  description: [3, "text"],
  name: [4, "text"],
};

/**
 * The part of OpenAPI v2's protobuf form that this server's documents use.
 *
 * @see gnostic openapiv2/OpenAPIv2.proto
 */
const messages: Readonly<Record<string, Message>> = {
  Document: {
    fields: {
      swagger: [1, "text"],
      info: [2, { message: "Info" }],
      paths: [8, { named: { message: "PathItem" }, field: 2 }],
      definitions: [9, { named: schema }],
      parameters: [10, { named: { message: "Parameter" } }],
      security: [12, securities],
      securityDefinitions: [13, { named: { box: { message: "ApiKeySecurity" } } }],
    },
    extensions: 16,
  },
  Info: { fields: { title: [1, "text"], version: [2, "text"], description: [3, "text"] } },
  PathItem: {
    fields: {
      get: [2, operation],
      put: [3, operation],
      post: [4, operation],
      delete: [5, operation],
      options: [6, operation],
      head: [7, operation],
      patch: [8, operation],
      parameters: [9, parameters],
    },
    extensions: 10,
  },
  Operation: {
    fields: {
      tags: [1, texts],
      description: [3, "text"],
      operationId: [5, "text"],
      produces: [6, texts],
      consumes: [7, texts],
      parameters: [8, parameters],
      responses: [9, { named: { box: { message: "Response" } } }],
      schemes: [10, texts],
      deprecated: [11, "flag"],
      security: [12, securities],
    },
    extensions: 13,
  },
  BodyParameter: {
    fields: {
      description: [1, "text"],
      name: [2, "text"],
      in: [3, "text"],
      required: [4, "flag"],
      schema: [5, schema],
    },
  },
  QueryParameter: { fields: { ...parameterHead, ...scalarFields(6), uniqueItems: [20, "flag"] } },
  PathParameter: { fields: { ...parameterHead, ...scalarFields(5), uniqueItems: [19, "flag"] } },
  Reference: { fields: { $ref: [1, "text"] } },
  Response: {
    fields: { description: [1, "text"], schema: [2, { box: schema }] },
    extensions: 5,
  },
  ApiKeySecurity: {
    fields: {
      type: [1, "text"],
      name: [2, "text"],
      in: [3, "text"],
      description: [4, "text"],
    },
  },
  Schema: {
    fields: {
      $ref: [1, "text"],
      format: [2, "text"],
      title: [3, "text"],
      description: [4, "text"],
      default: [5, "any"],
      multipleOf: [6, "double"],
      maximum: [7, "double"],
      exclusiveMaximum: [8, "flag"],
      minimum: [9, "double"],
      exclusiveMinimum: [10, "flag"],
      maxLength: [11, "integer"],
      minLength: [12, "integer"],
      pattern: [13, "text"],
      maxItems: [14, "integer"],
      minItems: [15, "integer"],
      uniqueItems: [16, "flag"],
      maxProperties: [17, "integer"],
      minProperties: [18, "integer"],
      required: [19, texts],
      enum: [20, anyValues],
      additionalProperties: [21, { message: "AdditionalProperties" }],
      type: [22, { box: texts }],
      items: [23, { box: { each: schema } }],
      allOf: [24, { each: schema }],
      properties: [25, { named: schema }],
      discriminator: [26, "text"],
      readOnly: [27, "flag"],
      example: [30, "any"],
    },
    extensions: 31,
  },
};

/** The apiKey security is the second of its alternatives. */
const boxFieldOf: Readonly<Record<string, number>> = { ApiKeySecurity: 2 };

/** An OpenAPI v2 document in the form that `kubectl` and client-go ask for. */
export function openApiProtobuf(document: object): Uint8Array<ArrayBuffer> {
  const writer = new Writer();
  writeMembers(writer, "Document", document as Members);
  return Uint8Array.from(writer.finish());
}

type Members = Readonly<Record<string, unknown>>;

const varint = 0;
const fixed64 = 1;
const lengthDelimited = 2;

function writeMembers(writer: Writer, name: string, members: Members): void {
  const message = messages[name];
  if (message === undefined) throw new Error(`no message ${name}`);
  for (const [member, value] of Object.entries(members)) {
    const field = Object.hasOwn(message.fields, member) ? message.fields[member] : undefined;
    if (field !== undefined) writeField(writer, field[0], field[1], value);
    else if (message.extensions !== undefined && member.startsWith("x-")) {
      writeMessage(writer, message.extensions, () => writeNamed(writer, member, "any", value));
    }
  }
}

function writeField(writer: Writer, number: number, form: Form, value: unknown): void {
  if (form === "text") tag(writer, number, lengthDelimited).string(String(value));
  else if (form === "flag") tag(writer, number, varint).bool(value === true);
  else if (form === "integer") tag(writer, number, varint).int64(Number(value));
  else if (form === "double") tag(writer, number, fixed64).double(Number(value));
  else if (form === "any") {
    // `Any`: the text is its second field.
    writeMessage(writer, number, () => writeField(writer, 2, "text", `${printJson(value)}\n`));
  } else if ("each" in form) {
    for (const element of Array.isArray(value) ? value : [value]) {
      writeField(writer, number, form.each, element);
    }
  } else if ("box" in form) {
    const inner =
      typeof form.box === "object" && "message" in form.box ? boxFieldOf[form.box.message] : 1;
    writeMessage(writer, number, () => writeField(writer, inner ?? 1, form.box, value));
  } else if ("named" in form) {
    writeMessage(writer, number, () => {
      for (const [name, member] of Object.entries(value as Members)) {
        writeMessage(writer, form.field ?? 1, () => writeNamed(writer, name, form.named, member));
      }
    });
  } else writeMessage(writer, number, () => writeByName(writer, form.message, value));
}

/** Messages of which several kinds may stand in one place. */
function writeByName(writer: Writer, name: string, value: unknown): void {
  const members = value as Members;
  if (name === "AdditionalProperties") {
    // A schema, or whether there may be any.
    if (isPlainObject(value)) writeField(writer, 1, schema, value);
    else writeField(writer, 2, "flag", value);
  } else if (name === "ParametersItem") {
    if (members["$ref"] === undefined) writeField(writer, 1, { message: "Parameter" }, value);
    else writeField(writer, 2, { message: "Reference" }, value);
  } else if (name === "Parameter") {
    // Either the body's, or → one of those that are not.
    if (members["in"] === "body") writeField(writer, 1, { message: "BodyParameter" }, value);
    else {
      const isPath = members["in"] === "path";
      const form = { message: isPath ? "PathParameter" : "QueryParameter" };
      writeMessage(writer, 2, () => writeField(writer, isPath ? 4 : 3, form, value));
    }
  } else writeMembers(writer, name, members);
}

function writeNamed(writer: Writer, name: string, form: Form, value: unknown): void {
  writeField(writer, 1, "text", name);
  writeField(writer, 2, form, value);
}

function writeMessage(writer: Writer, number: number, write: () => void): void {
  tag(writer, number, lengthDelimited).fork();
  write();
  writer.ldelim();
}

function tag(writer: Writer, number: number, wireType: number): Writer {
  return writer.uint32((number << 3) | wireType);
}
