// Chromium: a flush() that cannot deliver says why, and when the next attempt is.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Bench, range, trackMany } from './support/browser.mjs';

let bench;
beforeEach(async () => {
  bench = await new Bench().start();
});
afterEach(() => bench.stop());

/** The answer of flush(), and the ms until it came. */
const timedFlush = (deadline) => {
  const begun = performance.now();
  const ended = (status) => ({ ...status, ms: performance.now() - begun });
  return window.tracker.flush(deadline).then(ended);
};

test('while consent is pending a flush ends at once, and is ok if nothing is queued', async () => {
  const page = await bench.page({ open: false });
  await page.evaluate(async (endpoint) => {
    await window.open_tracker({ endpoint, consent: 'pending' }).opened;
  }, bench.collector.url);
  assert.equal((await page.evaluate(timedFlush, 20_000)).code, 'ok');
  await page.evaluate(() => window.tracker.track('e', { i: 0 }));
  const answer = await page.evaluate(timedFlush, 20_000);
  assert.equal(answer.code, 'waiting');
  assert.match(answer.message, /consent is pending; call setConsent\(\); .* in memory only$/);
  assert.ok(answer.ms < 5_000, `${answer.ms} ms`);
  // It held nothing up: what waited is delivered once the visitor agrees.
  await page.evaluate(() => window.tracker.setConsent('granted'));
  assert.equal((await page.evaluate(timedFlush, 20_000)).code, 'ok');
  await bench.assertStoredOnce({ e: [0] });
});

test('a refused key ends a flush at once, and a good key delivers', async () => {
  await bench.collector.faults({ path: '/v1/events', status: 401, first: 1 });
  const page = await bench.page();
  await page.evaluate(trackMany, ['e', 0, 5]);
  const answer = await page.evaluate(timedFlush, 60_000);
  assert.equal(answer.code, 'waiting');
  assert.match(answer.message, /refused the write key; call setKey\(\)/);
  assert.match(answer.message, /the next attempt is in 3\d{6} ms; undelivered events stay queued/);
  assert.ok(answer.ms < 20_000, `${answer.ms} ms`);
  await page.evaluate(() => window.tracker.setKey('KEY'));
  await bench.assertStoredOnce({ e: range(0, 5) });
});

test('a back-off beyond the deadline ends a flush, one before it is waited for', async () => {
  await bench.collector.faults({ path: '/v1/events', status: 503, retry_after_s: 60, first: 1 });
  const page = await bench.page();
  await page.evaluate(trackMany, ['e', 0, 5]);
  const answer = await page.evaluate(timedFlush, 30_000);
  assert.equal(answer.code, 'waiting');
  assert.match(answer.message, /the last delivery failed; the next attempt is in [56]\d{4} ms/);
  assert.ok(answer.ms < 20_000, `${answer.ms} ms`);

  await bench.collector.faults({ path: '/v1/events', status: 503, first: 1 });
  const other = await bench.page({ open: false });
  await other.evaluate((endpoint) => {
    window.open_tracker({ endpoint, name: 'other' });
  }, bench.collector.url);
  await other.evaluate(trackMany, ['f', 0, 5]);
  assert.equal((await other.evaluate(timedFlush, 30_000)).code, 'ok');
});

test('without a network a flush waits until its deadline', async () => {
  const page = await bench.page();
  await page.context().setOffline(true);
  await page.waitForFunction(() => !navigator.onLine);
  await page.evaluate(trackMany, ['e', 0, 5]);
  const late = await page.evaluate(timedFlush, 300);
  assert.equal(late.code, 'timed_out');
  assert.match(late.message, /stay queued$/);
  assert.equal((await page.evaluate(timedFlush, NaN)).code, 'timed_out');
  const flushed = page.evaluate(timedFlush, 30_000);
  await page.context().setOffline(false);
  assert.equal((await flushed).code, 'ok');
  await bench.assertStoredOnce({ e: range(0, 5) });
});

test('a flush that has ended overrides nothing any more', async () => {
  const page = await bench.page();
  await page.evaluate(() => window.tracker.setNetwork({ kind: 'none' }));
  await page.evaluate(trackMany, ['held', 0, 5]);
  assert.equal((await page.evaluate(timedFlush, 200)).code, 'timed_out');
  await page.evaluate(() => {
    window.tracker.setNetwork({ kind: 'roaming' });
    window.tracker.track('now', { i: 0 }, { priority: 'immediate' });
  });
  assert.ok(await bench.collector.waitFor(1));
  assert.equal((await bench.collector.summary()).unique, 1);
  await page.evaluate(() => window.tracker.setNetwork({ kind: 'unmetered' }));
  await bench.assertStoredOnce({ held: range(0, 5), now: [0] });
});
