// The classic <script>: puts `godwit` on the window, and takes over the calls of the start-up
// snippet.
import type { Opening } from './snippet.js';
import { Tracker } from './tracker.js';

const open = (config: Opening['config']) => Tracker.open(config);
const taken = (globalThis as { godwit?: { openings?: Opening[] } }).godwit?.openings ?? [];
Object.assign(globalThis, {
  godwit: { Tracker, open, base: (document.currentScript as HTMLScriptElement).src },
});
for (const opening of taken) {
  try {
    opening.tracker = Tracker.resume(opening);
  } catch (error) {
    console.error(error); // Its configuration is wrong; the others go on.
  }
}
