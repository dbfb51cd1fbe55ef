// What a call that did all it was asked is answered.
import type { Status } from './types.js';

export const OK: Status = { code: 'ok', message: '' };
