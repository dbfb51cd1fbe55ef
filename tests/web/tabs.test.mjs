// Chromium: several pages of one site.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Bench, hide, range, trackMany } from './support/browser.mjs';

let bench;
let requests;
beforeEach(async () => {
  bench = await new Bench().start();
  requests = [];
});
afterEach(() => bench.stop());

/** Pages that wait `retryDelayMin` after a failure; `requests` notes what they send. */
async function pages(count, limits = {}) {
  const opened = [];
  for (let i = 0; i < count; ++i) {
    const page = await bench.page({ open: false });
    page.on('request', (request) => {
      if (request.method() !== 'POST') return;
      requests.push({ page: i, begun: Date.now(), request });
    });
    const over = (request) => {
      const found = requests.find((known) => known.request === request);
      if (found) found.ended = Date.now();
    };
    page.on('requestfinished', over);
    page.on('requestfailed', over);
    await page.evaluate(
      ([endpoint, limits]) => window.open_tracker({ endpoint, limits }).opened,
      [bench.collector.url, limits],
    );
    opened.push(page);
  }
  return opened;
}

const flush = (page) => page.evaluate(() => void window.tracker.flush());

test('after an outage the tabs of a site send one after the other', async () => {
  const tabs = await pages(3, { retryDelayMin: 1500, retryDelayMax: 1500 });
  await bench.collector.faults({ path: '/v1/events', status: 503, for_ms: 4000 });
  const begun = Date.now();
  const expected = {};
  for (const [i, tab] of tabs.entries()) {
    await tab.evaluate(trackMany, [`tab${i}`, 0, 50]);
    expected[`tab${i}`] = range(0, 50);
  }
  await Promise.all(tabs.map(flush));
  assert.ok(await bench.collector.waitFor(150));
  await bench.waitFor(() => requests.every(({ ended }) => ended));
  // With a back-off of its own each would have asked three to six times.
  const down = requests.filter((request) => request.begun - begun < 3800);
  assert.ok(down.length <= 6, `${down.length} requests while the server was down`);
  requests.sort((a, b) => a.begun - b.begun);
  for (let i = 1; i < requests.length; ++i) {
    const overlap = requests[i - 1].ended - requests[i].begun;
    // Ends are told by another process than beginnings.
    assert.ok(overlap < 100, `two requests at a time, for ${overlap} ms`);
  }
  await bench.assertStoredOnce(expected);
});

test('nobody waits for a tab that nobody looks at', async () => {
  await bench.collector.faults({ path: '/v1/events', delay_ms: 8000, first: 1 });
  const [first, second] = await pages(2);
  await first.evaluate(trackMany, ['first', 0, 10]);
  await flush(first);
  await bench.waitFor(() => requests.length === 1);
  await second.evaluate(trackMany, ['second', 0, 10]);
  await flush(second);
  await second.waitForTimeout(300);
  assert.equal(requests.length, 1, 'the second waits for the first');
  await first.evaluate(hide, true);
  await bench.waitFor(() => requests.length === 2);
  assert.equal(requests[0].ended, undefined, 'the first still waits for its reply');
  await second.evaluate(hide, true); // Nor does a hidden one wait.
  await second.evaluate(trackMany, ['second', 10, 20]);
  await flush(second);
  await bench.assertStoredOnce({ first: range(0, 10), second: range(0, 20) });
});

test('a tab that is killed while it sends hands over its turn and its queue', async () => {
  await bench.collector.faults({ path: '/v1/events', delay_ms: 2000, first: 1 });
  const [first, second] = await pages(2);
  await first.evaluate(trackMany, ['first', 0, 200]);
  await flush(first);
  await bench.waitFor(() => requests.length === 1);
  await second.evaluate(trackMany, ['second', 0, 200]);
  await flush(second);
  const crash = await bench.context.newCDPSession(first);
  crash.send('Page.crash').catch(() => {});
  await bench.assertStoredOnce({ first: range(0, 200), second: range(0, 200) });
});
