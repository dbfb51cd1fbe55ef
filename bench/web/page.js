// The work of the benchmark's pages. The site isolates its pages, so `now` is as fine as possible.
const now = () => performance.now();

/** Ten properties, as of a shop, that differ from event to event. */
window.event_of = (i) => ({
  i,
  sku: `book-${(i * 7919) % 1000}`,
  title: 'A history of tides and of those who sailed by them',
  price: 12.5 + (i % 90),
  currency: 'EUR',
  quantity: 1 + (i % 3),
  in_stock: i % 7 > 0,
  category: ['books', 'sea', 'history'][i % 3],
  list: 'search results',
  position: i % 40,
});

/** Keeps nothing, and sends nothing until it is told: what a tracker cannot go below. */
class Floor {
  lines = [];
  track(name, properties) {
    this.lines.push(JSON.stringify({ name, properties, time: Date.now() }));
  }
}

/** The floor: the time that a browser needs for any module, core and one record. */
async function opening_floor() {
  await import('/godwit.js');
  const core = await WebAssembly.compile(await (await fetch('/godwit.wasm')).arrayBuffer());
  const imports = {};
  for (const { module, name } of WebAssembly.Module.imports(core)) {
    (imports[module] ??= {})[name] = () => 0;
  }
  (await WebAssembly.instantiate(core, imports)).exports._initialize();
  await new Promise((resolve) => {
    const request = indexedDB.open('floor', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('records');
    request.onsuccess = () => {
      const transaction = request.result.transaction('records', 'readwrite');
      transaction.objectStore('records').put(new Uint8Array(100), ['page', 'name']);
      transaction.oncomplete = resolve;
    };
  });
}

window.start = async (which, endpoint) => {
  if (which === 'opening floor') return opening_floor();
  if (which === 'floor') return (window.tracker = new Floor());
  if (which === 'none') return (window.tracker = { track() {} });
  const begun = now();
  const { Tracker } = await import('/godwit.js');
  const imported = now();
  window.tracker = Tracker.open({ endpoint, key: 'KEY', consent: 'granted' });
  const opened = now();
  await window.tracker.opened;
  return { importing: imported - begun, opening: opened - imported };
};

/** Microseconds a call, in the mean. */
window.burst = (count) => {
  const events = Array.from({ length: count }, (_, i) => window.event_of(i));
  const begun = now();
  for (const event of events) window.tracker.track('product_view', event);
  return ((now() - begun) * 1000) / count;
};

/** One each 20 ms: what each call took, in microseconds. */
window.paced = (count) =>
  new Promise((resolve) => {
    const times = [];
    const timer = setInterval(() => {
      const event = window.event_of(times.length);
      const begun = now();
      window.tracker.track('product_view', event);
      times.push((now() - begun) * 1000);
      if (times.length < count) return;
      clearInterval(timer);
      resolve(times);
    }, 20);
  });
window.ready = true;
