// Turns the arguments of track() into an event. Nothing in here throws.
import type { PageEvent } from './calls.js';
import { parseVersion } from './pack.js';
import type { Repairs } from './repair.js';
import type { Config, EventDraft, Properties, Status, TrackOptions } from './types.js';
import { PRIORITIES } from './interface.js';

const EVENT_LENGTH_MAX = 64 * 1024; // Limits::event_bytes_max.

const invalid = (message: string): Status => ({ code: 'invalid_argument', message });
const WITHHELD: Status = { code: 'withheld', message: 'by beforeSend' };

/** The event, or the reason why it is declined or `withheld`. */
export function makeEvent(
  repairs: Repairs,
  hook: Config['beforeSend'],
  name: string,
  properties: Properties | undefined,
  options: TrackOptions | undefined,
): PageEvent | Status {
  try {
    let priority = options?.priority ?? 'normal';
    if (hook) {
      const draft: EventDraft = { name: String(name), properties: { ...properties }, priority };
      if (withholds(hook, draft)) return WITHHELD;
      ({ name, properties, priority } = draft);
    }
    let json: string | undefined = '{}';
    if (properties !== undefined) {
      try {
        json = JSON.stringify(properties);
      } catch (error) {
        return invalid(`properties: ${String(error)}`);
      }
    }
    if (typeof json !== 'string') return invalid('properties: not an object');
    if (json.length > EVENT_LENGTH_MAX) {
      return { code: 'too_large', message: 'the event is larger than event_bytes_max' };
    }
    const event = [
      ...repairs.of(String(name), json),
      PRIORITIES.indexOf(priority),
      +(options?.time ?? -1),
    ] as const;
    if (!GODWIT_SCHEMAS || options?.schema === undefined) return event;
    const schema = parseVersion(options.schema);
    return schema ? [...event, schema] : invalid('schema: must be a version such as 1-0-2');
  } catch (error) {
    return invalid(String(error));
  }
}

/** The JSON of a super-property (empty for `undefined`), or the reason why it is declined. */
export function jsonOf(value: unknown): string | Status {
  if (value === undefined) return '';
  try {
    return JSON.stringify(value) ?? invalid('the value is not JSON');
  } catch (error) {
    return invalid(String(error));
  }
}

/** If a hook fails, the data that it should have removed must not be sent. */
function withholds(hook: NonNullable<Config['beforeSend']>, draft: EventDraft): boolean {
  try {
    return hook(draft) === false;
  } catch (error) {
    console.debug('godwit: beforeSend threw; the event is withheld', error);
    return true;
  }
}
