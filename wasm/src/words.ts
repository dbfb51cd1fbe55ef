// Words for the core's numbers. The orders are those of the C++ enumerations.
import type { DropReason, SendReason, Status, StatusCode } from './types.js';

export const OK: Status = { code: 'ok', message: '' };

export const STATUS_CODES = (
  'ok invalid_argument too_large queue_full withheld switched_off closed in_use ' +
  'storage_unavailable storage_corrupt timed_out unsupported internal waiting'
).split(' ') as StatusCode[];

export const DROP_REASONS =
  'queue_full expired refused poisonous corrupt too_large purged consent_denied lost'.split(
    ' ',
  ) as DropReason[];

export const SEND_REASONS = (
  'deadline immediate full_batch radio_awake flush parting ' +
  'nothing_queued switched_off no_network back_off held_back in_background'
).split(' ') as SendReason[];
export const REQUEST_REASONS = SEND_REASONS.slice(0, 6);

// The order of core_counter() in bindings.cpp; behind them come the drops, the requests by reason,
// and what is waited for.
export const COUNTERS = (
  'accepted refused withheld recovered delivered duplicates ' +
  'requests requestsFailed queued bytesSent queuedBytes damagedBytes'
).split(' ');

export const NETWORK_KINDS = 'unknown none unmetered metered roaming'.split(' ');
export const APP_STATES = 'foreground background terminating'.split(' ');
export const PRIORITIES = ['immediate', 'normal', 'deferred'];
export const CONSENTS = ['', 'granted', 'pending', 'denied'];
export const DENIED = CONSENTS.indexOf('denied');

// The order of limit_fields in bindings.cpp, with a page's own defaults.
export const LIMITS = [
  ['queueBytes', 5 << 20],
  ['drainInterval', 100],
  ['flushInterval', 0],
  ['deferredInterval', 0],
  ['retryDelayMin', 0],
  ['retryDelayMax', 0],
] as const;
