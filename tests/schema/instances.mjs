// Makes instances of a schema of Iglu: such as are probably valid, and broken ones.
const TEXTS = [
  '',
  'a',
  'héllo',
  'with "quotes"',
  '😀😀',
  '2024-02-29',
  'https://example.com/a?b=c',
  'user@example.com',
  '1-0-0',
  '1.2.3',
  'iglu:com.acme/ev/jsonschema/1-0-0',
  '10.0.0.1',
  '::1',
  '2eb8aa08-aa98-41ea-b4aa-73b441d16380',
  '2024-02-29T12:00:00Z',
  '2024-01-01.000',
  'abc123',
  'abcd1234',
  'QUJD',
  '99.99',
  'true',
  '$x',
  's3://x',
  `sp_${'a'.repeat(26)}`,
];
const FORMATS = {
  'date-time': ['2024-02-29T12:00:00Z', '2023-01-01T00:00:00.123+02:00'],
  uuid: ['2eb8aa08-aa98-41ea-b4aa-73b441d16380'],
  uri: ['https://example.com/a?b=c', 'urn:a:b'],
  email: ['user@example.com'],
  ipv4: ['10.0.0.1'],
  ipv6: ['::1'],
  hostname: ['example.com'],
  date: ['2024-02-29'],
};
const BROKEN = [
  null,
  'x'.repeat(300),
  -99999999999,
  1e30,
  {},
  [],
  true,
  'nöt',
  0.5,
  '',
  '2023-02-29',
  'a b',
  { zz: 1 },
  [1, 1],
];

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

export class Instances {
  constructor(schema, random) {
    this.schema = schema;
    this.random = random;
  }

  valid() {
    return this.value(this.schema, 0);
  }

  // Another value of it, with one thing changed, removed or added.
  broken() {
    const value = JSON.parse(JSON.stringify(this.valid() ?? null));
    const places = [];
    const walk = (node) => {
      if (node === null || typeof node !== 'object') return;
      for (const key of Object.keys(node)) {
        places.push([node, key]);
        walk(node[key]);
      }
    };
    walk(value);
    const bad = this.random.of(BROKEN);
    if (places.length === 0 || this.random.below(6) === 0)
      return isObject(value) ? { ...value, unknown_property: bad } : bad;
    const [node, key] = this.random.of(places);
    if (this.random.below(3) === 0 && !Array.isArray(node)) delete node[key];
    else node[key] = bad;
    return value;
  }

  value(schema, depth) {
    const { random } = this;
    if (schema === true || schema === undefined) return random.of([1, 'x', null, true]);
    if (schema.$ref) return this.value(this.follow(schema.$ref), depth + 1);
    if (schema.enum) return random.of(schema.enum);
    if (schema.oneOf) {
      const one = this.value(random.of(schema.oneOf), depth + 1);
      return { ...this.object(schema, depth), ...(isObject(one) ? one : {}) };
    }
    if (schema.anyOf && !schema.properties) return this.value(random.of(schema.anyOf), depth + 1);
    const usual = schema.properties ? 'object' : schema.items ? 'array' : 'string';
    const type = Array.isArray(schema.type) ? random.of(schema.type) : (schema.type ?? usual);
    if (type === 'object') return this.object(schema, depth);
    if (type === 'array') return this.array(schema, depth);
    if (type === 'string') return this.string(schema);
    if (type === 'integer' || type === 'number') return this.number(schema);
    return type === 'boolean' ? random.chance(50) : null;
  }

  follow(reference) {
    let target = this.schema;
    for (const step of reference.replace(/^#\/?/, '').split('/').filter(Boolean))
      target = target?.[step];
    return target ?? {};
  }

  object(schema, depth) {
    const required = schema.required ?? [];
    const object = {};
    for (const [name, below] of Object.entries(schema.properties ?? {}))
      if (required.includes(name) || (depth < 5 && this.random.chance(50)))
        object[name] = this.value(below, depth + 1);
    for (const name of required) if (!(name in object)) object[name] = this.random.of(TEXTS);
    return object;
  }

  array(schema, depth) {
    const count = Math.max(schema.minItems ?? 0, depth > 4 ? 0 : this.random.below(3));
    const items = Array.isArray(schema.items) ? schema.items[0] : (schema.items ?? {});
    return Array.from({ length: count }, () => this.value(items, depth + 1));
  }

  string(schema) {
    const { random } = this;
    if (FORMATS[schema.format]) return random.of(FORMATS[schema.format]);
    const fitting = schema.pattern
      ? TEXTS.filter((text) => new RegExp(schema.pattern, 'u').test(text))
      : [];
    if (fitting.length !== 0) return random.of(fitting);
    let text = random.of([...TEXTS, 'x'.repeat(random.below(40))]);
    while ([...text].length < (schema.minLength ?? 0)) text += 'y';
    return [...text].slice(0, schema.maxLength ?? text.length).join('');
  }

  number(schema) {
    const low = schema.minimum ?? -5;
    const high = schema.maximum ?? low + 1000;
    const number = low + this.random.below(Math.min(1000, Math.floor(high - low) + 1));
    const { multipleOf } = schema;
    return multipleOf ? Math.round(number / multipleOf) * multipleOf : number;
  }
}
