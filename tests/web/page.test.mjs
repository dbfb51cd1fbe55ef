// Chromium: a page that embeds a tracker is never harmed by it.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Bench, range, trackMany } from './support/browser.mjs';

let bench;
beforeEach(async () => {
  bench = await new Bench().start();
});
afterEach(() => bench.stop());

test('input that is no event is declined with a reason, and nothing is thrown', async () => {
  const page = await bench.page();
  const { declined, stats } = await page.evaluate(async () => {
    const { tracker } = window;
    await tracker.opened;
    const cyclic = {};
    cyclic.self = cyclic;
    let deep = {};
    for (let i = 0; i < 100; ++i) deep = { deep };
    const getter = {
      get broken() {
        throw new Error('no');
      },
    };
    tracker.track('cyclic', cyclic);
    tracker.track('bigint', { value: 1n });
    tracker.track('function', () => {});
    tracker.track('megabyte', { value: 'x'.repeat(1 << 20) });
    tracker.track('getter', getter);
    tracker.track('deep', deep);
    tracker.track('array', [1]);
    tracker.track('', {});
    tracker.track('n'.repeat(257), {});
    tracker.track('priority', {}, { priority: 'soon' });
    tracker.track('nothing');
    tracker.track('good', { i: 1, text: 'é\u0000😀' });
    await tracker.flush(10_000);
    return { declined: window.heard.filter(({ on }) => on === 'declined'), stats: tracker.stats() };
  });
  const names = [
    'cyclic',
    'bigint',
    'function',
    'megabyte',
    'getter',
    'deep',
    'array',
    '',
    'n'.repeat(257),
    'priority',
  ];
  assert.deepEqual(declined.map(({ name }) => name).sort(), names.sort());
  for (const { code, message } of declined) {
    assert.match(code, /^(invalid_argument|too_large)$/);
    assert.ok(message.length > 10, message);
  }
  assert.equal(stats.declined, names.length);
  assert.equal(stats.accepted, 2);
  const [nothing, good] = await bench.assertStoredOnce({ nothing: [undefined], good: [1] });
  assert.deepEqual(nothing.properties, {});
  assert.equal(good.properties.text, 'é\u0000😀');
});

test('half a character is repaired wherever it stands, and counted', async () => {
  const page = await bench.page();
  const stats = await page.evaluate(async () => {
    const { tracker } = window;
    tracker.track('name \ud83d', { whole: '😀' });
    tracker.track('deep', { '\udc00 key': [{ text: 'cut \ud83d' }], path: 'C:\\ud800' });
    tracker.setUser('user \ud800');
    tracker.setSuperProperty('super', 'half \udfff');
    tracker.track('later');
    await tracker.flush(10_000);
    return tracker.stats();
  });
  assert.equal(stats.repaired, 4);
  const events = bench.collector.stored();
  const named = (name) => events.find((event) => event.name === name);
  assert.deepEqual(named('name \ufffd').properties, { whole: '😀' });
  assert.deepEqual(named('deep').properties, {
    '\ufffd key': [{ text: 'cut \ufffd' }],
    path: 'C:\\ud800',
  });
  assert.equal(named('later').context.user, 'user \ufffd');
  assert.equal(named('later').context.super.super, 'half \ufffd');
});

test('a hook changes and withholds events, and one that throws withholds', async () => {
  const page = await bench.page({ open: false });
  const stats = await page.evaluate(async (endpoint) => {
    const tracker = window.open_tracker({
      endpoint,
      beforeSend(event) {
        if (event.name === 'secret') return false;
        if (event.name === 'broken') throw new Error('hook');
        event.properties.seen = true;
      },
    });
    for (const name of ['secret', 'broken', 'plain']) tracker.track(name, { i: 1 });
    await tracker.flush(10_000);
    return tracker.stats();
  }, bench.collector.url);
  assert.equal(stats.withheld, 2);
  const [plain] = await bench.assertStoredOnce({ plain: [1] });
  assert.deepEqual(plain.properties, { i: 1, seen: true });
});

test('without IndexedDB events are kept in memory, and the tracker says so', async () => {
  await bench.context.addInitScript(() => {
    Object.defineProperty(window, 'indexedDB', { value: undefined });
  });
  const page = await bench.page();
  const storage = await page.evaluate(async () => {
    await window.tracker.opened;
    return window.tracker.storage;
  });
  assert.equal(storage.code, 'storage_unavailable');
  assert.match(storage.message, /IndexedDB/);
  await page.evaluate(trackMany, ['memory', 0, 100]);
  await bench.assertStoredOnce({ memory: range(0, 100) });
});

test('pending consent writes nothing, and granting sends what was tracked', async () => {
  const page = await bench.page({ open: false });
  const stored = () => page.evaluate(async () => (await indexedDB.databases()).length);
  await page.evaluate(async (endpoint) => {
    await window.open_tracker({ endpoint, consent: 'pending' }).opened;
  }, bench.collector.url);
  await page.evaluate(trackMany, ['asked', 0, 10]);
  await page.waitForTimeout(300);
  assert.equal(await stored(), 0);
  await page.evaluate(async () => {
    await window.tracker.setConsent('granted');
    await window.tracker.flush(10_000);
  });
  const denied = await page.evaluate(async () => {
    const status = await window.tracker.setConsent('denied');
    window.tracker.track('after', { i: 1 });
    return { status, last: window.heard.at(-1), requests: window.tracker.stats().requests };
  });
  assert.equal(denied.status.code, 'ok');
  await bench.assertStoredOnce({ asked: range(0, 10) });
});

test('consent that is granted right behind a denial is granted, and stays so', async () => {
  const page = await bench.page();
  await page.evaluate('tracker.opened');
  const codes = await page.evaluate(async () => {
    const both = [window.tracker.setConsent('denied'), window.tracker.setConsent('granted')];
    return (await Promise.all(both)).map(({ code }) => code);
  });
  assert.deepEqual(codes, ['ok', 'ok']);
  await page.evaluate(trackMany, ['agreed', 0, 5]);
  await page.evaluate(() => window.tracker.flush(10_000));
  await bench.visit(page);
  await page.evaluate(trackMany, ['agreed', 5, 10]);
  await bench.assertStoredOnce({ agreed: range(0, 10) });
});

test('consent is granted although the core is full of events that wait for it', async () => {
  const page = await bench.page({ open: false });
  await page.evaluate(async (endpoint) => {
    await window.open_tracker({ endpoint, consent: 'pending' }).opened;
  }, bench.collector.url);
  const text = 'x'.repeat(10_000);
  await page.evaluate((text) => {
    for (let i = 0; i < 300; ++i) window.tracker.track('large', { i, text });
    window.tracker.stats(); // Has the core take what it can: not all of 3 MB.
  }, text);
  const status = await page.evaluate(() => window.tracker.setConsent('granted'));
  assert.equal(status.code, 'ok');
  await bench.assertStoredOnce({ large: range(0, 300) });
});

const STRICT = "default-src 'self'; script-src 'self'; connect-src *; img-src data:";

for (const engine of ['auto', 'js']) {
  test(`a strict security policy makes the core run as JavaScript (${engine})`, async () => {
    bench.site.headers = { 'Content-Security-Policy': STRICT };
    const page = await bench.page({ open: false });
    const { opened, runs, violations } = await page.evaluate(
      async ([endpoint, engine]) => {
        const violations = [];
        document.addEventListener('securitypolicyviolation', (event) =>
          violations.push(event.violatedDirective),
        );
        const tracker = window.open_tracker({ endpoint, engine });
        tracker.track('early', { i: 1 });
        return { opened: await tracker.opened, runs: tracker.engine, violations };
      },
      [bench.collector.url, engine],
    );
    assert.deepEqual(opened, { code: 'ok', message: '' });
    assert.equal(runs, 'js');
    if (engine === 'js') assert.deepEqual(violations, []);
    await page.evaluate(trackMany, ['view', 0, 8000]); // So many that the memory grows.
    await page.evaluate(() => window.tracker.flush(20_000));
    await bench.assertStoredOnce({ early: [1], view: range(0, 8000) });
    bench.complaints = bench.complaints.filter((text) => !/Content Security Policy/.test(text));
  });
}

test('where no core can be loaded, events are kept for a page that has one', async () => {
  const page = await bench.page({ open: false });
  const opened = await page.evaluate(async (endpoint) => {
    const tracker = window.open_tracker({ endpoint, wasm: '/missing.wasm', script: '/missing.js' });
    tracker.track('early', { i: 1 });
    const status = await tracker.opened;
    tracker.track('late', { i: 1 });
    return { status, flushed: await tracker.flush() };
  }, bench.collector.url);
  assert.equal(opened.status.code, 'unsupported');
  assert.equal(opened.flushed.code, 'unsupported');
  await bench.visit(page);
  await bench.assertStoredOnce({ early: [1], late: [1] });
});

test('the snippet takes calls until the classic script goes on with them', async () => {
  const page = await bench.page({ open: false });
  const snippet = await page.evaluate(async () => (await fetch('/snippet.html')).text());
  const waited = await page.evaluate(
    async ([snippet, endpoint]) => {
      const script = document.createElement('script');
      script.textContent = /<script>(.*)<.script>/s
        .exec(snippet)[1]
        .replace('GODWIT_SOURCE', '/godwit.script.js');
      document.head.append(script);
      const tracker = window.godwit.open({ endpoint, key: 'KEY', consent: 'granted' });
      const basket = { i: 1 };
      tracker.track('basket', basket);
      basket.i = 2;
      tracker.track('basket', basket);
      const before = Date.now();
      const flushed = await tracker.flush(10_000);
      tracker.track('basket', { i: 3 });
      await tracker.flush(10_000);
      return { flushed, before, stats: tracker.stats() };
    },
    [snippet, bench.collector.url],
  );
  assert.equal(waited.flushed.code, 'ok');
  assert.equal(waited.stats.delivered, 3);
  const [first] = await bench.assertStoredOnce({ basket: [1, 2, 3] });
  assert.ok(Math.abs(first.time - waited.before) < 200, `${first.time - waited.before} ms off`);
});

test('a page comes back out of the back/forward cache, and its stream goes on', async () => {
  const page = await bench.page();
  await page.evaluate(async () => {
    await window.tracker.opened;
    // A page that is loaded anew instead does not know of this.
    addEventListener('pageshow', ({ persisted }) => {
      const { notRestoredReasons } = performance.getEntriesByType('navigation')[0];
      window.tracker.track('back', { i: 1, persisted, reasons: notRestoredReasons });
    });
  });
  await page.evaluate(trackMany, ['first', 0, 10]);
  await page.goto(`${bench.site.url}/index.html`);
  await page.waitForFunction('window.ready');
  await page.goBack({ waitUntil: 'commit' });
  const events = await bench.assertStoredOnce({ first: range(0, 10), back: [1] });
  assert.equal(new Set(events.map(({ stream }) => stream)).size, 1);
  const { persisted, reasons } = events.at(-1).properties;
  assert.deepEqual({ persisted, reasons }, { persisted: true, reasons: null });
});

const recordNames = () =>
  new Promise((resolve) => {
    indexedDB.open('godwit').onsuccess = ({ target: { result } }) => {
      const keys = result.transaction('records').objectStore('records').getAllKeys();
      keys.onsuccess = () => resolve(keys.result.map(([, name]) => name));
    };
  });

test('consent that is denied in one tab silences the others', async () => {
  const [first, second] = [await bench.page(), await bench.page()];
  for (const page of [first, second]) await page.evaluate('tracker.opened');
  await first.evaluate(() => window.tracker.setConsent('denied'));
  await bench.waitFor(async () => {
    await second.evaluate(() => window.tracker.track('after', { i: 1 }));
    return second.evaluate(() => window.heard.some(({ code }) => code === 'switched_off'));
  });
  const records = await second.evaluate(recordNames);
  assert.deepEqual(records, ['consent']);
});

test('a denial overtakes what is being stored, and outlives the page', async () => {
  const page = await bench.page();
  await page.evaluate('tracker.opened');
  await bench.collector.stop();
  await page.evaluate(trackMany, ['denied', 0, 10]);
  await page.evaluate(() => {
    void window.tracker.flush();
    void window.tracker.setConsent('denied');
    location.reload();
  });
  await page.waitForFunction('window.ready');
  await page.evaluate('tracker.opened');
  await page.evaluate(trackMany, ['denied', 10, 20]);
  await page.waitForFunction(() => window.heard.length >= 10);
  const codes = await page.evaluate(() => window.heard.map(({ code }) => code));
  assert.deepEqual([...new Set(codes)], ['switched_off']);
  assert.deepEqual(await page.evaluate(recordNames), ['consent']);
});

test('a page that comes back out of the back/forward cache knows of a denial', async () => {
  const page = await bench.page();
  await page.evaluate(async () => {
    await window.tracker.opened;
    addEventListener('pageshow', () => {
      window.tracker.track('back', { i: 1 });
      setTimeout(() => (document.title = window.heard.at(-1)?.code), 500);
    });
  });
  await bench.visit(page, true, '/index.html');
  await page.evaluate(() => window.tracker.setConsent('denied'));
  await page.goBack({ waitUntil: 'commit' });
  await bench.waitFor(async () => (await page.title()) === 'switched_off');
});

test('a page without https, a cut title and a listener that tracks do no harm', async () => {
  await bench.context.addInitScript(() => {
    crypto.randomUUID = undefined;
    document.title = '\ud83d';
  });
  const page = await bench.page({ open: false });
  const { invalid, flushed } = await page.evaluate(async (endpoint) => {
    document.title = 'half \ud83d';
    const tracker = window.open_tracker({
      endpoint,
      beforeSend(event) {
        event.properties.seen = true;
      },
    });
    tracker.on('declined', ({ message }) => tracker.track('again', { message, big: 1n }));
    tracker.track('big', { big: 1n });
    tracker.track('time', { i: 1 }, { time: 5n });
    tracker.track('getter', {
      get broken() {
        throw new Error('no');
      },
    });
    tracker.track('fine', { i: 1 });
    const invalid = await tracker.setConsent('Granted');
    return { invalid, flushed: await tracker.flush(10_000) };
  }, bench.collector.url);
  assert.equal(invalid.code, 'invalid_argument');
  assert.equal(flushed.code, 'ok');
  const [event] = await bench.assertStoredOnce({ fine: [1] });
  assert.equal(event.context.page.title, 'half \ufffd');
});

test('reset() forgets the queue, counts it, and begins another installation', async () => {
  const page = await bench.page();
  await page.evaluate(trackMany, ['before', 0, 1]);
  await page.evaluate(() => window.tracker.flush(10_000));
  await bench.collector.faults({ path: '/v1/events', status: 503, first: 1 });
  await page.evaluate(trackMany, ['forgotten', 0, 5]);
  const { status, stats } = await page.evaluate(async () => ({
    status: await window.tracker.reset(),
    stats: window.tracker.stats(),
  }));
  assert.equal(status.code, 'ok');
  assert.equal(stats.dropped.purged, 5);
  assert.equal(stats.queuedEvents, 0);
  await page.evaluate(trackMany, ['after', 0, 1]);
  await page.evaluate(() => window.tracker.flush(10_000));
  const events = await bench.assertStoredOnce({ before: [0], after: [0] });
  assert.equal(new Set(events.map(({ installation }) => installation)).size, 2);
});
