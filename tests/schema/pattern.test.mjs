// Patterns against this engine's own RegExp: random patterns with random texts must give the same
// verdicts, and random text that is no pattern must be refused by both.
//
// GODWIT_PATTERN_DRIVER names the program to ask (pattern_driver.cpp); GODWIT_PATTERN_SEED repeats
// a run, GODWIT_PATTERN_COUNT makes it longer.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { Random } from './random.mjs';

const DRIVER = process.env.GODWIT_PATTERN_DRIVER;
const SEED = Number(process.env.GODWIT_PATTERN_SEED ?? Date.now() % 2 ** 31);
const COUNT = Number(process.env.GODWIT_PATTERN_COUNT ?? 4000);
const TEXTS = 12;
const OPTIONS = { skip: DRIVER ? false : 'GODWIT_PATTERN_DRIVER names no program' };

const CHARACTERS = [...'aaabbcA_09 -é中😀αΩ', '\n', '\u2028', '\\', '"', '/', '\u00a0', '\t'];
// The ways in which a pattern may write a character, besides as it is.
const ESCAPES = [
  ['\\n', '\\t', '\\x61', '\\u0062', '\\u{63}', '\\u00e9', '\\ud83d\\ude00', '\\u{1F600}'],
  ['\\cJ', '\\0', '\\/', '\\\\', '\\.', '\\$', '\\u2028', '\\v', '\\f', '\\r', '\\ud83d'],
].flat();
const SETS = [
  ['\\d', '\\D', '\\w', '\\W', '\\s', '\\S', '\\p{L}', '\\p{Lu}', '\\P{Lu}', '\\p{Script=Greek}'],
  ['\\P{sc=Greek}', '\\p{scx=Grek}', '\\p{Alphabetic}', '\\p{ASCII}', '\\p{Any}', '\\p{Emoji}'],
  ['\\p{gc=Nd}', '\\p{General_Category=Decimal_Number}', '\\P{Assigned}', '\\p{White_Space}'],
].flat();
const QUANTIFIERS = ['*', '+', '?', '{2}', '{0}', '{1,}', '{0,2}', '{2,3}', '{0,}', '{1,1}', '{3}'];
const PLACES = ['^', '$', '\\b', '\\B'];
const SYNTAX = '^$\\.*+?()[]{}|';

const plain = (random) => {
  const character = random.of(CHARACTERS);
  return SYNTAX.includes(character) ? `\\${character}` : character;
};

const classAtom = (random) => {
  if (random.chance(20)) return random.of(ESCAPES);
  if (random.chance(10)) return random.of(['\\-', '\\b', '.', '^', '$', '(', '{', '|', '\\]']);
  const character = random.of(CHARACTERS);
  return '\\]^-'.includes(character) ? `\\${character}` : character;
};

const RANGES = [
  'a-c',
  '0-9',
  'A-Z',
  'a-é',
  '\\x00-\\x1f',
  'é-中',
  '中-😀',
  '\\u{0}-\\u{10ffff}',
  '--a',
];

function characterClass(random) {
  let inside = random.chance(35) ? '^' : '';
  for (let count = random.below(4); count > 0; --count) {
    const kind = random.below(10);
    if (kind < 2) inside += random.of(SETS);
    else if (kind < 5) inside += random.of(RANGES);
    else inside += classAtom(random);
  }
  if (random.chance(10)) inside += '-';
  return `[${inside}]`;
}

function atom(random, depth, names) {
  const kind = random.below(100);
  if (kind < 40 || (depth === 0 && kind >= 75)) return plain(random);
  if (kind < 47) return random.of(ESCAPES);
  if (kind < 55) return random.of(SETS);
  if (kind < 60) return '.';
  if (kind < 75) return characterClass(random);
  const inside = choice(random, depth - 1, names);
  if (kind < 85) return `(${inside})`;
  if (kind < 95) return `(?:${inside})`;
  names.count += 1;
  return `(?<${random.of(['n', '$', '_', 'é', '\\u0061'])}${names.count}>${inside})`;
}

function sequence(random, depth, names) {
  let terms = '';
  for (let count = random.below(4) + (random.chance(85) ? 1 : 0); count > 0; --count) {
    if (random.chance(15)) {
      terms += random.of(PLACES);
      continue;
    }
    terms += atom(random, depth, names);
    if (random.chance(35)) terms += random.of(QUANTIFIERS) + (random.chance(20) ? '?' : '');
  }
  return terms;
}

function choice(random, depth, names) {
  const alternatives = [sequence(random, depth, names)];
  while (random.chance(20))
    alternatives.push(random.chance(20) ? '' : sequence(random, depth, names));
  return alternatives.join('|');
}

function text(random) {
  let characters = '';
  for (let count = random.below(9); count > 0; --count) characters += random.of(CHARACTERS);
  return characters;
}

const PIECES = [
  [...'^$\\.*+?()[]{}|/-,:=!<>k0123456789abcdpPux_é😀 '],
  [
    '(?',
    '(?:',
    '(?<',
    '(?=',
    '(?!',
    '(?<=',
    '(?<!',
    '(?<a>',
    '\\k<a>',
    '\\k',
    '\\1',
    '\\2',
    '\\00',
  ],
  ['{1', '{1,', '{,1}', '{2,1}', '{1}', '\\p{', '\\p{L', '\\p{letter}', '\\p{gc=L}', '\\p{L=gc}'],
  [
    '\\u',
    '\\u{',
    '\\u{110000}',
    '\\u{10ffff}',
    '\\u12',
    '\\ud83d',
    '\\ude00',
    '\\x',
    '\\x6',
    '\\c',
  ],
  [
    '\\-',
    '\\a',
    '\\_',
    '\\é',
    '[a-',
    '[^',
    '[]',
    '[z-a]',
    '[\\d-a]',
    '[a-\\d]',
    '[\\B]',
    '(?i:',
    '\\',
  ],
  ['\\p{Lu}', '\\P{Script=Latn}', '\\p{Script}', '\\p{sc=latin}', '\\p{IsLu}', '\\p{alpha}', '\\p'],
].flat();

// A pattern with some pieces taken out of it, put in or doubled.
function mutated(random, pattern) {
  let pieces = [...pattern];
  for (let count = 1 + random.below(3); count > 0; --count) {
    const at = random.below(pieces.length + 1);
    const kind = random.below(4);
    if (kind === 0) pieces.splice(at, 1 + random.below(2));
    else if (kind === 1) pieces.splice(at, random.below(2), random.of(PIECES));
    else if (kind === 2) pieces.splice(at, 0, random.of(PIECES));
    else pieces.splice(at, 0, ...pieces.slice(at, at + 1 + random.below(4)));
    pieces = [...pieces.join('')];
  }
  return pieces.join('');
}

// The driver's answers to each [pattern, ...texts].
function ask(lines, flags = []) {
  const { stdout, stderr, status } = spawnSync(DRIVER, flags, {
    input: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  assert.equal(status, 0, stderr);
  const answers = stdout.trimEnd().split('\n');
  assert.equal(answers.length, lines.length);
  return answers;
}

const insidePair = (string, at) =>
  /^[\ud800-\udbff][\udc00-\udfff]/.test(string.slice(at - 1, at + 1));

// V8 also looks for \B between the two halves of a surrogate pair, where by ECMA-262 there is no
// place for a match to begin; then each place that is one is tried by itself.
function matches(pattern, regex, string) {
  const found = regex.exec(string);
  if (!found || !insidePair(string, found.index)) return found !== null;
  const here = new RegExp(pattern, 'uy');
  for (let at = 0; at <= string.length; ++at) {
    here.lastIndex = at;
    if (!insidePair(string, at) && here.test(string)) return true;
  }
  return false;
}

// The same answer, from this engine.
function expected([pattern, ...texts]) {
  let regex;
  try {
    regex = new RegExp(pattern, 'u');
  } catch {
    return 'error\tinvalid';
  }
  return texts.map((each) => (matches(pattern, regex, each) ? '1' : '0')).join('');
}

function compare(lines) {
  const differences = [];
  let unsupported = 0;
  ask(lines).forEach((answer, at) => {
    const theirs = expected(lines[at]);
    if (answer.startsWith('error\tunsupported')) {
      unsupported += 1;
      if (theirs !== 'error\tinvalid') return;
    }
    if (answer.startsWith('error\tinvalid') ? theirs === 'error\tinvalid' : answer === theirs)
      return;
    differences.push(`${JSON.stringify(lines[at])}: ${answer}, but ${theirs}`);
  });
  assert.deepEqual(differences.slice(0, 20), [], `seed ${SEED}: ${differences.length} differences`);
  return unsupported;
}

test('pattern: every verdict is that of RegExp with flag u', OPTIONS, (context) => {
  context.diagnostic(`GODWIT_PATTERN_SEED=${SEED}`);
  const random = new Random(SEED);
  const lines = Array.from({ length: COUNT }, () => {
    const pattern = choice(random, 3, { count: 0 });
    return [pattern, ...Array.from({ length: TEXTS }, () => text(random))];
  });
  assert.equal(compare(lines), 0, 'none of them is unsupported');
});

test('pattern: what RegExp calls a syntax error is one, and nothing else', OPTIONS, (context) => {
  context.diagnostic(`GODWIT_PATTERN_SEED=${SEED}`);
  const random = new Random(SEED + 1);
  const lines = Array.from({ length: COUNT }, () => {
    const pattern = mutated(random, choice(random, 2, { count: 0 }));
    return [pattern, ...Array.from({ length: 4 }, () => text(random))];
  });
  assert.ok(compare(lines) < COUNT / 2, 'most of them are not unsupported');
});

const isPattern = (pattern) => {
  try {
    return new RegExp(pattern, 'u') !== null;
  } catch {
    return false;
  }
};

// `format: regex` does not check the names of characters' properties, nor letters outside ASCII in
// the names of groups.
const LENIENT = /\\[pP]\{|\(\?<[^>]*(?:\\u|[^\x00-\x7f])/;

test('regex: what `format: regex` takes is what RegExp takes', OPTIONS, (context) => {
  context.diagnostic(`GODWIT_PATTERN_SEED=${SEED}`);
  const random = new Random(SEED + 2);
  const patterns = Array.from({ length: 4 * COUNT }, () => {
    const pattern = choice(random, 2, { count: 0 });
    return random.chance(20) ? pattern : mutated(random, pattern);
  });
  const answers = ask(
    patterns.map((pattern) => [pattern]),
    ['regex'],
  );
  const differences = patterns.filter((pattern, at) => {
    const taken = answers[at] === '1';
    return taken !== isPattern(pattern) && !(taken && LENIENT.test(pattern));
  });
  assert.deepEqual(differences.slice(0, 20), [], `seed ${SEED}: ${differences.length} differences`);
  const taken = answers.filter((answer) => answer === '1').length;
  assert.ok(taken > COUNT / 4 && taken < 4 * COUNT - COUNT / 4, 'some are patterns, some are not');
});
