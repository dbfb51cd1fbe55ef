// A shop whose visitors are tracked: views, searches, basket, purchases, and its own errors.
import { Tracker } from './godwit/godwit.schemas.js';
import { books } from './books.js';

const { endpoint, key = 'KEY' } = Object.fromEntries(new URLSearchParams(location.search));
const tracker = Tracker.open({
  endpoint: endpoint ?? location.origin,
  key,
  consent: 'granted',
  app: { name: 'shorebird-books', version: '1.0' },
  limits: { flushInterval: 2000 },
  schemas: 'shop.pack', // Compiled from the folder schemas/.
  unknownSchema: 'refuse',
});

addEventListener('error', ({ message, filename, lineno }) => {
  track('error_caught', { message, file: filename, line: lineno }, { priority: 'immediate' });
});

// --- What the visitor does.

const basket = new Map();
const view = document.getElementById('view');
const money = (amount) => `€ ${amount.toFixed(2)}`;

function track(name, properties, options) {
  tracker.track(name, properties, options);
  note(name, JSON.stringify(properties ?? {}));
}

function put(book) {
  basket.set(book.sku, (basket.get(book.sku) ?? 0) + 1);
  track('basket_changed', { sku: book.sku, price: book.price, items: total().items });
  count();
}

function total() {
  let [items, amount] = [0, 0];
  for (const [sku, number] of basket) {
    items += number;
    amount += number * books.find((book) => book.sku === sku).price;
  }
  return { items, amount };
}

function buy() {
  const { items, amount } = total();
  const order = crypto.randomUUID();
  track('order_placed', { order, items, amount, currency: 'EUR' }, { priority: 'immediate' });
  basket.clear();
  count();
  show(element('h1', {}, 'Thank you'), element('p', { className: 'soft' }, `Order ${order}`));
}

// --- What the visitor sees.

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function show(...content) {
  view.replaceChildren(...content);
}

function cover(book) {
  const link = element('a', { className: 'cover', href: `#/book/${book.sku}` }, book.title);
  link.style.setProperty('--hue', book.hue);
  return link;
}

function shelf(chosen, heading) {
  const cards = chosen.map((book) =>
    element(
      'article',
      { className: 'book' },
      cover(book),
      element(
        'div',
        { className: 'about' },
        element('span', { className: 'price' }, money(book.price)),
        element('button', { onclick: () => put(book) }, 'Add'),
      ),
    ),
  );
  show(element('h1', {}, heading), element('div', { className: 'shelf' }, ...cards));
}

function detail(book) {
  track('product_viewed', { sku: book.sku, title: book.title, price: book.price });
  const about = element(
    'div',
    {},
    element('h1', {}, book.title),
    element('p', { className: 'soft' }, book.author),
    element('p', {}, book.text),
    element('p', { className: 'price' }, money(book.price)),
    element('button', { onclick: () => put(book) }, 'Add to basket'),
  );
  show(element('div', { className: 'detail' }, cover(book), about));
}

function basketView() {
  const { items, amount } = total();
  track('basket_viewed', { items, amount });
  if (!items) {
    show(element('h1', {}, 'Your basket is empty'), element('a', { href: '#/' }, 'To the shelf'));
    return;
  }
  const rows = [...basket].map(([sku, number]) => {
    const book = books.find((known) => known.sku === sku);
    const cells = [`${number} × ${book.title}`, money(number * book.price)];
    return element('tr', {}, ...cells.map((text) => element('td', {}, text)));
  });
  rows.push(element('tr', {}, element('td', {}, 'Total'), element('td', {}, money(amount))));
  const broken = () => {
    throw new Error('the voucher service is down');
  };
  show(
    element('h1', {}, 'Basket'),
    element('table', {}, ...rows),
    element('p', {}),
    element('button', { id: 'buy', onclick: buy }, `Pay ${money(amount)}`),
    element('button', { id: 'voucher', className: 'quiet', onclick: broken }, 'Use a voucher'),
  );
}

function route() {
  const [, place, sku] = location.hash.split('/');
  const book = books.find((known) => known.sku === sku);
  track('page_viewed', { path: location.hash || '#/' });
  if (place === 'basket') basketView();
  else if (place === 'book' && book) detail(book);
  else shelf(books, 'On the shelf');
}

document.getElementById('search').addEventListener('submit', (event) => {
  event.preventDefault();
  const query = event.target.elements.query.value.trim();
  const found = books.filter(({ title }) => title.toLowerCase().includes(query.toLowerCase()));
  track('search_made', { query, results: found.length });
  shelf(found, found.length ? `“${query}”` : `Nothing for “${query}”`);
});
addEventListener('hashchange', route);

// --- What became of the events.

const log = document.getElementById('log');

function note(name, text, kind = '') {
  log.prepend(element('li', { className: kind, title: text }, `${name} ${text}`));
  while (log.children.length > 12) log.lastChild.remove();
}

function count() {
  document.getElementById('count').textContent = String(total().items);
}

function tell(figures) {
  for (const [name, figure] of Object.entries(figures)) {
    document.getElementById(name).textContent = String(figure);
  }
}

async function refresh() {
  const { accepted, queuedEvents, delivered, requests } = tracker.stats();
  tell({ accepted, queued: queuedEvents, delivered, requests, storage: tracker.storage.message });
  try {
    const { unique, missing } = await (await fetch('/inspect/summary')).json();
    tell({ unique, missing });
  } catch {
    tell({ unique: 'unreachable', missing: '–' });
  }
}

tracker.on('declined', ({ name, message }) => note(name, message, 'declined'));
setInterval(refresh, 500);
route();
