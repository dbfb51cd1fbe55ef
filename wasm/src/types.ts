// The types that a page passes to a tracker, and the types that it gets back.
import type {
  Consent,
  DropReason,
  Limits,
  NetworkKind,
  Priority,
  SchemaMode,
  StatusCode,
  UnknownSchema,
} from './interface.js';

export type * from './interface.js';

export interface Status {
  readonly code: StatusCode;
  /** A sentence; empty for `ok`. */
  readonly message: string;
}

/** Any values that JSON can express. track() declines other values and never throws. */
export type Properties = Readonly<Record<string, unknown>>;

export interface TrackOptions {
  /** Default: `normal`. */
  priority?: Priority;
  /**
   * The time of the event, in ms since 1970, kept unchanged. Default: now, even if the clock is
   * wrong.
   */
  time?: number;
  /**
   * The version of the schema that the event follows, such as `1-0-2`. Default: the highest version
   * in the pack. Only with `godwit/schemas`.
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
  /** At most 100. Missing, or less than 0: unknown, or there is no battery. */
  batteryPercent?: number | undefined;
  charging?: boolean | undefined;
  /** The system's battery saver is on. */
  saving?: boolean | undefined;
}

/**
 * An event before it enters the queue, as a before-send hook sees it. The hook may change all of
 * it.
 */
export interface EventDraft {
  name: string;
  properties: Record<string, unknown>;
  priority: Priority;
}

/** The page's facts that are sent with every event. Each can be disabled; all default to true. */
export interface PageContext {
  /** The page's address. `'path'`: without query and fragment. */
  url?: boolean | 'path';
  /** The address from which the visitor came. `'origin'`: only the site. */
  referrer?: boolean | 'origin';
  title?: boolean;
  /** utm_source, utm_medium, utm_campaign, utm_term and utm_content of the page's address. */
  campaign?: boolean;
  language?: boolean;
  /** Size of the screen and of the window, in CSS pixels, and their ratio to device pixels. */
  screen?: boolean;
}

export interface Config {
  /** The collector's address: `https://collector.example.com`. */
  endpoint: string;
  /** The write key. */
  key: string;
  /** The visitor's decision before the tracker was first opened; later `setConsent()` decides. */
  consent: Consent;
  /** Trackers of different names keep separate queues. Default: `godwit`. */
  name?: string;
  /** The signed-in user; `setUser()` changes it. */
  user?: string;
  app?: { name?: string; version?: string };
  /** Default: all facts. `false`: no facts about the page. */
  context?: PageContext | false;
  /** Called for each event. Returning `false` withholds it; so does an exception. */
  beforeSend?: (event: EventDraft) => void | false;
  /** Obey `navigator.globalPrivacyControl` as if consent were denied. Default: false. */
  obeyPrivacyControl?: boolean;
  /**
   * `auto`: WebAssembly. If the page's security policy does not let it run, the core as JavaScript,
   * which is larger and slower. `js`: JavaScript at once, for sites that count violations.
   */
  engine?: 'auto' | 'js';
  /** Default: `godwit.wasm` beside the module. */
  wasm?: string | URL;
  /** Default: `godwit-core.js` beside the module; it is loaded only if it is needed. */
  script?: string | URL;
  limits?: Limits;
  /**
   * The pack that `godwit schema compile` wrote: its bytes, or its address. Events are checked
   * against it. Only with `godwit/schemas`.
   */
  schemas?: Uint8Array | string | URL;
  /**
   * The action for events that violate their schema: `enforce` declines them, `report` marks them.
   */
  schemaMode?: SchemaMode;
  /** The action for events whose name or version is not in the pack. Default: `accept`. */
  unknownSchema?: UnknownSchema;
}

/** Reports `count` events, with sequence numbers from `first` to `last`. */
export interface Delivery {
  readonly first: number;
  readonly last: number;
  readonly count: number;
  readonly message: string;
}

export interface Drop extends Delivery {
  readonly reason: DropReason;
  /** The collector's code and JSON pointer for a refused event. */
  readonly code: string;
  readonly pointer: string;
}

/** An event or a value that `track()` or a setter did not take. */
export interface Declined extends Status {
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
  declined: Declined;
}
