// Chromium: the example shop, used as a visitor would, on a desk and on a phone.
import { chromium } from '../../wasm/node_modules/playwright-core/index.mjs';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, test } from 'node:test';

let browser;
let server;
let url;

before(async () => {
  const { GODWIT_PYTHON, GODWIT_SHOP, GODWIT_BIN, GODWIT_WEB_DIST } = process.env;
  const package_ = `${GODWIT_WEB_DIST}/..`;
  const flags = ['--bin', GODWIT_BIN, '--package', package_, '--no-open'];
  server = spawn(GODWIT_PYTHON, [GODWIT_SHOP, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
  url = /http\S+/.exec(String((await once(server.stdout, 'data'))[0]))[0];
  const executablePath = process.env.GODWIT_CHROMIUM;
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
});
after(async () => {
  await browser.close();
  const said = once(server.stdout, 'data');
  server.kill();
  assert.match(String((await said)[0]), /ok: the collector has \d+ events, 0 .* 0 are missing/);
});

const picture = (page, name) =>
  process.env.GODWIT_PICTURES &&
  page.screenshot({ path: `${process.env.GODWIT_PICTURES}/${name}.png`, fullPage: true });

for (const [device, viewport] of [
  ['desk', { width: 1280, height: 800 }],
  ['phone', { width: 390, height: 844 }],
]) {
  test(`a visit to the shop is tracked (${device})`, async () => {
    const page = await (await browser.newContext({ viewport })).newPage();
    const errors = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.goto(url);
    await picture(page, `shop-${device}`);
    await page.fill('[name=query]', 'fog');
    await page.press('[name=query]', 'Enter');
    await page.fill('[name=query]', '');
    await page.press('[name=query]', 'Enter');
    await page.waitForSelector('.declined >> text=/query.*minLength/');
    await page.fill('[name=query]', 'fog');
    await page.press('[name=query]', 'Enter');
    await page.click('.cover');
    await page.click('text=Add to basket');
    await picture(page, `shop-${device}-book`);
    await page.click('.basket');
    await page.click('#voucher');
    await picture(page, `shop-${device}-basket`);
    await page.click('#buy');
    await page.waitForSelector('text=Thank you');
    const done = () =>
      document.getElementById('queued').textContent === '0' &&
      Number(document.getElementById('delivered').textContent) >= 9;
    await page.waitForFunction(done);
    const events = await page.evaluate(async () =>
      (await (await fetch('/inspect/events?limit=1000')).text()).trim().split('\n'),
    );
    const stored = events
      .map((line) => JSON.parse(line))
      .filter((event) => {
        return event.context.screen.window_width === viewport.width;
      });
    const names = stored.map(({ name }) => name);
    assert.deepEqual([...new Set(names)].sort(), [
      'basket_changed',
      'basket_viewed',
      'error_caught',
      'order_placed',
      'page_viewed',
      'product_viewed',
      'search_made',
    ]);
    assert.deepEqual(errors, ['the voucher service is down']);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= viewport.width, `the page is ${wide} wide`);
  });
}
