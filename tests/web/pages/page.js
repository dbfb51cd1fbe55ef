// The code of the tests' pages.
import { Tracker } from '/godwit.js';
window.Tracker = Tracker;
window.heard = [];
// Opens a tracker with short waits, and notes what it tells.
window.open_tracker = (config) => {
  const limits = {
    flushInterval: 1000,
    retryDelayMin: 100,
    retryDelayMax: 400,
    ...config.limits,
  };
  const tracker = Tracker.open({ key: 'KEY', consent: 'granted', ...config, limits });
  for (const name of ['sent', 'will_retry', 'dropped', 'declined']) {
    tracker.on(name, (detail) => window.heard.push({ on: name, ...detail }));
  }
  window.tracker = tracker;
  return tracker;
};
const { endpoint } = Object.fromEntries(new URLSearchParams(location.search));
if (endpoint) window.open_tracker({ endpoint });
window.ready = true;
