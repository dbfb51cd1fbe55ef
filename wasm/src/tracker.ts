// The tracker of a page: takes events from its first line on, and hands them to the core.
import { CallQueue, type Call, type PageEvent } from './calls.js';
import { check, limitsOf } from './config.js';
import { environment } from './context.js';
import { Core } from './core.js';
import { Denial } from './denial.js';
import { makeEvent } from './event.js';
import { KeptEvents } from './kept.js';
import { Liveness } from './liveness.js';
import { Signals } from './signals.js';
import type { Opening } from './snippet.js';
import { PageStore } from './store.js';
import { BATCH_BYTES, BATCH_BYTES_LEAVING, PageTransport } from './transport.js';
import type {
  Config,
  Consent,
  Delivery,
  Drop,
  Properties,
  Refusal,
  Stats,
  Status,
  TrackerEvents,
  TrackOptions,
} from './types.js';
import { CONSENTS, COUNTERS, DROP_REASONS, PRIORITIES } from './words.js';

const CLOSED: Status = { code: 'closed', message: 'the tracker is closed' };
const DENIED = CONSENTS.indexOf('denied');

const TOO_MANY: Status = {
  code: 'queue_full',
  message: 'too many calls wait for the core',
};
/** What one page puts into localStorage, all others see after this. */
const NOTED_MS_MAX = 1000;

type Listener = (detail: never) => void;

export class Tracker {
  private readonly core: Core;
  private readonly denial: Denial;
  private readonly liveness: Liveness;
  private readonly store: PageStore;
  private readonly transport = new PageTransport();
  private readonly listeners = new Map<string, Set<Listener>>();
  private readonly calls = new Map<number, (status: Status) => void>();
  private readonly waiting: CallQueue;
  private readonly kept: KeptEvents;
  private readonly signals: Signals;
  /** Until the core runs; where it never will, for ever. */
  private early = true;
  /** The core has no room at the moment. */
  private full = false;
  /** While the core is handed a call: when it was made. */
  private then: number | undefined;
  /** When the call was made that is being resumed. */
  private callTime: number | undefined;
  private lastCall = 0;
  /** A denial that is being carried out. */
  private denying: Promise<Status> | undefined;
  private ended: Status | undefined;
  private withheld = 0;
  private refused = 0;
  private tracking = '';
  private leaving = 0;

  /** Resolves once the core runs, or cannot: `unsupported`. Nothing has to wait for it. */
  readonly opened: Promise<Status>;

  /** Opens a tracker. It takes events at once. Throws only where the configuration is wrong. */
  static open(config: Config): Tracker {
    return new Tracker(config);
  }

  /**
   * Goes on with what the start-up snippet has taken, as if it had been taken here.
   * @internal
   */
  static resume({ config, at, calls }: Opening): Tracker {
    const tracker = new Tracker(config, at);
    const methods = tracker as unknown as Record<string, (...args: unknown[]) => unknown>;
    for (const [name, args, time, answer] of calls) {
      tracker.callTime = time;
      answer(methods[name]!(...args));
    }
    tracker.callTime = undefined;
    return tracker;
  }

  private constructor(
    private readonly config: Config,
    at = performance.now(),
  ) {
    check(config);
    const { consent, name = 'godwit' } = config;
    // No secret, only a name; randomUUID() is not for pages without https.
    const page = `${Date.now()}-${Math.random()}`;
    this.denial = new Denial(`${name}/denied`);
    this.liveness = new Liveness(
      `${name}/page/`,
      page,
      (gone) => this.adopt(gone),
      () => this.obey(true),
    );
    this.store = new PageStore(name, page, () => this.liveness.others());
    this.core = new Core(this, this.store, this.transport, name);
    this.signals = new Signals(this.core);
    this.kept = new KeptEvents(`${name}/early`);
    this.waiting = new CallQueue(
      config.limits?.drainInterval ?? 100,
      (call) => this.hand(call),
      () => this.core.call('core_commit'),
    );
    this.then = at;
    this.listen();
    this.opened = this.start(consent).catch((error: unknown) =>
      this.end({ code: 'unsupported', message: String(error) }),
    );
  }

  // --- Events.

  /** Takes an event. Never throws; what cannot be taken is told to on('refused'). */
  track(name: string, properties?: Properties, options?: TrackOptions): void {
    if (this.ended && !this.early) return this.refuse(name, this.ended);
    const event = makeEvent(this.config.beforeSend, name, properties, options);
    if (!('code' in event)) this.soon({ event }, event[2] === PRIORITIES.indexOf('immediate'));
    else if (event.code === 'withheld') ++this.withheld;
    else this.refuse(name, event);
  }

  /** The signed-in user from now on; `undefined`: nobody. Earlier events keep theirs. */
  setUser(id: string | undefined): void {
    this.setter('core_set_user', [id ?? '']);
  }

  /** A property of every event from now on; `undefined` removes it. */
  setSuperProperty(name: string, value: unknown): void {
    let json: string | undefined;
    try {
      json = value === undefined ? '' : JSON.stringify(value);
    } catch (error) {
      return this.refuse('', { code: 'invalid_argument', message: String(error) });
    }
    if (json === undefined) {
      return this.refuse('', { code: 'invalid_argument', message: 'the value is not JSON' });
    }
    this.setter('core_set_super', [name, json]);
  }

  setKey(key: string): void {
    this.setter('core_set_key', [key]);
  }

  // --- Calls that take time.

  /** Resolves when everything accepted so far has left the queue, or after `deadline` ms. */
  flush(deadline?: number): Promise<Status> {
    return this.ask('core_flush', [], deadline);
  }

  /** Forgets user, ids and queue; the next event is another installation's. */
  reset(): Promise<Status> {
    if (this.full) this.waiting.takeEvents(); // They belong to what is forgotten.
    return this.ask('core_reset', []);
  }

  /** A denial reaches all pages of the site at once; what is granted, others see when they open. */
  setConsent(consent: Consent): Promise<Status> {
    if (!consent || !CONSENTS.includes(consent)) {
      const message = 'consent: must be granted or denied';
      return Promise.resolve({ code: 'invalid_argument', message });
    }
    if (consent === 'denied') {
      this.denial.note(true);
      this.liveness.tellDenied();
      return this.deny();
    }
    if (consent !== 'granted') return this.ask('core_set_consent', [CONSENTS.indexOf(consent)]);
    this.denial.note(false);
    // A denial that is being carried out is finished first.
    return this.denying ? this.denying.then(() => this.grant()) : this.grant();
  }

  /** Takes no more events. What is queued stays for the next page. */
  async close(): Promise<Status> {
    const status = await this.ask('core_close', []);
    this.liveness.letGo();
    this.end(CLOSED);
    return status;
  }

  // --- What became of it.

  /** Calls `listener` for each; the function that is returned ends that. */
  on<Name extends keyof TrackerEvents>(
    name: Name,
    listener: (detail: TrackerEvents[Name]) => void,
  ): () => void {
    const listeners = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, listeners.add(listener as Listener));
    return () => listeners.delete(listener as Listener);
  }

  stats(): Stats {
    this.waiting.hand(Infinity);
    const counter = (i: number) => (this.early ? 0 : this.core.call('core_counter', i));
    const stats: Record<string, unknown> = {};
    COUNTERS.forEach((name, i) => (stats[name] = counter(i)));
    stats.withheld = (stats.withheld as number) + this.withheld;
    stats.refused = (stats.refused as number) + this.refused;
    const dropped: Record<string, number> = {};
    DROP_REASONS.forEach((reason, i) => (dropped[reason] = counter(COUNTERS.length + i)));
    return { ...stats, dropped } as unknown as Stats;
  }

  /** What the tracker runs on: `ok`, or `storage_unavailable` with the reason. */
  get storage(): Status {
    return this.store.status;
  }

  /** What the core runs as; `undefined` until it does. */
  get engine(): 'wasm' | 'js' | undefined {
    return this.core.engine;
  }

  // --- For the core (CoreOwner).

  /** @internal */
  uptime(): number {
    return this.then ?? performance.now();
  }

  /** @internal */
  until(uptime: number): number {
    return uptime - (this.early ? this.uptime() : performance.now());
  }

  /** @internal */
  answer(call: number, status: Status): void {
    if (call === 0) {
      this.full = status.code === 'queue_full';
      if (!this.full && status.code !== 'withheld')
        this.emit('refused', { name: this.tracking, ...status });
      return;
    }
    this.calls.get(call)?.(status);
    this.calls.delete(call);
  }

  /** @internal */
  report(outcome: 'sent' | 'retry' | 'drop', report: Delivery | Drop): void {
    this.emit(outcome, report as Drop);
  }

  /** @internal */
  failed(error: unknown): void {
    this.liveness.letGo();
    this.end({ code: 'internal', message: String(error) });
  }

  /** @internal */
  log(level: number, message: string): void {
    // The browser tells of failed requests itself; what is left is for whoever looks for it.
    if (level > 2) console.debug(`godwit: ${message}`);
  }

  // --- Inside.

  private async start(consent: Consent): Promise<Status> {
    const { config, core } = this;
    // Whoever opens a tracker is not to wait for it: a page asks its browser for a lot below.
    await new Promise((resolve) => setTimeout(resolve));
    this.liveness.hold();
    if (this.denial.stands) this.liveness.tellDenied(); // Noted before anybody could be told.
    await core.load(
      config.engine === 'js' ? undefined : (config.wasm ?? new URL('godwit.wasm', import.meta.url)),
      config.script ?? new URL('godwit-core.js', import.meta.url),
    );
    limitsOf(config).forEach((limit, i) => limit && core.call('core_limit', i, limit));
    const status = await this.wait((call) =>
      core.callWithTexts(
        'core_open',
        [call],
        [config.endpoint, config.key, environment(config), config.user ?? ''],
        [this.silenced() ? DENIED : CONSENTS.indexOf(consent)],
      ),
    );
    const silenced = this.silenced();
    if (silenced && status.code === 'ok') {
      this.store.denied = true;
      await this.wait((call) => core.call('core_set_consent', call, DENIED));
    }
    const kept = consent === 'granted' && !silenced ? await this.kept.take() : [];
    this.early = false;
    this.then = undefined;
    if (status.code !== 'ok') return this.end(status);
    if (silenced) this.forgetEvents();
    for (const event of kept) this.handEvent(event);
    this.waiting.open();
    void this.liveness.watchOthers();
    if (consent === 'granted' && !silenced) this.signals.watch(config.endpoint);
    return status;
  }

  /** The core takes the call in a turn of its own, as if it were made now. */
  private soon(call: Omit<Call, 'at'>, hurry: boolean): boolean {
    const at = this.callTime ?? performance.now();
    const taken = this.waiting.add({ at, ...call }, hurry);
    if (!taken) this.refuse(call.event?.[0] ?? '', TOO_MANY);
    return taken;
  }

  /** False where the core has no room for it at the moment. */
  private hand({ at, event, run }: Call): boolean {
    this.full = false;
    this.then = at;
    if (event) this.handEvent(event);
    else run!();
    this.then = undefined;
    return !this.full;
  }

  /** By the visitor, here or on another page, or by a signal of the browser. */
  private silenced(): boolean {
    const { globalPrivacyControl } = (globalThis.navigator ?? {}) as {
      globalPrivacyControl?: boolean;
    };
    return this.denial.stands || !!(this.config.obeyPrivacyControl && globalPrivacyControl);
  }

  /** A denial that was told may be late, after the visitor agreed again; or early, before noted. */
  private obey(again: boolean): void {
    // A worker cannot know.
    if (this.denial.stands || typeof localStorage === 'undefined') void this.deny();
    else if (again) setTimeout(() => this.obey(false), NOTED_MS_MAX);
  }

  private deny(): Promise<Status> {
    this.forgetEvents();
    this.store.denied = true;
    const denying = this.ask('core_set_consent', [DENIED]).finally(() => {
      if (this.denying === denying) this.denying = undefined;
    });
    this.denying = denying;
    this.waiting.hand(Infinity); // Timers of a page in the background are late.
    return denying;
  }

  private grant(): Promise<Status> {
    if (this.denial.stands) {
      return Promise.resolve({ code: 'switched_off', message: 'consent was denied meanwhile' });
    }
    this.store.denied = false;
    this.signals.watch(this.config.endpoint);
    return this.ask('core_set_consent', [CONSENTS.indexOf('granted')]);
  }

  private forgetEvents(): void {
    this.waiting.takeEvents();
    this.kept.forget();
  }

  private handEvent([name, json, priority, time]: PageEvent): void {
    this.tracking = name;
    this.core.track(name, json, priority, time);
  }

  private setter(name: string, texts: string[]): void {
    if (this.ended) return this.refuse('', this.ended);
    const run = () => {
      this.tracking = '';
      this.core.callWithTexts(name, [], texts);
    };
    this.soon({ run }, false);
  }

  private wait(start: (call: number) => void): Promise<Status> {
    if (this.ended) return Promise.resolve(this.ended);
    return new Promise((resolve) => {
      this.calls.set(++this.lastCall, resolve);
      start(this.lastCall);
    });
  }

  private ask(name: string, args: number[], deadline?: number): Promise<Status> {
    if (this.ended) return Promise.resolve(this.ended);
    return new Promise((resolve) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const call = ++this.lastCall;
      this.calls.set(call, (status) => {
        clearTimeout(timer);
        resolve(status);
      });
      if (deadline !== undefined) {
        timer = setTimeout(
          () => {
            if (!this.early) this.core.call('core_end_flush', call);
            this.answer(call, {
              code: 'timed_out',
              message: 'the deadline passed; what is left stays queued',
            });
          },
          Math.min(deadline, 2 ** 31 - 1),
        );
      }
      const run = () => void this.core.call(name, call, ...args);
      // What is asked for may be what makes room; a flush is for the events that wait, too.
      if (this.full && !this.early && name !== 'core_flush') run();
      else if (!this.soon({ run }, true)) this.answer(call, TOO_MANY);
    });
  }

  private keep(): void {
    const events = this.waiting.takeEvents();
    // No room: they stay here, in case the page comes back.
    if (!this.kept.keep(events)) for (const call of events) this.waiting.add(call, false);
  }

  private async adopt(page: string): Promise<void> {
    if ((await this.opened).code === 'ok' && !this.ended) await this.core.adopt(page);
  }

  private end(status: Status): Status {
    this.ended = status;
    this.core.turn.hide(); // Nobody is to wait for it.
    for (const resolve of this.calls.values()) resolve(status);
    this.calls.clear();
    return status;
  }

  private refuse(name: string, status: Status): void {
    ++this.refused;
    this.emit('refused', { name, ...status } as Refusal);
  }

  private emit<Name extends keyof TrackerEvents>(name: Name, detail: TrackerEvents[Name]): void {
    for (const listener of this.listeners.get(name) ?? []) {
      // Not amid a call of the core, and no business of ours if it throws. In a turn of its own: a
      // listener that tracks what is refused again must not keep the page from everything else.
      setTimeout(() => (listener as (detail: TrackerEvents[Name]) => void)(detail));
    }
  }

  /** Sends what it can, and stores the rest: the page may not come back. */
  private leave(): void {
    this.transport.leaving = true;
    this.core.turn.hide();
    if (this.early || this.ended) return;
    this.core.call('core_bound_batches', BATCH_BYTES_LEAVING);
    this.waiting.hand(Infinity);
    this.leaving ||= ++this.lastCall;
    this.core.call('core_flush', this.leaving);
    this.core.commitNow();
    // What the core had no room for.
    for (let left = Infinity; this.waiting.size && this.waiting.size < left;) {
      left = this.waiting.size;
      this.waiting.hand(Infinity);
      this.core.commitNow();
    }
    this.store.leave();
  }

  private stay(): void {
    this.transport.leaving = false;
    this.store.comeBack();
    this.core.turn.hidden = false;
    if (!this.leaving) return;
    this.core.call('core_bound_batches', BATCH_BYTES);
    this.core.call('core_end_flush', this.leaving);
    this.leaving = 0;
  }

  private listen(): void {
    if (typeof document === 'undefined') return;
    this.core.turn.hidden = document.visibilityState === 'hidden';
    addEventListener('pagehide', () => {
      this.leave();
      if (this.early && this.config.consent === 'granted' && !this.silenced()) this.keep();
      this.liveness.letGo();
    });
    addEventListener('pageshow', ({ persisted }) => {
      if (!persisted || (this.ended && !this.early)) return;
      if (this.denial.stands) void this.deny();
      this.liveness.hold();
      void this.liveness.watchOthers();
      this.stay();
    });
    document.addEventListener('freeze', () => this.leave());
    document.addEventListener('visibilitychange', () =>
      document.visibilityState === 'hidden' ? this.leave() : this.stay(),
    );
  }
}
