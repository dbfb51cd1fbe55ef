// The tracker of a page: takes events from its first line on, and passes them to the core.
import { CLOSED, CallQueue, TOO_MANY, type Call } from './calls.js';
import { check, limitsOf } from './config.js';
import { environment } from './context.js';
import { Core } from './core.js';
import { DENIED, Denial } from './denial.js';
import { jsonOf, makeEvent } from './event.js';
import { Flushes } from './flushes.js';
import { CONSENTS, PRIORITIES, type DeliveryOutcome } from './interface.js';
import { KeptEvents } from './kept.js';
import { Listeners } from './listeners.js';
import { Liveness, NOTED_MS_MAX } from './liveness.js';
import { scriptOf, wasmOf } from './modules.js';
import { fetchPack, openSchemas } from './pack.js';
import { Repairs } from './repair.js';
import { Signals, type Said } from './signals.js';
import type { Opening } from './snippet.js';
import { readStats } from './stats.js';
import { OK } from './status.js';
import { PageStore } from './store.js';
import { BATCH_BYTES_LEAVING, PageTransport } from './transport.js';
import type { AppState, Config, Consent, Delivery, Drop, NetworkState } from './types.js';
import type { PowerState, Properties, Declined, Stats, Status } from './types.js';
import type { TrackerEvents, TrackOptions } from './types.js';

export class Tracker {
  private readonly core_: Core;
  private readonly denial_: Denial;
  private readonly liveness_: Liveness;
  private readonly store_: PageStore;
  private readonly transport_ = new PageTransport();
  private readonly listeners_ = new Listeners();
  private readonly calls_ = new Map<number, (status: Status) => void>();
  private readonly waiting_: CallQueue;
  private readonly kept_: KeptEvents;
  private readonly signals_: Signals;
  /** True until the core runs; for ever if it never will. */
  private early_ = true;
  /** The core has no room at the moment. */
  private full_ = false;
  /** The time of the resumed call. */
  private callTime_: number | undefined;
  private lastCall_ = 0;
  /** A denial under way. */
  private denying_: Promise<Status> | undefined;
  private ended_: Status | undefined;
  private withheld_ = 0;
  private declined_ = 0;
  private readonly repairs_ = new Repairs();
  private readonly flushes_: Flushes;
  private leaving_ = 0;
  /** The page is being left in this very turn. */
  private last_ = false;

  /** Resolves once the core runs, or cannot: `unsupported`. No call has to wait for it. */
  readonly opened: Promise<Status>;

  /** Opens a tracker. It takes events at once. Throws only if the configuration is wrong. */
  static open(config: Config): Tracker {
    return new Tracker(config);
  }

  /**
   * Takes over the calls of the start-up snippet, as if they had been made here.
   * @internal
   */
  static resume({ config, at, calls }: Opening): Tracker {
    const tracker = new Tracker(config, at);
    const methods = tracker as unknown as Record<string, (...args: unknown[]) => unknown>;
    for (const [name, args, time, answer] of calls) {
      tracker.callTime_ = time;
      answer(methods[name]!(...args));
    }
    tracker.callTime_ = undefined;
    return tracker;
  }

  private constructor(
    private readonly config_: Config,
    private readonly openedAt_ = performance.now(),
  ) {
    check(config_);
    const { consent, name = 'godwit' } = config_;
    // Only a name, not a secret; randomUUID() does not exist in pages without https.
    const page = `${Date.now()}-${Math.random()}`;
    this.denial_ = new Denial(`${name}/denied`);
    this.liveness_ = new Liveness(
      `${name}/page/`,
      page,
      (gone) => this.adopt_(gone),
      () => this.obey_(true),
    );
    this.store_ = new PageStore(name, page, () => this.liveness_.others());
    this.core_ = new Core(this, this.store_, this.transport_, name);
    this.signals_ = new Signals(this.core_);
    this.flushes_ = new Flushes(this.core_, this.store_, this.answer.bind(this));
    this.kept_ = new KeptEvents(`${name}/early`);
    this.waiting_ = new CallQueue(
      config_.limits?.drainInterval ?? 100,
      (call) => this.hand_(call),
      () => this.core_.call('core_commit'),
    );
    this.listen_();
    this.opened = this.start_(consent).catch((error: unknown) =>
      this.end_({ code: 'unsupported', message: String(error) }),
    );
  }

  // --- Events.

  /** Takes an event. Never throws; on('declined') reports events that are not taken. */
  track(name: string, properties?: Properties, options?: TrackOptions): void {
    if (this.ended_ && !this.early_) return this.decline_(name, this.ended_);
    const event = makeEvent(this.repairs_, this.config_.beforeSend, name, properties, options);
    if (!('code' in event)) this.soon_({ event }, event[2] === PRIORITIES.indexOf('immediate'));
    else if (event.code === 'withheld') ++this.withheld_;
    else this.decline_(name, event);
  }

  /** The signed-in user from now on; `undefined`: nobody. Earlier events keep their user. */
  setUser(id: string | undefined): void {
    this.setter_('core_set_user', [this.repairs_.of(id ?? '')[0]]);
  }

  /** A property of every event from now on; `undefined` removes it. */
  setSuperProperty(name: string, value: unknown): void {
    const json = jsonOf(value);
    if (typeof json !== 'string') return this.decline_('', json);
    this.setter_('core_set_super', this.repairs_.of(name, json));
  }

  setKey(key: string): void {
    this.setter_('core_set_key', [key]);
  }

  /** The next four calls decide when events are sent. `undefined`: use the browser's reports. */
  setPower(power: PowerState | undefined): void {
    this.say_({ power });
  }

  setNetwork(network: NetworkState | undefined): void {
    this.say_({ network });
  }

  /** Default: `foreground`. Whether the page is hidden is separate; the tracker knows it. */
  setAppState(app: AppState): void {
    this.say_({ app });
  }

  /** The tracker sees loads that the browser reports; call this for other use of the radio. */
  noteNetworkActivity(): void {
    this.setter_('core_note_network_activity', []);
  }

  // --- Calls that take time.

  /** Resolves when the events accepted so far have left the queue; `waiting` if they cannot. */
  flush(deadline = Infinity): Promise<Status> {
    return this.ask_('core_flush', [], deadline);
  }

  /** Forgets user, ids and queue; the next event belongs to a new installation. */
  reset(): Promise<Status> {
    if (this.full_) this.waiting_.takeEvents(true); // They belong to the old installation.
    return this.ask_('core_reset', []);
  }

  /** A denial reaches all pages of the site at once; a grant reaches other pages when they open. */
  setConsent(consent: Consent): Promise<Status> {
    if (!consent || !CONSENTS.includes(consent)) {
      const message = 'consent: must be granted or denied';
      return Promise.resolve({ code: 'invalid_argument', message });
    }
    if (consent === 'denied') {
      this.denial_.note(true);
      this.liveness_.tellDenied();
      return this.deny_();
    }
    if (consent !== 'granted') return this.ask_('core_set_consent', [CONSENTS.indexOf(consent)]);
    this.denial_.note(false);
    // A denial under way is finished first.
    return this.denying_ ? this.denying_.then(() => this.grant_()) : this.grant_();
  }

  /** Takes no more events. Queued events stay for the next page. */
  async close(): Promise<Status> {
    const status = await this.ask_('core_close', []);
    this.liveness_.letGo();
    this.end_(CLOSED);
    return status;
  }

  // --- Results.

  /** Calls `listener` for each report; the returned function removes it. */
  on<Name extends keyof TrackerEvents>(
    name: Name,
    listener: (detail: TrackerEvents[Name]) => void,
  ): () => void {
    return this.listeners_.add(name, listener);
  }

  stats(): Stats {
    this.waiting_.hand(Infinity);
    const call = (name: string, which = 0) => (this.early_ ? 0 : this.core_.call(name, which));
    const stats = readStats((which) => call('core_counter', which));
    return {
      ...stats,
      withheld: stats.withheld + this.withheld_,
      declined: stats.declined + this.declined_,
      repaired: this.repairs_.count,
      ...(this.early_ && { waitsFor: 'switched_off' }),
      ...(GODWIT_SCHEMAS && { marked: call('core_marked') }),
    };
  }

  /** The state of the tracker's storage: `ok`, or `storage_unavailable` with the reason. */
  get storage(): Status {
    return this.store_.status;
  }

  /** The form in which the core runs; `undefined` until it does. */
  get engine(): 'wasm' | 'js' | undefined {
    return this.core_.engine;
  }

  // --- For the core (CoreOwner).

  /** @internal */
  answer(call: number, status: Status): void {
    this.calls_.get(call)?.(status);
    this.calls_.delete(call);
  }

  /** @internal */
  report(outcome: DeliveryOutcome, report: Delivery | Drop): void {
    this.listeners_.tell(outcome, report as Drop);
    queueMicrotask(() => this.flushes_.judge()); // The core is at rest then.
  }

  /** @internal */
  failed(error: unknown): void {
    this.liveness_.letGo();
    this.end_({ code: 'internal', message: String(error) });
  }

  /** @internal */
  log(level: number, message: string): void {
    // The browser itself reports failed requests; developers can find the other messages here.
    if (level > 2) console.debug(`godwit: ${message}`);
  }

  // --- Inside.

  private async start_(consent: Consent): Promise<Status> {
    const { config_: config, core_: core } = this;
    // open() must not wait for all this: a page asks its browser for a lot below.
    await new Promise((resolve) => setTimeout(resolve));
    this.liveness_.hold();
    if (this.denial_.stands) this.liveness_.tellDenied(); // Noted before any page could hear.
    const fetching = GODWIT_SCHEMAS ? fetchPack(config) : undefined;
    await core.load(wasmOf(config), scriptOf(config));
    const schemas = GODWIT_SCHEMAS
      ? await openSchemas(core, config, await fetching, (wrong) => this.decline_('', wrong))
      : 0;
    const limits = new Uint8Array(new Float64Array(limitsOf(config)).buffer);
    const status = await this.wait_((call) => {
      const chosen = this.silenced_() ? DENIED : CONSENTS.indexOf(consent);
      const texts = [config.endpoint, config.key];
      texts.push(...this.repairs_.of(config.user ?? '', environment(config)));
      core.memory_.withBytes(limits, (at) =>
        core.callWithTexts('core_open', [call, this.openedAt_, at, schemas, chosen], texts),
      );
    });
    const silenced = this.silenced_();
    if (silenced && status.code === 'ok') {
      this.store_.denied = true;
      await this.wait_((call) => core.call('core_set_consent', call, DENIED));
    }
    const kept = consent === 'granted' && !silenced ? await this.kept_.take() : [];
    this.early_ = false;
    this.flushes_.ready = true;
    if (status.code !== 'ok') return this.end_(status);
    if (silenced) this.forgetEvents_();
    for (const event of kept) this.hand_({ at: performance.now(), event });
    this.waiting_.open();
    void this.liveness_.watchOthers();
    if (consent === 'granted' && !silenced) this.signals_.watch(config.endpoint);
    return status;
  }

  /** The core takes the call in a turn of its own, with the time of now. */
  private soon_(call: Omit<Call, 'at'>, hurry: boolean): boolean {
    const at = this.callTime_ ?? performance.now();
    const taken = this.waiting_.add({ at, ...call }, hurry);
    if (!taken) this.decline_(call.event?.[0] ?? '', TOO_MANY);
    // A listener of the page runs after ours: no later turn will come.
    if (this.last_ && call.event) {
      this.last_ = false;
      queueMicrotask(() => this.transport_.leaving && this.leave_());
    }
    return taken;
  }

  /** False if the core has no room for it at the moment. */
  private hand_({ at, event, run }: Call): boolean {
    const status = (event ? this.core_.track(at, event) : run!()) ?? OK;
    this.full_ = status.code === 'queue_full';
    if (!this.full_ && status.code !== 'ok' && status.code !== 'withheld')
      this.listeners_.tell('declined', { name: event?.[0] ?? '', ...status } as Declined);
    return !this.full_;
  }

  /** True if the visitor, here or on another page, or a signal of the browser denies consent. */
  private silenced_(): boolean {
    const { globalPrivacyControl } = (globalThis.navigator ?? {}) as {
      globalPrivacyControl?: boolean;
    };
    return this.denial_.stands || !!(this.config_.obeyPrivacyControl && globalPrivacyControl);
  }

  /** A denial's message may come after a new agreement, or before the denial is noted. */
  private obey_(again: boolean): void {
    // A worker cannot know.
    if (this.denial_.stands || typeof localStorage === 'undefined') void this.deny_();
    else if (again) setTimeout(() => this.obey_(false), NOTED_MS_MAX);
  }

  private deny_(): Promise<Status> {
    this.forgetEvents_();
    this.store_.denied = true;
    this.transport_.defer('', new Uint8Array());
    const denying = this.ask_('core_set_consent', [DENIED]).finally(() => {
      if (this.denying_ === denying) this.denying_ = undefined;
    });
    this.denying_ = denying;
    this.waiting_.hand(Infinity); // Timers of a background page are late.
    return denying;
  }

  private grant_(): Promise<Status> {
    if (this.denial_.stands) {
      return Promise.resolve({ code: 'switched_off', message: 'consent was denied meanwhile' });
    }
    this.store_.denied = false;
    this.signals_.watch(this.config_.endpoint);
    return this.ask_('core_set_consent', [CONSENTS.indexOf('granted')]);
  }

  private forgetEvents_(): void {
    this.waiting_.takeEvents();
    this.kept_.forget();
  }

  private setter_(name: string, texts: string[]): void {
    if (this.ended_) return this.decline_('', this.ended_);
    const run = () => this.core_.callWithTexts(name, [], texts);
    this.soon_({ run, ofUser: /user|super/.test(name) }, false);
  }

  private say_(said: Said): void {
    const wrong = this.ended_ ?? this.signals_.check(said);
    if (wrong) this.decline_('', wrong);
    else this.soon_({ run: () => this.signals_.say(said) }, true);
  }

  private wait_(start: (call: number) => void): Promise<Status> {
    if (this.ended_) return Promise.resolve(this.ended_);
    return new Promise((resolve) => {
      this.calls_.set(++this.lastCall_, resolve);
      start(this.lastCall_);
    });
  }

  private ask_(name: string, args: number[], deadline?: number): Promise<Status> {
    if (this.ended_) return Promise.resolve(this.ended_);
    return new Promise((resolve) => {
      const call = ++this.lastCall_;
      this.calls_.set(call, (status) => {
        this.flushes_.forget(call);
        resolve(status);
      });
      if (deadline !== undefined) this.flushes_.begin(call, deadline);
      const run = () => {
        if (!this.calls_.has(call)) return; // Its deadline came first.
        this.core_.call(name, call, ...args);
        this.flushes_.start(call);
      };
      // The call may make room. A flush is for the waiting events too, so it waits.
      if (this.full_ && !this.early_ && name !== 'core_flush') run();
      else if (!this.soon_({ run }, true)) this.answer(call, TOO_MANY);
    });
  }

  private keep_(): void {
    const events = this.waiting_.takeEvents();
    // No room: they stay here, in case the page comes back.
    if (!this.kept_.keep(events)) for (const call of events) this.waiting_.add(call, false);
  }

  private async adopt_(page: string): Promise<void> {
    if ((await this.opened).code === 'ok' && !this.ended_) await this.core_.adopt(page);
  }

  private end_(status: Status): Status {
    this.ended_ = status;
    this.core_.turn.hide(); // No other page should wait for it.
    for (const resolve of this.calls_.values()) resolve(status);
    this.calls_.clear();
    return status;
  }

  private decline_(name: string, status: Status): void {
    ++this.declined_;
    this.listeners_.tell('declined', { name, ...status } as Declined);
  }

  /** Sends as many events as it can and stores the others, because the page may not come back. */
  private leave_(): void {
    this.transport_.leaving = true;
    this.core_.turn.hide();
    this.last_ = true;
    setTimeout(() => (this.last_ = false));
    if (this.early_ && this.config_.consent === 'granted' && !this.silenced_()) this.keep_();
    if (this.early_ || this.ended_) return;
    this.core_.call('core_set_leaving', BATCH_BYTES_LEAVING);
    this.waiting_.hand(Infinity);
    this.leaving_ ||= ++this.lastCall_;
    this.core_.call('core_flush', this.leaving_);
    this.core_.commitNow();
    // The calls for which the core had no room.
    for (let left = Infinity; this.waiting_.size && this.waiting_.size < left;) {
      left = this.waiting_.size;
      this.waiting_.hand(Infinity);
      this.core_.commitNow();
    }
    this.store_.leave();
  }

  private stay_(): void {
    this.transport_.leaving = this.last_ = false;
    this.store_.comeBack();
    this.core_.turn.hidden = false;
    if (!this.leaving_) return;
    this.core_.call('core_set_leaving', 0);
    this.core_.call('core_end_flush', this.leaving_);
    this.leaving_ = 0;
  }

  private listen_(): void {
    if (typeof document === 'undefined') return;
    this.core_.turn.hidden = document.visibilityState === 'hidden';
    addEventListener('pagehide', () => {
      this.leave_();
      this.liveness_.letGo();
    });
    addEventListener('pageshow', ({ persisted }) => {
      if (!persisted || (this.ended_ && !this.early_)) return;
      if (this.denial_.stands) void this.deny_();
      this.liveness_.hold();
      void this.liveness_.watchOthers();
      this.stay_();
    });
    document.addEventListener('freeze', () => this.leave_());
    document.addEventListener('visibilitychange', () =>
      document.visibilityState === 'hidden' ? this.leave_() : this.stay_(),
    );
  }
}
