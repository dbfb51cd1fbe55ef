// The schemas of Iglu Central: what is valid by `godwit schema validate` is valid by ajv, and what
// is not is not, for valid and for broken instances of each.
//
// GODWIT_CLI names the program, GODWIT_IGLU the folder of schemas; GODWIT_IGLU_SEED repeats a run.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { Instances } from './instances.mjs';
import { Random } from './random.mjs';

const { GODWIT_CLI, GODWIT_IGLU } = process.env;
const SEED = Number(process.env.GODWIT_IGLU_SEED ?? Date.now() % 2 ** 31);
const INSTANCES = 25; // Per schema and kind.
const FEWEST_VALID = 0.2; // The share of all.

// ajv is one of what builds the npm package, and installed there.
const modules = createRequire(new URL('../../wasm/package.json', import.meta.url));
const tools = (() => {
  try {
    return { Ajv: modules('ajv-draft-04').default, addFormats: modules('ajv-formats').default };
  } catch {
    return null;
  }
})();

// The differences that are permitted between the two, and why.
const EXPLAINED = [
  // ajv divides doubles, and 1e30 / 0.01 is none that it takes for whole; decimals are exact here.
  ({ instance, errors }) =>
    errors?.[0].keyword === 'multipleOf' && JSON.stringify(instance).includes('1e+30'),
];

function schemas(folder) {
  const found = [];
  for (const name of fs.readdirSync(folder, { recursive: true })) {
    const file = path.join(folder, name);
    if (!fs.statSync(file).isFile()) continue;
    let schema;
    try {
      schema = JSON.parse(fs.readFileSync(file, 'utf8'));
    } catch {
      continue;
    }
    const foreign = schema.self?.format !== undefined && schema.self.format !== 'jsonschema';
    if (!foreign && (schema.$schema || schema.properties)) found.push({ name, file, schema });
  }
  return found;
}

// ajv has no dialect of Iglu's; it is draft-04 with a `self`.
function compileElsewhere(schema) {
  const plain = { ...schema };
  delete plain.$schema;
  const ajv = new tools.Ajv({
    strict: false,
    validateSchema: false,
    unicodeRegExp: true,
    logger: false,
  });
  tools.addFormats(ajv);
  return ajv.compile(plain);
}

function compare({ name, file, schema }, random, counts) {
  const make = new Instances(schema, random);
  const instances = [];
  for (let count = 0; count < INSTANCES; ++count) instances.push(make.valid(), make.broken());
  const check = compileElsewhere(schema);
  const input = instances.map((instance) => `${JSON.stringify(instance)}\n`).join('');
  const { stdout, stderr, status } = spawnSync(
    GODWIT_CLI,
    ['schema', 'validate', file, '--draft', '4'],
    { input, encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  assert.ok(status === 0 || status === 3, `${name}: ${status} ${stderr}`);
  const lines = stdout.split('\n').slice(0, -1);
  assert.equal(lines.length, instances.length, name);
  return instances.flatMap((instance, at) => {
    const valid = check(instance);
    counts[valid ? 'valid' : 'invalid'] += 1;
    if (valid === (lines[at] === 'valid')) return [];
    const difference = { name, instance, line: lines[at], errors: check.errors };
    if (EXPLAINED.some((explains) => explains(difference))) return [];
    return [
      `${name}: ${JSON.stringify(instance).slice(0, 300)}: ajv says ${valid}, here ${lines[at]}`,
    ];
  });
}

const reason = () => {
  if (!GODWIT_CLI) return 'GODWIT_CLI names no program';
  if (!fs.existsSync(GODWIT_IGLU ?? '')) return `there are no schemas in ${GODWIT_IGLU}`;
  return tools ? false : 'ajv is not installed in wasm/node_modules';
};

test('iglu: verdicts are those of ajv', { skip: reason() }, (context) => {
  context.diagnostic(`GODWIT_IGLU_SEED=${SEED}`);
  const random = new Random(SEED);
  const counts = { valid: 0, invalid: 0 };
  const all = schemas(GODWIT_IGLU);
  const differences = all.flatMap((each) => compare(each, random, counts));
  context.diagnostic(`${all.length} schemas, ${counts.valid} valid, ${counts.invalid} invalid`);
  assert.deepEqual(differences.slice(0, 20), [], `${differences.length} differences, seed ${SEED}`);
  assert.ok(all.length > 300, 'the schemas are there');
  for (const kind of ['valid', 'invalid'])
    assert.ok(counts[kind] > FEWEST_VALID * all.length * INSTANCES * 2, `enough are ${kind}`);
});
