// Measures the tracker in Chromium beside a page that does nothing and beside a floor.
//
//     node bench/web.mjs [--rounds N] [--report-only] [--results FOLDER]
//
// GODWIT_CHROMIUM, GODWIT_COLLECTOR and GODWIT_WEB_DIST say where these are (`./dev bench web`).
// Every figure is the median over the rounds, which are interleaved. Ends with 0 where all bars are
// held, 1 where one is missed.
import { chromium } from '../wasm/node_modules/playwright-core/index.mjs';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { Collector } from '../tests/web/support/collector.mjs';
import { Site } from '../tests/web/support/site.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    results: { type: 'string', default: new URL('results', import.meta.url).pathname },
    'report-only': { type: 'boolean' },
  },
});
const PAGES = new URL('web', import.meta.url).pathname;
const DIST = process.env.GODWIT_WEB_DIST;
const PACED = 250;
// Clocks of pages that are not isolated are coarse, to 100 us.
const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const directory = mkdtempSync(join(tmpdir(), 'godwit-bench-'));
const collector = await new Collector(join(directory, 'collector')).start();
const site = await new Site().start(DIST, PAGES);
site.headers = ISOLATED;
const browser = await chromium.launch({
  executablePath: process.env.GODWIT_CHROMIUM,
  args: ['--no-sandbox'],
});

/** A fresh page of a fresh profile; `run` gets it with its main thread's clock, in ms. */
async function measure(run) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${site.url}/blank.html`);
  await page.addScriptTag({ url: '/page.js' });
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable');
  const worked = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
  };
  await pause(300); // Work that loading the page left.
  const result = await run(page, worked, session);
  await context.close();
  return result;
}

/** Main-thread ms of `run` and what follows it. */
async function spent(worked, run) {
  const before = await worked();
  const result = await run();
  await pause(500);
  return { ms: (await worked()) - before, result };
}

const start = (page, which) =>
  page.evaluate(([which, url]) => window.start(which, url), [which, collector.url]);

const opening = (which) => measure((page, worked) => spent(worked, () => start(page, which)));

const burst = (which, count) =>
  measure(async (page) => {
    await start(page, which);
    await pause(200);
    return page.evaluate((count) => window.burst(count), count);
  });

const paced = (which) =>
  measure(async (page, worked) => {
    await start(page, which);
    await pause(200);
    const { ms, result } = await spent(worked, () =>
      page.evaluate((count) => window.paced(count), PACED),
    );
    return { call: median(result), total: (ms * 1000) / PACED };
  });

/** The longest task of the main thread behind the burst's own, in ms. */
const longest = (count) =>
  measure(async (page) => {
    await start(page, 'godwit');
    await pause(200);
    await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing'] });
    await page.evaluate((count) => {
      window.burst(count);
      performance.mark('burst-ended');
    }, count);
    await page.evaluate(() => window.tracker.flush(60_000));
    const { traceEvents } = JSON.parse(String(await browser.stopTracing()));
    const mark = traceEvents.find(({ name }) => name === 'burst-ended');
    const tasks = traceEvents.filter(
      ({ name, pid, tid, ts }) =>
        name.endsWith('::RunTask') && pid === mark.pid && tid === mark.tid && ts > mark.ts,
    );
    return {
      task: Math.max(...tasks.map(({ dur }) => dur ?? 0)) / 1000,
      delivered: await page.evaluate(() => window.tracker.stats().delivered),
    };
  });

const rounds = [];
for (let round = 0; round < Number(options.rounds); ++round) {
  const row = {};
  const idle = await opening('none');
  const open = await opening('godwit');
  row.open = open.ms - idle.ms;
  row.openFloor = (await opening('opening floor')).ms - idle.ms;
  row.importing = open.result.importing;
  row.opening = open.result.opening;
  row.burstFloor = await burst('floor', 1000);
  row.burst = await burst('godwit', 1000);
  const none = await paced('none');
  const floor = await paced('floor');
  const ours = await paced('godwit');
  row.callFloor = floor.call;
  row.call = ours.call;
  row.totalFloor = floor.total - none.total;
  row.total = ours.total - none.total;
  Object.assign(row, await longest(10_000));
  rounds.push(row);
  console.log(
    `round ${round + 1}: ${JSON.stringify(row, (_, v) => (v.toFixed ? +v.toFixed(2) : v))}`,
  );
}
await browser.close();
await collector.stop();
await site.stop();
rmSync(directory, { recursive: true, force: true });

const of = (name) => median(rounds.map((row) => row[name]));
const size = (name) => gzipSync(readFileSync(join(DIST, name)), { level: 9 }).length / 1000;
const rows = [
  ['download: script and core, gzip -9', size('godwit.js') + size('godwit.wasm'), 14, 'KB'],
  ['script and open(), main thread', of('open'), 4, 'ms', of('openFloor')],
  ['  of it open() itself', of('opening'), 4, 'ms'],
  ['track(), 1,000 at once, mean', of('burst'), 5, 'us', of('burstFloor')],
  ['track(), one each 20 ms, median', of('call'), 25, 'us', of('callFloor')],
  ['  main thread, all work, an event', of('total'), 60, 'us', of('totalFloor')],
  ['10,000 at once: longest task of ours', of('task'), 8, 'ms'],
];
const width = Math.max(...rows.map(([name]) => name.length));
const lines = rows.map(([name, value, bar, unit, floor]) => {
  const beside = floor === undefined ? '' : `  floor ${floor.toFixed(1)} ${unit}`;
  const verdict = value <= bar ? 'held' : 'MISSED';
  const figure = `${name.padEnd(width)} ${value.toFixed(1).padStart(7)} ${unit}`;
  return `${figure}  bar ${bar}  ${verdict}${beside}`;
});
const delivered = Math.min(...rounds.map((row) => row.delivered));
lines.push(`${'10,000 at once: delivered'.padEnd(width)} ${delivered}`);
const held = rows.every(([, value, bar]) => value <= bar) && delivered === 10_000;
const machine = `${cpus()[0].model}, ${cpus().length} processors, node ${process.version}`;
console.log(`\n${lines.join('\n')}\n${machine}\n${held ? 'all bars held' : 'a bar was missed'}`);
mkdirSync(options.results, { recursive: true });
writeFileSync(join(options.results, 'web.txt'), `${lines.join('\n')}\n${machine}\n`);
writeFileSync(join(options.results, 'web.json'), `${JSON.stringify(rounds, null, 1)}\n`);
process.exit(held || options['report-only'] ? 0 : 1);
