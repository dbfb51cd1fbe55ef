// The functions between a page and its core: each call takes all that it needs, and returns its
// status. In Node, on a core without a page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BareCore } from './support/bare_core.mjs';
import { compile } from './support/pack.mjs';

const [OK, INVALID] = [0, 1];
const PACK = compile({
  'product/1-0-0.json': { type: 'object', required: ['sku'] },
  'product/1-1-0.json': { type: 'object', required: ['sku', 'kind'] },
});
const [OLDER, NEWER, NONE] = [
  [1, 0, 0],
  [1, 1, 0],
  [2, 0, 0],
];

async function openCore(options) {
  const core = await new BareCore().load('godwit.wasm');
  assert.equal(core.open(options).code, OK);
  return core;
}

/** The sections of the one request. */
function sent(core) {
  core.exports.core_flush(2);
  core.run();
  assert.equal(core.bodies.length, 1);
  return JSON.parse(core.bodies[0]).sections;
}

test('a call returns its own status, whatever the calls before it did', async () => {
  const core = await openCore();
  assert.deepEqual(core.track('fine', {}), { code: OK, message: '' });
  assert.match(core.track('', {}).message, /no name/);
  assert.deepEqual(core.track('fine', {}), { code: OK, message: '' });
  const wrong = core.status('core_set_super', ...core.text('plan'), ...core.text('{'));
  assert.equal(wrong.code, INVALID);
  assert.match(wrong.message, /not JSON/);
  assert.deepEqual(core.status('core_set_user', ...core.text('ann')), { code: OK, message: '' });
  assert.deepEqual([...core.answers.keys()], [1]); // Only of core_open().
});

test('a version counts for its own event alone, also behind a declined event', async () => {
  const core = await new BareCore().load('godwit.schemas.wasm');
  const schemas = core.exports.core_schemas(core.keep(PACK), PACK.length, 0, 2);
  assert.equal(core.open({ schemas }).code, OK);
  const older = { sku: 'a' };
  const track = (version) => core.track('product', older, { version }).message;
  assert.equal(track(OLDER), '');
  assert.match(track(), /lacks the property "kind"/); // The highest.
  assert.match(track(NONE), /no such version/);
  assert.match(track(), /lacks the property "kind"/);
  assert.equal(track(OLDER), '');
  assert.match(core.track('', older, { version: OLDER }).message, /no name/);
  assert.match(track(NEWER), /lacks the property "kind"/);
  assert.match(track(), /lacks the property "kind"/);
});

test('an event has the time of its call, and the core reads no clock for it', async () => {
  const core = await new BareCore().load('godwit.wasm');
  core.uptime = 5000; // The module took so long to load.
  core.wall += 5000;
  assert.equal(core.open({ openedAt: 1000 }).code, OK);
  core.asked = [];
  core.track('early', {}, { called: 1500 });
  core.track('given', {}, { called: 1600, time: 12_345 });
  core.track('later', {}, { called: 4000 });
  assert.deepEqual(
    core.asked.filter((name) => name === 'uptime' || name === 'wall'),
    [],
  );
  const [{ opened_ago_ms, events }] = sent(core);
  assert.equal(opened_ago_ms, 4000);
  assert.deepEqual(
    events.slice(1).map(({ n, t, at }) => [n, t, at]),
    [
      ['early', 500, undefined],
      ['given', undefined, 12_345],
      ['later', 3000, undefined],
    ],
  );
});

test('a session ends by the times of the calls, not of when the core takes them', async () => {
  const core = await openCore({ openedAt: 0 });
  const hour = 3_600_000;
  core.uptime = 2 * hour;
  core.track('before the pause', {}, { called: 10 });
  core.track('after it', {}, { called: hour });
  const numbers = sent(core).map(({ context }) => context.session.number);
  assert.deepEqual(numbers, [1, 2]);
});
