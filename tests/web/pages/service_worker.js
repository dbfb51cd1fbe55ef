// A service worker that tracks what it is asked to.
import { Tracker } from '/godwit.js';

addEventListener('message', async ({ data: { endpoint }, source }) => {
  const tracker = Tracker.open({ endpoint, key: 'KEY', consent: 'granted' });
  for (let i = 0; i < 100; ++i) tracker.track('service', { i });
  const status = await tracker.flush(10_000);
  source.postMessage({ status, storage: tracker.storage });
});
