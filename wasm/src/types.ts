// What a page says to a tracker, and hears from it.
import type {
  AppState,
  Consent,
  DropReason,
  Limits,
  NetworkKind,
  Priority,
  RequestReason,
  SchemaMode,
  SendReason,
  Stats,
  StatusCode,
  UnknownSchema,
} from './interface.js';

export type {
  AppState,
  Consent,
  DropReason,
  Limits,
  NetworkKind,
  Priority,
  RequestReason,
  SchemaMode,
  SendReason,
  Stats,
  StatusCode,
  UnknownSchema,
};

export interface Status {
  readonly code: StatusCode;
  /** A sentence; empty where all is well. */
  readonly message: string;
}

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
  schemaMode?: SchemaMode;
  /** Of events whose name or version the pack does not know. Default: `accept`. */
  unknownSchema?: UnknownSchema;
}

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
  will_retry: Delivery;
  /** These left the queue undelivered. */
  dropped: Drop;
  refused: Refusal;
}
