/** The schemas of openapi.yaml in words and tables, for people. */

/** Too large for a table, and nobody writes one by hand. */
const OPAQUE = ['State', 'StateDocument'];
const SHORT = { Timestamp: 'time', Guid: 'id', Duration: 'duration' };

export class SchemaWords {
  #schemas;
  /** Those that have been named and so get a section, in that order. */
  #named = new Set();

  constructor(schemas) {
    this.#schemas = schemas;
  }

  /** What a value is, in a few words; a document of several properties is a link to its section. */
  typeOf(schema) {
    if (schema.$ref !== undefined) return this.#typeOfNamed(schema.$ref.split('/').at(-1));
    if (schema.oneOf !== undefined && schema.type === undefined)
      return schema.oneOf.map((one) => this.typeOf(one)).join(' or ');
    if (schema.enum !== undefined) return schema.enum.map((one) => `\`${one}\``).join(', ');
    if (schema.const !== undefined) return `\`${schema.const}\``;
    if (schema.type === 'array') return `list of ${this.typeOf(schema.items)}`;
    return [schema.type].flat().join(' or ');
  }

  /** The same, with the properties of an object. */
  contentOf(schema) {
    if (schema.properties === undefined) return this.typeOf(schema);
    return Object.entries(schema.properties)
      .map(([name, one]) => `\`${name}\`: ${this.typeOf(one)}`)
      .join(', ');
  }

  #typeOfNamed(name) {
    const schema = this.#schemas[name];
    if (OPAQUE.includes(name)) return 'a whole sandbox as a document';
    if (name in SHORT) return SHORT[name];
    if (schema.properties === undefined) return this.typeOf(schema);
    this.#named.add(name);
    return `[${name}](#${anchorOf(name)})`;
  }

  /** A section for each schema that has been named. */
  sections() {
    const sections = [];
    // One may name further ones: a set takes them in while it is walked.
    for (const name of this.#named) sections.push(this.#section(name));
    return sections.join('\n');
  }

  #section(name) {
    const schema = this.#schemas[name];
    const rows = this.#propertiesOf(schema).map(
      ([path, required, one]) =>
        `| \`${path}\` | ${this.typeOf(one)}${required ? '' : ', optional'} | ${cell(one.description ?? '')} |`,
    );
    const description = schema.description === undefined ? '' : `${sentence(schema.description)}\n\n`;
    return `## ${name}\n\n${description}| Property | Type | |\n|---|---|---|\n${rows.join('\n')}\n`;
  }

  /** Objects without a name of their own are told property by property. */
  #propertiesOf(schema, before = '') {
    return Object.entries(schema.properties).flatMap(([name, one]) => {
      const path = before + name;
      const own = [path, schema.required?.includes(name) ?? false, one];
      if (one.properties !== undefined) return [own, ...this.#propertiesOf(one, `${path}.`)];
      if (one.items?.properties !== undefined) return [own, ...this.#propertiesOf(one.items, `${path}[].`)];
      return [own];
    });
  }
}

/** As GitHub makes them. */
export function anchorOf(heading) {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

export function sentence(text) {
  const one = text.trim().replace(/\s+/g, ' ');
  return /[.?!]$/.test(one) ? one : `${one}.`;
}

function cell(text) {
  return text.trim().replace(/\s+/g, ' ').replaceAll('|', '\\|');
}
