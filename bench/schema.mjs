// Checking an event's text in Node: ours as WebAssembly beside JSON.parse() and ajv.
//   node schema.mjs WASM PACK SCHEMA EVENTS
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [wasm, packFile, schemaFile, eventsFile] = process.argv.slice(2);
const require = createRequire(new URL('../wasm/package.json', import.meta.url));
const Ajv = require('ajv/dist/2020').default;
const addFormats = require('ajv-formats').default;

const events = readFileSync(eventsFile, 'utf8').trim().split('\n');
const ajv = new Ajv();
addFormats(ajv);
const check = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')));

const { instance } = await WebAssembly.instantiate(readFileSync(wasm), {
  wasi_snapshot_preview1: { proc_exit() {} },
});
const core = instance.exports;
core._initialize();
const pack = readFileSync(packFile);
const at = core.malloc(pack.length);
new Uint8Array(core.memory.buffer).set(pack, at);
if (core.open_pack(at, pack.length)) throw new Error('the pack is damaged');
const text = core.malloc(4096);
const room = new Uint8Array(core.memory.buffer, text, 4096);
const encoder = new TextEncoder();

const ROUNDS = 100;
/** The mean time of one event, in ns. Each must be valid, or nothing is compared. */
function timeOf(valid) {
  const begin = performance.now();
  let count = 0;
  for (let round = 0; round < ROUNDS; ++round) for (const event of events) count += +valid(event);
  if (count !== ROUNDS * events.length) throw new Error('an event is not valid');
  return ((performance.now() - begin) / count) * 1e6;
}

const ours = (event) => core.validate(text, encoder.encodeInto(event, room).written);
const peer = (event) => check(JSON.parse(event));
const parse = (event) => typeof JSON.parse(event) === 'object';
const figures = { ours_ns: Infinity, peer_ns: Infinity, parse_ns: Infinity };
for (let i = 0; i < 10; ++i) {
  figures.ours_ns = Math.min(figures.ours_ns, timeOf(ours));
  figures.peer_ns = Math.min(figures.peer_ns, timeOf(peer));
  figures.parse_ns = Math.min(figures.parse_ns, timeOf(parse));
}
console.log(JSON.stringify(figures));
