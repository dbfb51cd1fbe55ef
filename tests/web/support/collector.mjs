// The real collector on a port of its own; it can be stopped and started again on the same port.
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';

export class Collector {
  #process;
  #port = 0;

  constructor(directory) {
    this.directory = directory;
  }

  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start() {
    this.#process = spawn(
      process.env.GODWIT_COLLECTOR,
      ['--data', this.directory, '--listen', `127.0.0.1:${this.#port}`, '--key', 'KEY'],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [greeting] = await once(this.#process.stdout, 'data');
    this.#port = Number(/:(\d+)\s*$/.exec(String(greeting))[1]);
    return this;
  }

  async stop() {
    if (!this.#process) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill();
    this.#process = undefined;
    await ended;
  }

  async #ask(path, body) {
    const reply = await fetch(
      this.url + path,
      body && { method: 'POST', body: JSON.stringify(body) },
    );
    return reply.json();
  }

  summary() {
    return this.#ask('/inspect/summary');
  }

  faults(...rules) {
    return this.#ask('/faults', rules);
  }

  /** Whether so many events are there before the time is over. */
  async waitFor(unique, ms = 20_000) {
    return (await this.#ask(`/inspect/wait?unique=${unique}&timeout_ms=${ms}`)).reached;
  }

  /** Every event in its files, read without its help. */
  stored() {
    const folder = join(this.directory, 'events');
    return readdirSync(folder)
      .sort()
      .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1))
      .map((line) => JSON.parse(line));
  }
}
