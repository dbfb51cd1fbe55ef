// Chromium: what the collector, or what stands before it, may answer a page.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { Bench, range, trackMany } from './support/browser.mjs';

let bench;
beforeEach(async () => {
  bench = await new Bench().start();
});
afterEach(() => bench.stop());

/** When each request of the page to the collector began, in ms. */
function requestTimes(page) {
  const times = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') times.push(Date.now());
  });
  return times;
}

/** A page with the waits that it would have outside of tests. */
async function patientPage() {
  const page = await bench.page({ open: false });
  await page.evaluate((endpoint) => {
    window.open_tracker({ endpoint, limits: { retryDelayMin: 0, retryDelayMax: 0 } });
  }, bench.collector.url);
  await page.evaluate('tracker.opened');
  return page;
}

test('a poisonous event is dropped and told of, the other 49 arrive', async () => {
  const page = await bench.page();
  await page.route(/\/v1\/events/, (route) => {
    let body = route.request().postDataBuffer();
    if (body[0] === 0x1f) body = gunzipSync(body);
    if (!body.includes('arsenic')) return route.continue();
    const { batch } = JSON.parse(body);
    return route.fulfill({
      status: 400,
      contentType: 'application/json',
      headers: { 'Access-Control-Allow-Origin': '*' },
      body: JSON.stringify({ godwit: 1, batch, error: { code: 'malformed', message: 'No.' } }),
    });
  });
  await page.evaluate(trackMany, ['fine', 0, 20]);
  await page.evaluate(() => window.tracker.track('bad', { i: 0, text: 'arsenic' }));
  await page.evaluate(trackMany, ['fine', 20, 49]);
  await bench.assertStoredOnce({ fine: range(0, 49) });
  const drops = await page.evaluate(() => window.heard.filter(({ on }) => on === 'dropped'));
  assert.deepEqual(
    drops.map(({ reason, count }) => [reason, count]),
    [['poisonous', 1]],
  );
});

test('413 makes batches smaller until they pass', async () => {
  await bench.collector.faults({ path: '/v1/events', status: 413, first: 3 });
  const page = await bench.page();
  await page.evaluate(trackMany, ['large', 0, 50]);
  await bench.assertStoredOnce({ large: range(0, 50) });
});

test('Retry-After is kept to, also by a page that is opened meanwhile', async () => {
  await bench.collector.faults({
    path: '/v1/events',
    status: 429,
    retry_after_s: 8,
    first: 1,
  });
  const page = await patientPage();
  const times = requestTimes(page);
  await page.evaluate(trackMany, ['wait', 0, 50]);
  await page.evaluate(() => void window.tracker.flush());
  await bench.waitFor(() => times.length > 0);
  await page.waitForFunction(() => window.heard.some(({ on }) => on === 'will_retry'));
  await page.waitForTimeout(300); // The wait is stored.
  const other = await patientPage();
  times.push(...requestTimes(other));
  await other.evaluate(trackMany, ['other', 0, 10]);
  await other.evaluate(() => void window.tracker.flush());
  const otherTimes = requestTimes(other);
  await bench.assertStoredOnce({ wait: range(0, 50), other: range(0, 10) });
  const later = [...times.slice(1), ...otherTimes];
  for (const time of later) assert.ok(time - times[0] >= 7900, `${time - times[0]} ms`);
});

test('while the server is down a page asks seldom, and delivers when it is back', async () => {
  await bench.collector.faults({ path: '/v1/events', status: 503, for_ms: 6_000 });
  const page = await patientPage();
  const times = requestTimes(page);
  const begun = Date.now();
  await page.evaluate(trackMany, ['down', 0, 50]);
  await page.evaluate(() => void window.tracker.flush());
  assert.ok(await bench.collector.waitFor(50, 60_000));
  const asked = times.filter((time) => time - begun < 6_000);
  assert.ok(asked.length <= 2, `${asked.length} requests in 6 s`);
  await bench.assertStoredOnce({ down: range(0, 50) });
});

const ANYONE = { 'Access-Control-Allow-Origin': '*' };

for (const [what, answer] of [
  ['a captive portal that pages may not read', { status: 200, body: '<html>Welcome</html>' }],
  ['a captive portal', { status: 200, body: '<html>Welcome</html>', headers: ANYONE }],
  ['a proxy', { status: 502, body: 'Bad gateway', headers: ANYONE }],
  ['an empty answer', { status: 204, body: '' }],
  ['a connection that is cut after storing', { cut: 'after_store' }],
  ['a reply that is cut', { cut: 'mid_reply' }],
]) {
  test(`${what} loses and doubles nothing`, async () => {
    await bench.collector.faults({ path: '/v1/events', first: 2, ...answer });
    const page = await bench.page();
    await page.evaluate(trackMany, ['kept', 0, 100]);
    await page.evaluate(() => void window.tracker.flush());
    await bench.assertStoredOnce({ kept: range(0, 100) });
  });
}
