// What a page says to a tracker, and hears from it.

/** What became of a call. The names are those of the C++ and the C interface. */
export type StatusCode =
  | 'ok'
  /** Fix the call; the sentence says what is wrong with it. */
  | 'invalid_argument'
  /** A limit was passed; the sentence names it. Send less. */
  | 'too_large'
  /** The event was not taken. Try again later, or let it go. */
  | 'queue_full'
  /** Not taken, as asked: by the hook, by sampling, or switched off. */
  | 'withheld'
  /** Not taken: consent is denied, or the collector answered 410. */
  | 'switched_off'
  | 'closed'
  | 'in_use'
  /** Running in memory: events do not survive this page. */
  | 'storage_unavailable'
  /** Damaged data was set aside and counted; the tracker started empty. */
  | 'storage_corrupt'
  | 'timed_out'
  /** This browser cannot run the core; what is tracked is kept for a visit that can. */
  | 'unsupported'
  | 'internal'
  /** Nothing can be sent now; the sentence says why. */
  | 'waiting';

export interface Status {
  readonly code: StatusCode;
  /** A sentence; empty where all is well. */
  readonly message: string;
}

/**
 * Whether the user agreed to be tracked. `pending`: nothing is written and no id is made; events
 * wait in memory and are lost with the page. `denied`: nothing is taken, what was kept is erased,
 * and only the denial is remembered.
 */
export type Consent = 'granted' | 'pending' | 'denied';

/**
 * How urgent an event is. `immediate` is sent at once, `normal` within `flushInterval`, `deferred`
 * within `deferredInterval`.
 */
export type Priority = 'immediate' | 'normal' | 'deferred';

/** Anything that JSON can say. What it cannot is refused, never thrown. */
export type Properties = Readonly<Record<string, unknown>>;

export interface TrackOptions {
  /** Default: `normal`. */
  priority?: Priority;
  /** When it happened, in ms since 1970, kept as it is. Default: now, whatever the clock says. */
  time?: number;
  /**
   * The version of its schema that the event follows, such as `1-0-2`. Default: the highest of the
   * pack. Only with `godwit/schemas`.
   */
  schema?: string;
}

export type NetworkKind =
  | 'unknown'
  /** Nothing is tried until there is another. */
  | 'none'
  | 'unmetered'
  | 'metered'
  | 'roaming';

export interface NetworkState {
  /** Default: `unknown`. */
  kind?: NetworkKind | undefined;
  /** The user has asked for little traffic. */
  savingData?: boolean | undefined;
}

export interface PowerState {
  /** At most 100. Left out, or less than 0: unknown, or there is no battery. */
  batteryPercent?: number | undefined;
  charging?: boolean | undefined;
  /** The system's battery saver is on. */
  saving?: boolean | undefined;
}

/**
 * `background`: one request with what is queued, and then no timer. `terminating`: one request with
 * what is queued, and then none.
 */
export type AppState = 'foreground' | 'background' | 'terminating';

/** An event on its way into the queue, as a before-send hook sees it; it may change all of it. */
export interface EventDraft {
  name: string;
  properties: Record<string, unknown>;
  priority: Priority;
}

/** What of the page is told with every event. Each can be switched off; all default to true. */
export interface PageContext {
  /** The page's address. `'path'`: without query and fragment. */
  url?: boolean | 'path';
  /** Where the visitor came from. `'origin'`: only the site. */
  referrer?: boolean | 'origin';
  title?: boolean;
  /** utm_source, utm_medium, utm_campaign, utm_term and utm_content of the page's address. */
  campaign?: boolean;
  language?: boolean;
  /** Size of the screen and of the window, in CSS pixels, and their ratio to device pixels. */
  screen?: boolean;
}

export interface Config {
  /** Where the collector is: `https://collector.example.com`. */
  endpoint: string;
  /** The write key. */
  key: string;
  /** What the user agreed to before the tracker was first opened; later `setConsent()` decides. */
  consent: Consent;
  /** Trackers of different names keep separate queues. Default: `godwit`. */
  name?: string;
  /** The signed-in user; `setUser()` changes it. */
  user?: string;
  app?: { name?: string; version?: string };
  /** Default: everything. `false`: nothing of the page. */
  context?: PageContext | false;
  /** Called for each event. Returning `false` withholds it; so does an exception. */
  beforeSend?: (event: EventDraft) => void | false;
  /** Obey `navigator.globalPrivacyControl` as if consent were denied. Default: false. */
  obeyPrivacyControl?: boolean;
  /**
   * `auto`: WebAssembly, and where the page's security policy does not let it run, the core as
   * JavaScript, which is larger and slower. `js`: at once, for sites that count violations.
   */
  engine?: 'auto' | 'js';
  /** Default: `godwit.wasm` beside the module. */
  wasm?: string | URL;
  /** Default: `godwit-core.js` beside the module; it is loaded only where it is needed. */
  script?: string | URL;
  limits?: Limits;
  /**
   * What `godwit schema compile` wrote: its bytes, or where they are. Events are checked against
   * it. Only with `godwit/schemas`.
   */
  schemas?: Uint8Array | string | URL;
  /** Of events that are not as their schema asks: `enforce` refuses, `report` marks them. */
  schemaMode?: 'enforce' | 'report' | 'off';
  /** Of events whose name or version the pack does not know. Default: `accept`. */
  unknownSchema?: 'accept' | 'mark' | 'refuse';
}

/** Bounds of which a page may set its own. Times are in ms. */
export interface Limits {
  /** Of the queue; the least urgent, then oldest events are evicted. Default: 5 MiB. */
  queueBytes?: number;
  /** Events are in IndexedDB at the latest after this. Default: 100. */
  drainInterval?: number;
  /** Events of normal priority are sent at the latest after this. Default: 30,000. */
  flushInterval?: number;
  /** The same for deferred ones. Default: 900,000. */
  deferredInterval?: number;
  /** First delay after a failure. Default: 8,000. */
  retryDelayMin?: number;
  /** Longest delay after a failure. Default: 300,000. */
  retryDelayMax?: number;
}

export type DropReason =
  | 'queue_full'
  | 'expired'
  | 'refused'
  | 'poisonous'
  | 'corrupt'
  | 'too_large'
  | 'purged'
  | 'consent_denied'
  /** It was in memory only when the tracker was closed. */
  | 'lost';

/** Speaks of events with sequence numbers from `first` to `last`, of which there are `count`. */
export interface Delivery {
  readonly first: number;
  readonly last: number;
  readonly count: number;
  readonly message: string;
}

export interface Drop extends Delivery {
  readonly reason: DropReason;
  /** The collector's code and JSON pointer, where it refused the event. */
  readonly code: string;
  readonly pointer: string;
}

/** `track()` or a setter did not take this. */
export interface Refusal extends Status {
  /** The event's name; empty for setters. */
  readonly name: string;
}

export interface TrackerEvents {
  /** The collector has stored these. */
  sent: Delivery;
  /** A delivery failed; they are still queued. */
  retry: Delivery;
  /** These left the queue undelivered. */
  drop: Drop;
  refused: Refusal;
}

export interface Stats {
  readonly accepted: number;
  readonly refused: number;
  readonly withheld: number;
  /** Accepted, and not as their schema asks. Only with `godwit/schemas`. */
  readonly marked?: number;
  /** Calls with half a character, such as `'\ud83d'`, in whose place U+FFFD was taken. */
  readonly repaired: number;
  /** Found queued by an earlier page. */
  readonly recovered: number;
  readonly delivered: number;
  /** Of those, stored by the collector before. */
  readonly duplicates: number;
  readonly requests: number;
  readonly requestsFailed: number;
  /** Accepted, and neither delivered nor dropped. */
  readonly queued: number;
  readonly bytesSent: number;
  /** Of what is queued, in the store. */
  readonly queuedBytes: number;
  /** Set aside because no event could be read from them. */
  readonly damagedBytes: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
  readonly requestsFor: Readonly<Record<RequestReason, number>>;
  /** Why nothing is sent now, or what the request under way is for. */
  readonly waitsFor: SendReason;
}

/**
 * Why a request is made: `radio_awake` goes along with other traffic, `parting` leaves with the
 * application. As something to wait for, `deadline` alone: the oldest event's time.
 */
export type RequestReason =
  'deadline' | 'immediate' | 'full_batch' | 'radio_awake' | 'flush' | 'parting';

/** Why a request is made, or why none is; `held_back`: power is short, or the device roams. */
export type SendReason =
  | RequestReason
  | 'nothing_queued'
  | 'switched_off'
  | 'no_network'
  | 'back_off'
  | 'held_back'
  | 'in_background';
